import type { Span } from '../../text/span';
import { isSplit } from './lower';
import type { SyntaxNode } from './nodes';
import type { Frame, MutableUnit } from './units';

/** A stretch of the text that is to be a unit. */
export interface Leaf extends Span {
  readonly node: SyntaxNode;
  readonly headerOnly: boolean;
  readonly frames: readonly { readonly header: Leaf; readonly branch: Frame['branch'] }[];
  unit?: MutableUnit;
}

/** Blocks nested deeper than this stay in one unit. */
const MAX_FRAMES = 40;
/** The clauses of an `elif` chain behind these are a unit each, as if any of them could run. */
const MAX_ELIFS = 8;

/** The units-to-be below some top-level nodes, in source order. */
export function leavesOf(nodes: readonly SyntaxNode[]): Leaf[] {
  const leaves: Leaf[] = [];
  for (const node of nodes) collect(node, [], leaves);
  return leaves;
}

function collect(node: SyntaxNode, frames: Leaf['frames'], leaves: Leaf[]): void {
  // A missing token that the parser made up to recover has no text.
  if (node.type === 'line_continuation' || node.end === node.start) return;
  if (!isSplit(node.type) || frames.length >= MAX_FRAMES) {
    leaves.push({ node, start: node.start, end: node.end, headerOnly: false, frames });
    return;
  }
  const header: Leaf = { node, start: node.start, end: headerEnd(node), headerOnly: true, frames };
  leaves.push(header);
  const under = (branch: Frame['branch']): Leaf['frames'] => [...frames, { header, branch }];
  let alternative = under('else');
  for (const child of node.children) {
    switch (child.type) {
      case 'comment':
        leaves.push({ node: child, start: child.start, end: child.end, headerOnly: false, frames });
        break;
      case 'block':
        for (const statement of child.children) collect(statement, under('body'), leaves);
        break;
      case 'elif_clause': {
        if (alternative.length - frames.length > MAX_ELIFS) {
          leaves.push({
            node: child,
            start: child.start,
            end: child.end,
            headerOnly: false,
            frames: alternative,
          });
          break;
        }
        // Each `elif` stands in the `else` of the condition before it.
        const before = leaves.length;
        collect(child, alternative, leaves);
        const clause = leaves[before];
        if (clause) alternative = [...alternative, { header: clause, branch: 'else' }];
        break;
      }
      case 'else_clause':
        collectClause(child, alternative, leaves);
        break;
      case 'except_clause':
        collect(child, under('handler'), leaves);
        break;
      case 'finally_clause':
        collectClause(child, under('finally'), leaves);
        break;
      default:
        break;
    }
  }
}

function collectClause(clause: SyntaxNode, frames: Leaf['frames'], leaves: Leaf[]): void {
  for (const child of clause.children) {
    if (child.type === 'comment') {
      leaves.push({ node: child, start: child.start, end: child.end, headerOnly: false, frames });
    } else if (child.type === 'block') {
      for (const statement of child.children) collect(statement, frames, leaves);
    }
  }
}

/** Where the header of a split statement ends: before its block, without the colon. */
function headerEnd(node: SyntaxNode): number {
  let end = node.start + 'try'.length;
  for (const child of node.children) {
    if (child.type === 'block') break;
    if (child.isNamed && child.type !== 'comment') end = Math.max(end, child.end);
  }
  return end;
}
