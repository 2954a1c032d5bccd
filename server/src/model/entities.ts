import type { Anchor } from '../text/place';

/** A Python module of the Space. */
export interface ModuleEntity {
  readonly path: string;
  /** Dotted, relative to the Space's root: `app`, `lib.generate`. */
  readonly name: string;
}

/** One top-level statement of a module; spans in it are relative to it. */
export interface UnitEntity extends Anchor {
  readonly module: ModuleEntity;
}

/** A function, method or lambda, by where it stands: the same object as long as its unit keeps it in that place. */
export interface FunctionEntity {
  readonly unit: UnitEntity;
  /** Position among the functions of the unit, in source order. */
  readonly index: number;
}
