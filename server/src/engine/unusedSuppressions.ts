import { ruleNames, unusedSuppressionRule } from '../rules';
import type { Safety } from '../rules/rule';
import type { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';
import { nearest } from '../text/nearest';
import type { FileEdit, Finding, ResolvedFix } from './finding';
import type { SuppressedName, Suppression, Suppressor } from './suppressions';

/** Findings for suppressions that had nothing to suppress. Names of rules that did not run are left alone. */
export function unusedSuppressions(
  suppressor: Suppressor,
  running: ReadonlySet<string>,
  path: string,
  text: string,
  lines: LineIndex,
): readonly Finding[] {
  return suppressor.suppressions.flatMap((suppression) => {
    const useless = suppression.names.filter((name) => isUseless(name, suppressor, running));
    // What nobody knows may be a name that is still being typed; only what was once right is removed unasked.
    const known = useless.filter(({ name }) => ruleNames.has(name));
    const finding = (
      message: string,
      span: Span,
      safety: Safety,
      removed: readonly SuppressedName[],
      meant: readonly ResolvedFix[] = [],
    ): Finding => ({
      path,
      rule: unusedSuppressionRule.name,
      severity: unusedSuppressionRule.severity,
      confidence: unusedSuppressionRule.confidence,
      message,
      span,
      related: [],
      unnecessary: true,
      fixes: () => [
        ...meant,
        { title: 'Remove it', safety, edits: [removal(suppression, removed, path, text, lines)] },
      ],
    });
    if (suppression.names.length === 0) {
      return [finding(messageOf('withoutRules', ''), suppression.span, 'review', [], inBrackets(suppression, path))];
    }
    return useless.map((each) =>
      known.includes(each)
        ? finding(messageOf('unused', each.name), each.span, 'safe', known)
        : finding(messageOf('unknown', each.name), each.span, 'review', [each], respelt(suppression, each, path)),
    );
  });
}

function isUseless(name: SuppressedName, suppressor: Suppressor, running: ReadonlySet<string>): boolean {
  if (name.name === unusedSuppressionRule.name || suppressor.isUsed(name)) return false;
  return running.has(name.name) || !ruleNames.has(name.name);
}

/** The rule that was probably meant, where it is not in the list anyway. */
function respelt({ names }: Suppression, { name, span }: SuppressedName, path: string): readonly ResolvedFix[] {
  const meant = nearest(name, ruleNames);
  if (meant === undefined || names.some((each) => each.name === meant)) return [];
  return [{ title: `Write \`${meant}\``, safety: 'review', edits: [{ path, span, newText: meant }] }];
}

/** Brackets around the rule that is named without them. */
function inBrackets({ comment, span, listSpan }: Suppression, path: string): readonly ResolvedFix[] {
  const written = /^[ \t]*[:=(]?[ \t]*([\w-]+)\)?/.exec(comment.text.slice(span.end - comment.span.start));
  const meant = written?.[1] === undefined || listSpan ? undefined : nearest(written[1], ruleNames);
  if (!written || meant === undefined) return [];
  const edit = { path, span: { start: span.end, end: span.end + written[0].length }, newText: `[${meant}]` };
  return [{ title: `Write \`[${meant}]\``, safety: 'review', edits: [edit] }];
}

function messageOf(key: string, name: string): string {
  return (unusedSuppressionRule.messages[key] ?? '').replace('{name}', name);
}

/** Takes the useless names out of the list; when none remain, the comment, and its line when nothing else is on it. */
function removal(
  suppression: Suppression,
  useless: readonly SuppressedName[],
  path: string,
  text: string,
  lines: LineIndex,
): FileEdit {
  const kept = suppression.names.filter((name) => !useless.includes(name));
  if (kept.length > 0 && suppression.listSpan) {
    return { path, span: suppression.listSpan, newText: kept.map(({ name }) => name).join(', ') };
  }
  const { comment, line } = suppression;
  const others = comment.text.slice(0, suppression.span.start - comment.span.start).trim();
  const lineStart = lines.lineStart(line);
  if (suppression.ownLine && others === '') {
    return { path, span: { start: lineStart, end: lines.lineStart(line + 1) }, newText: '' };
  }
  let start = suppression.span.start;
  while (start > lineStart && /[ \t]/.test(text.charAt(start - 1))) start--;
  return { path, span: { start, end: comment.span.end }, newText: '' };
}
