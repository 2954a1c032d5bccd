import type { Anchor } from '../../text/place';
import type { PythonDocument } from './document';
import type { LoweredUnit, UnitTree } from './lower';

/** Where a unit stands inside the compound statements around it, the outermost first. */
export interface Frame {
  readonly header: Unit;
  readonly branch: 'body' | 'else' | 'handler' | 'finally';
}

/**
 * One top-level statement, one statement inside a top-level block, the header of such a block, or a comment between them.
 * The object stays the same while the text in it is edited; `content` is replaced.
 */
export interface Unit extends Anchor {
  readonly length: number;
  readonly content: UnitContent;
  /** Rises from unit to unit. Those that edits took out keep theirs, and come back only to where it fits. */
  readonly rank: number;
  /** The unit owns its identity: two units are never interchangeable data. */
  readonly document: PythonDocument;
}

/** What a unit says and where it stands. Replaced as a whole when either changes. */
export interface UnitContent {
  readonly tree: UnitTree;
  readonly frames: readonly Frame[];
}

/** As the document sees it that the unit belongs to. */
export class MutableUnit implements Unit {
  rank = NaN;

  constructor(
    readonly document: PythonDocument,
    public offset: number,
    public length: number,
    public content: UnitContent,
    public nodeType: string,
    public statements: LoweredUnit['statements'],
  ) {}

  get path(): string {
    return this.document.path;
  }
}

/** They are the same blocks, and the same branch of each. */
export function sameFrames(a: readonly Frame[], b: readonly Frame[]): boolean {
  return a.length === b.length && a.every((frame, i) => frame.header === b[i]?.header && frame.branch === b[i].branch);
}
