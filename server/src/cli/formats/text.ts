import type { Severity } from '../../rules/rule';
import { LineIndex } from '../../text/lineIndex';
import type { CheckedFile, CheckedFinding, CheckedSpace } from '../checking';
import type { FormatContext } from '.';

type Paint = (code: string, text: string) => string;

const colors: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '34', hint: '36' };
const bold = '1';
const dim = '2';
/** Longer lines are cut around what is reported. */
const excerptWidth = 110;

/** For people: every finding with the line it is about and how to fix it, and one line that sums up. */
export function format(spaces: readonly CheckedSpace[], { color, paths }: FormatContext): string {
  const paint: Paint = (code, text) => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  if (spaces.length === 0) return `No ZeroGPU Space in ${paths.join(', ')}\n`;
  const parts = spaces.flatMap(({ files }) =>
    files.flatMap((file) => {
      const lines = new LineIndex(file.text);
      return file.findings.map((finding) => describe(file, lines, finding, paint));
    }),
  );
  return `${[...parts, summary(spaces, paint)].join('\n')}\n`;
}

function describe(file: CheckedFile, lines: LineIndex, finding: CheckedFinding, paint: Paint): string {
  const { start } = lines.rangeOf(finding.span);
  const place = `${file.file}:${start.line + 1}:${start.character + 1}`;
  const head = `${paint(bold, place)} ${paint(colors[finding.severity], finding.severity)} ${paint(bold, finding.rule)}`;
  return [
    `${head} ${printable(finding.message)}`,
    ...excerpt(file.text, lines, finding, paint),
    ...help(finding, paint),
    '',
  ].join('\n');
}

/** The line that is reported, with the part that is meant underlined. */
function excerpt(text: string, lines: LineIndex, { span, severity }: CheckedFinding, paint: Paint): readonly string[] {
  const line = lines.lineAt(span.start);
  const start = lines.lineStart(line);
  const end = lines.lineEnd(line);
  const before = text.slice(start, span.start);
  const marked = text.slice(span.start, Math.min(span.end, end));
  const after = text.slice(Math.min(Math.max(span.end, span.start), end), end);
  const shownBefore = tail(printable(before), excerptWidth / 2);
  const shownMarked = head(printable(marked), excerptWidth);
  const shownAfter = head(printable(after), Math.max(0, excerptWidth - width(shownBefore) - width(shownMarked)));
  const number = String(line + 1);
  const gutter = ' '.repeat(number.length);
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
  const fixed = spaces.reduce((sum, space) => sum + space.fixed, 0);
  const where = spaces.length === 1 ? '' : ` in ${spaces.length} Spaces`;
  const repaired = fixed === 0 ? '' : `Fixed ${count(fixed, 'problem')}. `;
  if (findings.length === 0) return `${repaired}${paint('32', `No problems${where}`)}`;
  const counts = (['error', 'warning', 'information', 'hint'] as const)
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => (severity === 'information' ? `${number} information` : count(number, severity)));
  const fixable = findings.filter((finding) => finding.fixes[0]?.safety === 'safe').length;
  const offer = fixable === 0 ? '' : `; ${fixable} can be fixed with --fix`;
  return `${repaired}Found ${count(findings.length, 'problem')}${where} (${counts.join(', ')})${offer}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Nothing in a file may move the cursor of a terminal. */
function printable(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '�');
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
