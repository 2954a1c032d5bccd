import type { Severity } from '../../rules/rule';
import { LineIndex } from '../../text/lineIndex';
import type { CheckedFile, CheckedFinding, CheckedSpace } from '../checking';
import { formatRepairs } from './repairs';
import { bold, count, dim, type Paint, painter, printable } from './terminal';
import type { FormatContext } from '.';

const colors: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '34', hint: '36' };
/** Longer lines are cut around what is reported, also where the terminal is wider. */
const widestExcerpt = 110;

/** For people: every finding with the line it is about and how to fix it, and one line that sums up. */
export function format(spaces: readonly CheckedSpace[], { color, columns, paths }: FormatContext): string {
  const paint = painter(color);
  if (spaces.length === 0) {
    if (paths.length === 0) return 'Nothing to check\n';
    return `No ZeroGPU Space in ${paths.join(', ')}; \`zerogpu-lint prepare\` makes one of a Gradio app\n`;
  }
  const parts = spaces.flatMap(({ files }) =>
    files.flatMap((file) => {
      const lines = new LineIndex(file.text);
      return file.findings.map((finding) => describe(file, lines, finding, columns, paint));
    }),
  );
  const repairs = formatRepairs(spaces, { isDone: true, color });
  return `${[...parts, ...(repairs === '' ? [] : [repairs]), summary(spaces, paint)].join('\n')}\n`;
}

function describe(
  file: CheckedFile,
  lines: LineIndex,
  finding: CheckedFinding,
  columns: number | undefined,
  paint: Paint,
): string {
  const { start } = lines.rangeOf(finding.span);
  const place = `${file.file}:${start.line + 1}:${start.character + 1}`;
  const head = `${paint(bold, place)} ${paint(colors[finding.severity], finding.severity)} ${paint(bold, finding.rule)}`;
  return [
    `${head} ${printable(finding.message)}`,
    ...excerpt(file.text, lines, finding, columns, paint),
    ...help(finding, paint),
    '',
  ].join('\n');
}

/** The line that is reported, with the part that is meant underlined. */
function excerpt(
  text: string,
  lines: LineIndex,
  { span, severity }: CheckedFinding,
  columns: number | undefined,
  paint: Paint,
): readonly string[] {
  const line = lines.lineAt(span.start);
  const start = lines.lineStart(line);
  const end = lines.lineEnd(line);
  const before = text.slice(start, span.start);
  const marked = text.slice(span.start, Math.min(span.end, end));
  const after = text.slice(Math.min(Math.max(span.end, span.start), end), end);
  const number = String(line + 1);
  const gutter = ' '.repeat(number.length);
  const room = (columns ?? Infinity) - `${number} | `.length;
  const excerptWidth = Math.max(20, Math.min(widestExcerpt, room));
  const shownBefore = tail(printable(before), Math.floor(excerptWidth / 2));
  const shownMarked = head(printable(marked), excerptWidth - width(shownBefore));
  const shownAfter = head(printable(after), Math.max(0, excerptWidth - width(shownBefore) - width(shownMarked)));
  const underline = '^'.repeat(Math.max(1, width(shownMarked)));
  return [
    paint(dim, `${gutter} |`),
    `${paint(dim, `${number} |`)} ${shownBefore}${shownMarked}${shownAfter}`.trimEnd(),
    `${paint(dim, `${gutter} |`)} ${' '.repeat(width(shownBefore))}${paint(colors[severity], underline)}`,
  ];
}

function help({ fixes }: CheckedFinding, paint: Paint): readonly string[] {
  return fixes.map(
    ({ title, safety }) => `  ${paint(dim, '=')} ${paint('32', 'fix')} (${safety}): ${printable(title)}`,
  );
}

function summary(spaces: readonly CheckedSpace[], paint: Paint): string {
  const findings = spaces.flatMap(({ files }) => files.flatMap((file) => file.findings));
  const fixed = spaces.reduce((sum, { repair }) => sum + (repair?.fixed.length ?? 0), 0);
  const where = spaces.length === 1 ? '' : ` in ${spaces.length} Spaces`;
  const repaired = fixed === 0 ? '' : `Fixed ${count(fixed, 'problem')}. `;
  const seen = spaces.some(({ isAppUnread }) => isAppUnread) ? ' in what could be read' : '';
  if (findings.length === 0) return `${repaired}${paint(seen === '' ? '32' : '33', `No problems${where}${seen}`)}`;
  const counts = (['error', 'warning', 'information', 'hint'] as const)
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => (severity === 'information' ? `${number} information` : count(number, severity)));
  const fixable = findings.filter((finding) => finding.fixes[0]?.safety === 'safe').length;
  const offer = fixable === 0 || spaces.some(({ repair }) => repair) ? '' : `; ${fixable} can be fixed with --fix`;
  return `${repaired}Found ${count(findings.length, 'problem')}${where} (${counts.join(', ')})${offer}`;
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
const invisible = /\p{Mark}|[\u200B-\u200D\uFE00-\uFE0F]/u;

/** Columns of a terminal. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += invisible.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

function head(text: string, columns: number): string {
  return width(text) <= columns
    ? text
    : `${Array.from(text)
        .slice(0, Math.max(0, columns - 1))
        .join('')}…`;
}

function tail(text: string, columns: number): string {
  return width(text) <= columns
    ? text
    : `…${Array.from(text)
        .slice(1 - columns)
        .join('')}`;
}
