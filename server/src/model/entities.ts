import type { ClassDef, FunctionDef, Lambda } from '../syntax/python/ast';
import type { PythonDocument, UnitChanges } from '../syntax/python/document';
import type { Input } from './database';
import type { Unit, UnitContent } from '../syntax/python/units';

/** A Python module of the Space. */
export class ModuleEntity {
  readonly #functions = new Map<Unit, FunctionEntity[]>();
  readonly #classes = new Map<Unit, ClassEntity[]>();
  readonly #codes = new Map<Unit, ModuleCode>();
  readonly #contents = new Map<Unit, Input<UnitContent>>();
  readonly #mayUseSpaces: Input<boolean>;
  #order: Input<readonly Unit[]> | undefined;

  constructor(
    readonly path: string,
    /** Dotted, relative to the Space's root: `app`, `lib.generate`; a package is named without `__init__`. */
    readonly name: string,
    readonly isPackage: boolean,
    readonly document: PythonDocument,
    private readonly newInput: <T>(initial: T) => Input<T>,
    /** Called with the units that a text is found to have. */
    private readonly register: (units: readonly Unit[]) => void,
  ) {
    this.#mayUseSpaces = newInput(document.text.includes('spaces'));
  }

  /** False as long as the text has no such word in it, so that it need not be parsed to know. */
  get mayUseSpaces(): boolean {
    return this.#mayUseSpaces.get();
  }

  /** The units in source order. The text is parsed when somebody asks: most modules of a large package nobody imports. */
  get order(): Input<readonly Unit[]> {
    if (this.#order) return this.#order;
    this.register(this.document.units);
    return (this.#order = this.newInput(this.document.units));
  }

  /** Takes over what an edit did to the document. */
  edited({ changed, orderChanged }: UnitChanges): void {
    this.#mayUseSpaces.set(true);
    if (orderChanged) {
      const { units, dropped } = this.document;
      this.register(units);
      const alive = new Set([...units, ...dropped]);
      this.#forget((unit) => alive.has(unit));
      this.#order?.set([...units]);
    }
    for (const unit of changed) this.#update(unit);
  }

  /** What the unit says now; whoever computes depends on it. */
  content(unit: Unit): UnitContent {
    let input = this.#contents.get(unit);
    if (!input) this.#contents.set(unit, (input = this.newInput(unit.content)));
    return input.get();
  }

  #update(unit: Unit): void {
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
  #forget(isAlive: (unit: Unit) => boolean): void {
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
