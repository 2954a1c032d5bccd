import type { Severity } from '../../rules/rule';
import { LineIndex } from '../../text/lineIndex';
import type { CheckedSpace } from '../checking';

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Workflow commands that GitHub Actions shows beside the lines of a pull request. */
export function format(spaces: readonly CheckedSpace[]): string {
  const lines = spaces.flatMap(({ files }) =>
    files.flatMap(({ file, text, findings }) => {
      const index = new LineIndex(text);
      return findings.map(({ span, severity, rule, message }) => {
        const { start, end } = index.rangeOf(span);
        const properties = [
          `file=${property(file)}`,
          `line=${start.line + 1}`,
          `col=${start.character + 1}`,
          `endLine=${end.line + 1}`,
          `endColumn=${end.character + 1}`,
          `title=${property(`zerogpu-lint (${rule})`)}`,
        ];
        return `::${levels[severity]} ${properties.join(',')}::${data(message)}\n`;
      });
    }),
  );
  return lines.join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
