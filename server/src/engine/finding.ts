import type { Confidence, Safety, Severity } from '../rules/rule';
import type { SpanEdit } from '../text/edits';
import type { Span } from '../text/span';

/** A place in a file, in whole-file UTF-16 offsets, as the text is now. */
export interface Location {
  readonly path: string;
  readonly span: Span;
}

export interface FileEdit extends SpanEdit {
  readonly path: string;
  /** Other fixes may need the same edit, which is then made once. */
  readonly isShared?: true;
}

export interface ResolvedFix {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly FileEdit[];
}

export interface RelatedLocation extends Location {
  readonly message: string;
}

/** What a rule found, ready to be shown. Valid until the next edit of the Space. */
export interface Finding extends Location {
  /** The rule's name. */
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly related: readonly RelatedLocation[];
  readonly unnecessary: boolean;
  /** Built when asked, the preferred one first. */
  fixes(): readonly ResolvedFix[];
}

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** True when `severity` is `threshold` or graver. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** By position, then by rule, then by message: the same in every run. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
