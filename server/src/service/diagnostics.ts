import type { Finding } from '../engine/finding';
import type { Workspace } from '../engine/workspace';
import { pageUrl } from '../rules/links';
import type { Severity } from '../rules/rule';
import type { Range } from '../text/lineIndex';

export interface RelatedDiagnostic {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

/** A finding as an editor shows it. */
export interface Diagnostic {
  readonly range: Range;
  readonly severity: Severity;
  readonly rule: string;
  readonly href: string;
  readonly message: string;
  readonly unnecessary: boolean;
  readonly related: readonly RelatedDiagnostic[];
}

/** One finding as an editor shows it. */
export function diagnosticOf(workspace: Workspace, finding: Finding): Diagnostic {
  return {
    range: rangeIn(workspace, finding),
    severity: finding.severity,
    rule: finding.rule,
    href: pageUrl(finding.rule),
    message: finding.message,
    unnecessary: finding.unnecessary,
    related: finding.related.map((related) => ({
      path: related.path,
      range: rangeIn(workspace, related),
      message: related.message,
    })),
  };
}

const start = { line: 0, character: 0 };

function rangeIn(workspace: Workspace, { path, span }: Pick<Finding, 'path' | 'span'>): Range {
  return workspace.lines(path)?.rangeOf(span) ?? { start, end: start };
}
