import type { CheckedSpace, CheckOptions } from '../check';

export interface FormatContext {
  readonly color: boolean;
  /** The arguments of the command. */
  readonly paths: readonly string[];
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
