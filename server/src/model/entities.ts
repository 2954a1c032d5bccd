import type { ClassDef, FunctionDef, Lambda } from '../syntax/python/ast';
import type { PythonDocument, Unit } from '../syntax/python/document';
import type { Input } from './database';
import type { UnitContent } from '../syntax/python/document';

/** A Python module of the Space. */
export class ModuleEntity {
  readonly #functions = new Map<Unit, FunctionEntity[]>();
  readonly #classes = new Map<Unit, ClassEntity[]>();
  readonly #codes = new Map<Unit, ModuleCode>();
  readonly #contents = new Map<Unit, Input<UnitContent>>();

  constructor(
    readonly path: string,
    /** Dotted, relative to the Space's root: `app`, `lib.generate`; a package is named without `__init__`. */
    readonly name: string,
    readonly isPackage: boolean,
    readonly document: PythonDocument,
    /** The units in source order. */
    readonly order: Input<readonly Unit[]>,
    private readonly newContent: (unit: Unit) => Input<UnitContent>,
  ) {}

  /** What the unit says now; whoever computes depends on it. */
  content(unit: Unit): UnitContent {
    return this.input(unit).get();
  }

  input(unit: Unit): Input<UnitContent> {
    let input = this.#contents.get(unit);
    if (!input) this.#contents.set(unit, (input = this.newContent(unit)));
    return input;
  }

  fn(unit: Unit, index: number): FunctionEntity {
    return interned(this.#functions, unit, index, () => new FunctionEntity(this, unit, index));
  }

  cls(unit: Unit, index: number): ClassEntity {
    return interned(this.#classes, unit, index, () => new ClassEntity(this, unit, index));
  }

  /** The statement outside functions that the unit is. */
  code(unit: Unit): ModuleCode {
    let code = this.#codes.get(unit);
    if (!code) this.#codes.set(unit, (code = new ModuleCode(this, unit)));
    return code;
  }

  /** Lets go of what was kept for units that are no longer in the document. */
  forget(isAlive: (unit: Unit) => boolean): void {
    for (const map of [this.#functions, this.#classes, this.#codes, this.#contents] as readonly Map<Unit, unknown>[]) {
      for (const unit of map.keys()) if (!isAlive(unit)) map.delete(unit);
    }
  }
}

function interned<T>(map: Map<Unit, T[]>, unit: Unit, index: number, make: () => T): T {
  let list = map.get(unit);
  if (!list) map.set(unit, (list = []));
  return (list[index] ??= make());
}

/** A function, method or lambda, by where it stands: the same object as long as its unit keeps it in that place. */
export class FunctionEntity {
  constructor(
    readonly module: ModuleEntity,
    readonly unit: Unit,
    /** Position among the functions of the unit, in source order. */
    readonly index: number,
  ) {}

  /** The definition now; undefined in the moment in which an edit took it away. */
  get node(): FunctionDef | Lambda | undefined {
    return this.module.content(this.unit).tree.functions[this.index];
  }
}

export class ClassEntity {
  constructor(
    readonly module: ModuleEntity,
    readonly unit: Unit,
    /** Position among the classes of the unit, in source order. */
    readonly index: number,
  ) {}

  get node(): ClassDef | undefined {
    return this.module.content(this.unit).tree.classes[this.index];
  }
}

/** A statement outside functions. */
export class ModuleCode {
  constructor(
    readonly module: ModuleEntity,
    readonly unit: Unit,
  ) {}
}

/** Code that runs as one piece. */
export type CodeEntity = FunctionEntity | ModuleCode;
