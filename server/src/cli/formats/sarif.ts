import type { Fix, Log, Region, ReportingDescriptor, Result } from 'sarif';
import type { ResolvedFix } from '../../engine/finding';
import { rules } from '../../rules';
import { pageUrl } from '../../rules/links';
import type { Rule, Severity } from '../../rules/rule';
import { explanations } from '../../rules/pages.generated';
import { LineIndex } from '../../text/lineIndex';
import type { Span } from '../../text/span';
import { version } from '../../version';
import { type CheckedSpace, relative } from '../checking';
import { pageOf } from '../pages';
import type { FormatContext } from '.';

const levels: Readonly<Record<Severity, Result.level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** SARIF 2.1.0, for code scanning services. */
export function format(spaces: readonly CheckedSpace[], { failed }: Pick<FormatContext, 'failed'>): string {
  const used = new Set(
    spaces.flatMap(({ files }) => files.flatMap(({ findings }) => findings.map(({ rule }) => rule))),
  );
  const descriptors = rules.filter(({ name }) => used.has(name)).map(descriptorOf);
  const indexes = new Map<string, LineIndex>();
  for (const { file, text } of spaces.flatMap(({ files }) => files)) indexes.set(file, new LineIndex(text));
  const results = spaces.flatMap(({ files }) =>
    files.flatMap(({ file, text, findings }) => {
      const lines = indexes.get(file) ?? new LineIndex(text);
      return findings.map((finding): Result => {
        const artifactLocation = { uri: uriOf(file) };
        const safe = finding.fixes.filter(({ safety }) => safety === 'safe');
        const fixes = safe.flatMap((fix) => fixOf(fix, indexes) ?? []);
        return {
          ruleId: finding.rule,
          ruleIndex: descriptors.findIndex(({ id }) => id === finding.rule),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [{ physicalLocation: { artifactLocation, region: regionOf(lines, finding.span) } }],
          ...(fixes.length > 0 ? { fixes } : {}),
        };
      });
    }),
  );
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: 'zerogpu-lint', version, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: !failed }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** What a code scanning service shows of a rule beside its findings. */
function descriptorOf({ name, summary, severity, confidence, group }: Rule): ReportingDescriptor {
  const explanation = explanations[name] ?? summary;
  return {
    id: name,
    shortDescription: { text: summary },
    fullDescription: { text: explanation },
    help: { text: explanation, markdown: pageOf(name) ?? explanation },
    helpUri: pageUrl(name),
    defaultConfiguration: { level: levels[severity] },
    properties: { precision: confidence, tags: [group] },
  };
}

/** A fix in the files that are at hand; undefined when it reaches into others. */
function fixOf({ title, edits }: ResolvedFix, indexes: ReadonlyMap<string, LineIndex>): Fix | undefined {
  const byFile = new Map<string, ResolvedFix['edits']>();
  for (const edit of edits) {
    const file = relative(edit.path);
    byFile.set(file, [...(byFile.get(file) ?? []), edit]);
  }
  const artifactChanges = [...byFile].flatMap(([file, own]) => {
    const lines = indexes.get(file);
    if (!lines) return [];
    const replacements = own.map(({ span, newText }) => ({
      deletedRegion: regionOf(lines, span),
      insertedContent: { text: newText },
    }));
    return [{ artifactLocation: { uri: uriOf(file) }, replacements }];
  });
  if (artifactChanges.length === 0 || artifactChanges.length < byFile.size) return undefined;
  return { description: { text: title }, artifactChanges };
}

/** A file outside the current directory is not relative to it, and only an address of its own names it. */
function uriOf(file: string): string {
  const isAbsolute = file.startsWith('/') || /^[A-Za-z]:\//.test(file);
  const segments = file.split('/').map((part, index) => (index === 0 && isAbsolute ? part : encodeURIComponent(part)));
  const path = segments.join('/');
  return isAbsolute ? `file://${path.startsWith('/') ? '' : '/'}${path}` : path;
}

function regionOf(lines: LineIndex, span: Span): Region {
  const { start, end } = lines.rangeOf(span);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
