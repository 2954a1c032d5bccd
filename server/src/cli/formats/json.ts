import { version } from '../../version';
import { LineIndex } from '../../text/lineIndex';
import type { CheckedSpace } from '../checking';
import { needReview, withoutFix } from './repairs';
import type { FormatContext } from '.';

/** One object, as documented in docs/command-line.md. */
export function format(spaces: readonly CheckedSpace[], { patch, timings }: FormatContext): string {
  const findings = spaces.flatMap(({ files }) =>
    files.flatMap(({ file, text, findings: inFile }) => {
      const lines = new LineIndex(text);
      return inFile.map((finding) => ({
        file,
        rule: finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: finding.message,
        range: lines.rangeOf(finding.span),
        fixes: finding.fixes.map(({ title, safety }) => ({ title, safety })),
      }));
    }),
  );
  const roots = spaces.map(({ root }) => ({ root }));
  const repairs = spaces.flatMap(({ repair }) => repair ?? []);
  const repaired =
    repairs.length === 0
      ? {}
      : {
          fixed: repairs.flatMap(({ fixed }) => fixed),
          leftOut: repairs.flatMap(({ leftOut }) => leftOut),
          needReview: repairs.flatMap(({ left }) => needReview(left)),
          withoutFix: repairs.flatMap(({ left }) => withoutFix(left)),
          untouched: repairs.flatMap(({ untouched }) => untouched),
        };
  const output = {
    version,
    spaces: roots,
    findings,
    ...repaired,
    ...(patch === undefined ? {} : { patch }),
    ...(timings ? { timings } : {}),
  };
  return `${JSON.stringify(output, null, 2)}\n`;
}
