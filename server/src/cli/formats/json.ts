import { version } from '../../version';
import type { CheckedSpace } from '../check';

/** One object, as documented in docs/design.md. */
export function format(spaces: readonly CheckedSpace[]): string {
  const findings = spaces.flatMap(({ files }) =>
    files.flatMap(({ file, lines, findings: inFile }) =>
      inFile.map((finding) => ({
        file,
        rule: finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: finding.message,
        range: lines.rangeOf(finding.span),
        fixes: finding.fixes().map(({ title, safety }) => ({ title, safety })),
      })),
    ),
  );
  return `${JSON.stringify({ version, spaces: spaces.map(({ root }) => ({ root })), findings }, null, 2)}\n`;
}
