import type { Stmt } from '../syntax/python/ast';
import type { UnitContent } from '../syntax/python/document';
import type { Span } from '../text/span';
import { childBlocks } from './scope';

/** One import statement's module, as written. */
export interface WrittenImport {
  readonly module: string;
  readonly level: number;
  /** For `from module import name`. */
  readonly names: readonly string[];
  readonly span: Span;
  readonly statement: Span;
  /** Inside `try` with handlers, a condition, or a function. */
  readonly optional: boolean;
}

/** Every import in a unit, those inside functions and classes too. Spans are relative to the unit. */
export function importsIn(content: UnitContent): readonly WrittenImport[] {
  const found: WrittenImport[] = [];
  const { statement } = content.tree;
  const optional = content.frames.some((frame) => frame.header.content.tree.statement?.kind !== 'With');
  if (statement && statement.kind !== 'Except') collect(statement, optional, found);
  return found;
}

function collect(statement: Stmt, optional: boolean, found: WrittenImport[]): void {
  switch (statement.kind) {
    case 'Import':
      for (const item of statement.names) {
        found.push({ module: item.name, level: 0, names: [], span: item.nameSpan, statement, optional });
      }
      return;
    case 'ImportFrom':
      found.push({
        module: statement.module,
        level: statement.level,
        names: statement.names.map((item) => item.name),
        span: statement.moduleSpan,
        statement,
        optional,
      });
      return;
    case 'FunctionDef':
    case 'ClassDef':
      for (const child of statement.body) collect(child, true, found);
      return;
    default:
      for (const block of childBlocks(statement)) for (const child of block) collect(child, true, found);
  }
}
