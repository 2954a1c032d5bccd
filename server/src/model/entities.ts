import type { ClassDef, FunctionDef, Lambda } from '../syntax/python/ast';
import type { PythonDocument } from '../syntax/python/document';
import type { Input } from './database';
import type { Unit, UnitContent } from '../syntax/python/units';

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
    private readonly newInput: <T>(initial: T) => Input<T>,
  ) {}

  /** What the unit says now; whoever computes depends on it. */
  content(unit: Unit): UnitContent {
    let input = this.#contents.get(unit);
    if (!input) this.#contents.set(unit, (input = this.newInput(unit.content)));
    return input.get();
  }

  /** Takes over what the unit says since an edit. */
  update(unit: Unit): void {
    const { content } = unit;
    this.#contents.get(unit)?.set(content);
    this.#functions.get(unit)?.forEach((fn, index) => fn.update(content.tree.functions[index]));
    this.#classes.get(unit)?.forEach((cls, index) => cls.update(content.tree.classes[index]));
  }

  fn(unit: Unit, index: number): FunctionEntity {
    const node = (): Input<FunctionNode> => this.newInput<FunctionNode>(unit.content.tree.functions[index]);
    return interned(this.#functions, unit, index, () => new FunctionEntity(this, unit, index, node()));
  }

  cls(unit: Unit, index: number): ClassEntity {
    const node = (): Input<ClassNode> => this.newInput<ClassNode>(unit.content.tree.classes[index]);
    return interned(this.#classes, unit, index, () => new ClassEntity(this, unit, index, node()));
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

/** Undefined in the moment in which an edit took it away. */
type FunctionNode = FunctionDef | Lambda | undefined;
type ClassNode = ClassDef | undefined;

/** A function, method or lambda, by where it stands: the same object as long as its unit keeps it in that place. */
export class FunctionEntity {
  constructor(
    readonly module: ModuleEntity,
    readonly unit: Unit,
    /** Position among the functions of the unit, in source order. */
    readonly index: number,
    private readonly definition: Input<FunctionNode>,
  ) {}

  /** The definition now; whoever computes depends on it, but not on what stands around it. */
  get node(): FunctionNode {
    return this.definition.get();
  }

  update(node: FunctionNode): void {
    this.definition.set(node);
  }
}

export class ClassEntity {
  constructor(
    readonly module: ModuleEntity,
    readonly unit: Unit,
    /** Position among the classes of the unit, in source order. */
    readonly index: number,
    private readonly definition: Input<ClassNode>,
  ) {}

  get node(): ClassNode {
    return this.definition.get();
  }

  update(node: ClassNode): void {
    this.definition.set(node);
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
