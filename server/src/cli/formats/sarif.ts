import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { rules } from '../../rules';
import { pageUrl } from '../../rules/links';
import type { Severity } from '../../rules/rule';
import { LineIndex } from '../../text/lineIndex';
import type { Span } from '../../text/span';
import { version } from '../../version';
import type { CheckedSpace } from '../checking';

const levels: Readonly<Record<Severity, Result.level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** SARIF 2.1.0, for code scanning services. */
export function format(spaces: readonly CheckedSpace[]): string {
  const used = new Set(
    spaces.flatMap(({ files }) => files.flatMap(({ findings }) => findings.map(({ rule }) => rule))),
  );
  const descriptors = rules
    .filter(({ name }) => used.has(name))
    .map(({ name, summary, severity }): ReportingDescriptor => ({
      id: name,
      shortDescription: { text: summary },
      helpUri: pageUrl(name),
      defaultConfiguration: { level: levels[severity] },
    }));
  const results = spaces.flatMap(({ files }) =>
    files.flatMap(({ file, text, findings }) => {
      const lines = new LineIndex(text);
      return findings.map(({ rule, severity, message, span }): Result => ({
        ruleId: rule,
        ruleIndex: descriptors.findIndex(({ id }) => id === rule),
        level: levels[severity],
        message: { text: message },
        locations: [locationOf(file, lines, span)],
      }));
    }),
  );
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: 'zerogpu-lint', version, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function locationOf(file: string, lines: LineIndex, span: Span): Location {
  const { start, end } = lines.rangeOf(span);
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
  };
}
