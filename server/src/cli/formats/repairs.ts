import { LineIndex } from '../../text/lineIndex';
import type { CheckedFile, CheckedFinding, CheckedSpace, FixedProblem } from '../checking';
import { bold, count, painter, printable } from './terminal';

/** A finding that `--fix` leaves. */
export interface LeftProblem {
  readonly file: string;
  /** From 1, in the file as `--fix` leaves it. */
  readonly line: number;
  readonly rule: string;
}

/** The findings whose best fix somebody has to judge, with the title of that fix. */
export function needReview(left: readonly CheckedFile[]): readonly FixedProblem[] {
  return problems(left).flatMap(({ problem, finding }) => {
    const fix = finding.fixes[0];
    return fix?.safety === 'review' ? [{ ...problem, title: fix.title }] : [];
  });
}

/** The findings that there is no fix for. */
export function withoutFix(left: readonly CheckedFile[]): readonly LeftProblem[] {
  return problems(left).flatMap(({ problem, finding }) => (finding.fixes.length === 0 ? [problem] : []));
}

/** What was fixed, or would be, and what is left to people: a line each. Empty when neither is anything. */
export function formatRepairs(
  spaces: readonly CheckedSpace[],
  { isDone, color }: { readonly isDone: boolean; readonly color: boolean },
): string {
  const paint = painter(color);
  const repairs = spaces.flatMap(({ repair }) => repair ?? []);
  const left = repairs.flatMap((repair) => repair.left);
  const section = (head: string, lines: readonly (LeftProblem & { readonly title?: string })[]): string =>
    lines.length === 0
      ? ''
      : `${paint(bold, head)}\n${lines.map(({ file, line, rule, title }) => `  ${file}:${line} ${paint(bold, rule)}${title === undefined ? '' : `: ${printable(title)}`}\n`).join('')}`;
  const fixed = repairs.flatMap((repair) => repair.fixed);
  const leftOut = repairs.flatMap((repair) => repair.leftOut);
  const review = needReview(left);
  const unfixable = withoutFix(left);
  return [
    section(`${isDone ? 'Fixed' : 'Would fix'} ${count(fixed.length, 'problem')}:`, fixed),
    section(`${count(leftOut.length, 'fix', 'fixes')} left out, because a file could not be parsed with it:`, leftOut),
    section(
      `${count(review.length, 'fix', 'fixes')} to review, because the code alone does not tell what you want:`,
      review,
    ),
    section(`${count(unfixable.length, 'problem')} without a fix:`, unfixable),
  ].join('');
}

function problems(
  files: readonly CheckedFile[],
): readonly { readonly problem: LeftProblem; readonly finding: CheckedFinding }[] {
  return files.flatMap(({ file, text, findings }) => {
    const lines = new LineIndex(text);
    return findings.map((finding) => ({
      problem: { file, line: lines.lineAt(finding.span.start) + 1, rule: finding.rule },
      finding,
    }));
  });
}
