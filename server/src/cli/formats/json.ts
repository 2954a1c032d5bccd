import { version } from '../../version';
import { LineIndex } from '../../text/lineIndex';
import type { CheckedSpace } from '../checking';
import type { FormatContext } from '.';

/** One object, as documented in docs/design.md. */
export function format(spaces: readonly CheckedSpace[], { timings }: FormatContext): string {
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
  return `${JSON.stringify({ version, spaces: roots, findings, ...(timings ? { timings } : {}) }, null, 2)}\n`;
}
