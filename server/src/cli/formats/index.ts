import type { CheckOptions } from '../check';
import type { CheckedSpace } from '../checking';
import type { TimingShare } from '../stopwatch';

export interface FormatContext {
  readonly color: boolean;
  /** Of the terminal; undefined when the output goes elsewhere. */
  readonly columns: number | undefined;
  /** The arguments of the command, without those that were skipped. */
  readonly paths: readonly string[];
  /** What `--fix` would change, with `--diff`. */
  readonly patch: string | undefined;
  /** Something could not be checked, or not be written. */
  readonly failed: boolean;
  /** Where time went, when somebody asked. */
  readonly timings: readonly TimingShare[] | undefined;
}

export interface Formatter {
  readonly format: (spaces: readonly CheckedSpace[], context: FormatContext) => string;
}

/** Loaded when used: one run prints in one format. */
export const formatters: Readonly<Record<CheckOptions['format'], () => Promise<Formatter>>> = {
  text: () => import('./text'),
  json: () => import('./json'),
  sarif: () => import('./sarif'),
  github: () => import('./github'),
};
