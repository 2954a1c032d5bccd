import type { FunctionDef, Lambda, Stmt } from '../../syntax/python/ast';
import type { UnitStatement } from '../../syntax/python/lower';
import type { Frame, UnitContent } from '../../syntax/python/units';
import type { Span } from '../../text/span';
import type { FunctionEntity } from '../entities';
import { isOfSpaces } from './imports';

/** A unit as the code around it sees it: what a function does is its own business, and most keys are typed there. */
export interface Outline {
  readonly frames: readonly Frame[];
  /** A function definition ends with its header. */
  readonly statement: UnitStatement | undefined;
  readonly classes: UnitContent['tree']['classes'];
  /** How many functions, methods and lambdas it holds. */
  readonly functions: number;
  readonly hasError: boolean;
}

/** What a definition says before its body, and whether that yields or awaits. */
export type FunctionHeader = (
  Omit<FunctionDef, 'start' | 'end' | 'index' | 'decorators' | 'defSpan' | 'body' | 'bodySpan'> | Lambda
) & {
  /** What these offsets are: the places that are made of them are other ones when it changes. */
  readonly origin: FunctionEntity['origin'];
};

/** It gives a name something to work with; a flag or None says that there is nothing. */
export function isSubstitute(statement: UnitStatement | undefined): boolean {
  switch (statement?.kind) {
    case 'ClassDef':
    case 'FunctionDef':
      return true;
    case 'Assign':
      return statement.value !== undefined && !['Constant', 'Number', 'String'].includes(statement.value.kind);
    default:
      return false;
  }
}

/** What the code around a unit sees of it. */
export function outlineOf({ frames, tree }: UnitContent): Outline {
  const { statement, classes, functions, hasError } = tree;
  return { frames, statement: withoutBody(statement), classes, functions: functions.length, hasError };
}

function withoutBody(statement: UnitStatement | undefined): UnitStatement | undefined {
  if (statement?.kind !== 'FunctionDef') return statement;
  const { end } = statement.returns ?? statement.paramsSpan;
  return {
    ...statement,
    end,
    defSpan: { start: statement.defSpan.start, end },
    body: [],
    bodySpan: { start: end, end },
  };
}

/** What a definition says before its body; undefined of none. */
export function headerOf({ node, origin }: FunctionEntity): FunctionHeader | undefined {
  if (node?.kind !== 'FunctionDef') return node && { ...node, origin };
  const { kind, name, nameSpan, isAsync, asyncSpan, awaits, isGenerator, params, paramsSpan, returns } = node;
  return { kind, name, nameSpan, isAsync, asyncSpan, awaits, isGenerator, params, paramsSpan, returns, origin };
}

/** Where the statement names `spaces` to import it. */
export function importOfSpaces(statement: UnitStatement): Span | undefined {
  if (statement.kind === 'Import') return statement.names.find((item) => isOfSpaces(item.name))?.nameSpan;
  return statement.kind === 'ImportFrom' && statement.level === 0 && isOfSpaces(statement.module)
    ? statement.moduleSpan
    : undefined;
}

/** The statement imports something. */
export function isImport(statement: UnitStatement | undefined): boolean {
  return statement?.kind === 'Import' || statement?.kind === 'ImportFrom';
}

/** The level and the module of `from … import *`. */
export function starImport({ statement }: Outline): readonly [number, string] | undefined {
  if (statement?.kind !== 'ImportFrom' || !statement.names.some((item) => item.name === '*')) return undefined;
  return [statement.level, statement.module];
}

/** `if __name__ == "__main__":` */
export function isMainGuard(statement: Stmt): boolean {
  if (statement.kind !== 'If' || statement.test.kind !== 'Compare') return false;
  const [left, right] = statement.test.operands;
  const isName = (expr: typeof left): boolean => expr?.kind === 'Name' && expr.id === '__name__';
  const isMain = (expr: typeof left): boolean => expr?.kind === 'String' && expr.value === '__main__';
  return (isName(left) && isMain(right)) || (isMain(left) && isName(right));
}
