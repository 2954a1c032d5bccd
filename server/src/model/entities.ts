import type { ClassDef, FunctionDef, Lambda } from '../syntax/python/ast';
import type { UnitTree } from '../syntax/python/lower';
import { movedFrom } from '../syntax/python/move';
import type { PythonDocument, UnitChanges } from '../syntax/python/document';
import type { Database, Input } from './database';
import { dotted } from './names/scope';
import type { Unit, UnitContent } from '../syntax/python/units';
import { sameData } from '../text/equality';
import { placeOf, type Anchor, type Place } from '../text/place';
import type { Span } from '../text/span';

/** A Python module of the Space. */
export class ModuleEntity {
  readonly #functions = new Map<Unit, FunctionEntity[]>();
  /** By the index of their function. */
  readonly #parts = new Map<Unit, PartAnchor[]>();
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
    private readonly db: Database,
    /** Called with the units that a text is found to have. */
    private readonly register: (units: readonly Unit[]) => void,
  ) {
    this.#mayUseSpaces = db.input(document.text.includes('spaces'));
  }

  /** False as long as the text has no such word in it, so that it need not be parsed to know. */
  get mayUseSpaces(): boolean {
    return this.#mayUseSpaces.get();
  }

  /** The units in source order. The text is parsed when somebody asks: most modules of a large package nobody imports. */
  get order(): Input<readonly Unit[]> {
    if (this.#order) return this.#order;
    this.register(this.document.units);
    return (this.#order = this.db.input(this.document.units));
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
    if (!input) this.#contents.set(unit, (input = this.db.input(unit.content)));
    return input.get();
  }

  #update(unit: Unit): void {
    const { content } = unit;
    this.#contents.get(unit)?.set(content);
    this.#parts.get(unit)?.forEach((part, index) => (part.start = content.tree.functions[index]?.start ?? 0));
    this.#functions.get(unit)?.forEach((fn, index) => fn.update(this.#definition(unit, index)));
    this.#classes.get(unit)?.forEach((cls, index) => cls.update(content.tree.classes[index]));
  }

  fn(unit: Unit, index: number): FunctionEntity {
    const make = (): FunctionEntity => {
      const definition = this.#definition(unit, index);
      return new FunctionEntity(this, unit, index, definition, this.db.input(definition));
    };
    return interned(this.#functions, unit, index, make);
  }

  cls(unit: Unit, index: number): ClassEntity {
    const make = (): ClassEntity => new ClassEntity(this, unit, index, unit.content.tree.classes[index], this.db);
    return interned(this.#classes, unit, index, make);
  }

  #definition(unit: Unit, index: number): Definition {
    const { tree } = unit.content;
    const node = tree.functions[index];
    const part = partsOf(tree)[index];
    const start = part === undefined ? undefined : tree.functions[part]?.start;
    if (part === undefined || start === undefined) return { node, anchor: unit, base: 0 };
    const anchor = interned(this.#parts, unit, part, () => new PartAnchor(unit, start));
    return { node, anchor, base: start };
  }

  /** The statement outside functions that the unit is. */
  code(unit: Unit): ModuleCode {
    let code = this.#codes.get(unit);
    if (!code) this.#codes.set(unit, (code = new ModuleCode(this, unit)));
    return code;
  }

  /** Lets go of what was kept for units that are no longer in the document. */
  #forget(isAlive: (unit: Unit) => boolean): void {
    for (const map of [this.#functions, this.#parts, this.#classes, this.#codes, this.#contents] as readonly Map<
      Unit,
      unknown
    >[]) {
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

/**
 * A part of a unit: a method of a class, or a function in a function. A class, or a function that builds a user interface, is
 * one unit of a thousand lines at times; what is said in one of its parts stays where it is while code around that is edited.
 */
class PartAnchor implements Anchor {
  constructor(
    private readonly unit: Unit,
    /** In the unit. */
    public start: number,
  ) {}

  get path(): string {
    return this.unit.path;
  }

  get offset(): number {
    return this.unit.offset + this.start;
  }
}

const parts = new WeakMap<UnitTree, readonly (number | undefined)[]>();

/** For each function of a unit the index of the part that it is or is in, of several the outermost; undefined outside. */
function partsOf(tree: UnitTree): readonly (number | undefined)[] {
  const known = parts.get(tree);
  if (known) return known;
  const members = new Set<object>(tree.classes.flatMap(({ body }) => body));
  const outer = tree.statement?.kind === 'FunctionDef' ? tree.statement : undefined;
  const isInside = ({ kind, start }: FunctionDef | Lambda): boolean =>
    outer !== undefined && kind === 'FunctionDef' && start > outer.defSpan.start;
  let part: number | undefined;
  const found = tree.functions.map((fn, index) => {
    const isBehind = part === undefined || fn.end > (tree.functions[part]?.end ?? 0);
    if (isBehind) part = members.has(fn) || isInside(fn) ? index : undefined;
    return part;
  });
  parts.set(tree, found);
  return found;
}

interface Definition {
  readonly node: FunctionNode;
  readonly anchor: Anchor;
  /** Where the anchor stands in the offsets of the node. */
  readonly base: number;
}

/** A function, method or lambda, by where it stands: the same object as long as its unit keeps it in that place. */
export class FunctionEntity {
  #now: Definition;

  constructor(
    readonly module: ModuleEntity,
    readonly unit: Unit,
    /** Position among the functions of the unit, in source order. */
    readonly index: number,
    now: Definition,
    private readonly definition: Input<Definition>,
  ) {
    this.#now = now;
  }

  /**
   * The definition now; whoever computes depends on it, but not on what stands around it. Its offsets are for `place` only:
   * they are those of the text in which the part of the unit that it is in was edited last.
   */
  get node(): FunctionNode {
    return this.definition.get().node;
  }

  /** What places of the definition are relative to, and where that stands in the offsets of the node. */
  get origin(): Pick<Definition, 'anchor' | 'base'> {
    const { anchor, base } = this.#now;
    return { anchor, base };
  }

  /** The place of a part of the definition. */
  place({ start, end }: Span): Place {
    const { anchor, base } = this.#now;
    return placeOf(anchor, { start: start - base, end: end - base });
  }

  update(next: Definition): void {
    const { node, anchor, base } = this.#now;
    if (anchor === next.anchor && movedFrom(node, next.node) === next.base - base) return;
    this.#now = next;
    this.definition.set(next);
  }
}

/** What stands above the body of a class, save its bases. */
interface ClassHeader {
  /** Undefined in the moment in which an edit took the class away. */
  readonly name: string | undefined;
  /** The dotted names of its decorators; empty for what is not a name. */
  readonly decorators: readonly string[];
}

function headerOf(node: ClassNode): ClassHeader {
  const decorators = node?.decorators.map(({ expr }) => dotted(expr.kind === 'Call' ? expr.callee : expr) ?? '') ?? [];
  return { name: node?.name, decorators };
}

export class ClassEntity {
  readonly #definition: Input<ClassNode>;
  readonly #header: Input<ClassHeader>;

  constructor(
    readonly module: ModuleEntity,
    readonly unit: Unit,
    /** Position among the classes of the unit, in source order. */
    readonly index: number,
    node: ClassNode,
    db: Database,
  ) {
    this.#definition = db.input(node);
    this.#header = db.input(headerOf(node), sameData);
  }

  /** The whole class; whoever computes depends on every letter of it. */
  get node(): ClassNode {
    return this.#definition.get();
  }

  /** Whoever computes depends on that alone. */
  get header(): ClassHeader {
    return this.#header.get();
  }

  update(node: ClassNode): void {
    this.#definition.set(node);
    this.#header.set(headerOf(node));
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
