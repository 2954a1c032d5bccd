import type { Expr, FunctionDef, Lambda, Stmt } from '../syntax/python/ast';
import type { Frame, Unit, UnitContent } from '../syntax/python/units';
import { sameData } from '../text/equality';
import { BUILTINS } from '../platform/libraries';
import type { UnitStatement } from '../syntax/python/lower';
import { placeOf, type Place } from '../text/place';
import type { Span } from '../text/span';
import { CHANGING } from './containerMethods';
import { deviceNamed, isDevice, isDtype } from './devices';
import { attributesIn, changesBy, changesIn, isContainer, isPlain, loosened } from './changes';
import type { Database } from './database';
import { FunctionEntity, type ClassEntity, type CodeEntity, type ModuleEntity } from './entities';
import { evaluate, type Scope } from './evaluate';
import { isOfSpaces, onlyImportsWhatIsThere } from './imports';
import { NO_FACTS, type CodeFacts, type Loop, type WriteFact } from './facts';
import { Flow } from './flow';
import { alwaysLeaves, raisesAgain } from './leaving';
import type { ImportStub, Stretch } from './views';
import type { Knowledge, ParamSummary, Summary } from './knowledge';
import { attributeOf, elementOf, isModuleClass, itemOf } from './members';
import {
  assignmentsIn,
  childBlocks,
  dotted,
  lastName,
  sameNames,
  scopeOf,
  type Assignment,
  type FunctionScope,
} from './scope';
import {
  bool,
  external,
  externalPath,
  join,
  joinAll,
  lengthOf,
  number,
  onDevice,
  one,
  only,
  opened,
  substitute,
  text,
  truthOf,
  UNKNOWN,
  withoutParams,
  type Value,
} from './value';
import {
  eachModel,
  givesItself,
  handedIn,
  handedOver,
  heldByModule,
  isPartOfPipeline,
  moved,
  moveOf,
  movesIn,
  movesOf,
  wholesOf,
  type Move,
} from './moves';
import {
  attributeAssignments,
  attributeNames,
  basesIn,
  bindSelf,
  definesItself,
  methodKind,
  methodNamed,
  selfOf,
} from './classes';

/** Where a statement outside functions stands: whether it runs on ZeroGPU, and in which loops. */
export interface Reach {
  readonly runs: 'always' | 'sometimes' | 'never';
  readonly mainGuard: boolean;
  readonly insideTry: boolean;
  readonly headers: readonly Unit[];
}

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

/** What a function stands in, directly. */
interface Holders {
  /** The function whose body holds it. */
  readonly parent: FunctionEntity | undefined;
  /** The class whose method it is. */
  readonly cls: ClassEntity | undefined;
}

interface Binding {
  readonly unit: Unit;
  readonly kind: 'definite' | 'effect';
}

const NO_SUMMARY: Summary = {
  params: [],
  returns: UNKNOWN,
  yields: UNKNOWN,
  isGenerator: false,
  isAsync: false,
  changes: [],
};

/** Methods that change what a name stands for, when a statement outside functions calls them on it. */
const EFFECTS = new Set(['to', 'cuda', 'cpu', 'append', 'extend', 'update', 'add', 'insert']);

/** The modules of a Space by dotted name. */
export interface ModuleIndex {
  readonly all: readonly ModuleEntity[];
  find(dotted: string): ModuleEntity | undefined;
  /** True when the Space holds the module or package. */
  has(dotted: string): boolean;
}

/** What a definition says before its body, and whether that yields or awaits. */
export type FunctionHeader =
  Omit<FunctionDef, 'start' | 'end' | 'index' | 'decorators' | 'defSpan' | 'body' | 'bodySpan'> | Lambda;

/** The remembered questions about the Python of one Space; everything else in the model is built on them. */
export class Queries implements Knowledge {
  readonly #modules: () => ModuleIndex;
  readonly #isEntry: (module: ModuleEntity) => boolean | undefined;
  readonly facts: (code: CodeEntity) => CodeFacts;
  /** The facts as the rest of the Space reads them: none for code that needs itself to be understood. */
  readonly #draft: (code: CodeEntity) => CodeFacts;
  readonly outline: (unit: Unit) => Outline;
  readonly #unitBases: (unit: Unit) => readonly (readonly [number, string])[];
  readonly #moduleBases: (module: ModuleEntity) => readonly (readonly [Unit, number, string])[];
  readonly #subclasses: (cls: ClassEntity) => readonly ClassEntity[];
  readonly #libraryBase: (cls: ClassEntity) => string | undefined;
  readonly #unitMoves: (unit: Unit) => readonly Move[];
  readonly #moves: (module: ModuleEntity) => ReadonlyMap<string, readonly Move[]>;
  readonly #movesOf: (module: ModuleEntity, name: string) => readonly Move[];
  readonly #unitHanded: (unit: Unit) => readonly (readonly [string, string])[];
  readonly #handed: (module: ModuleEntity) => ReadonlyMap<string, readonly string[]>;
  readonly #handedAs: (module: ModuleEntity, name: string) => readonly string[];
  readonly #unitChanges: (unit: Unit) => ReadonlySet<string>;
  readonly #changes: (module: ModuleEntity) => ReadonlySet<string>;
  readonly #isChanged: (module: ModuleEntity, name: string) => boolean;
  readonly #setOnImports: (module: ModuleEntity) => ReadonlySet<string>;
  /** Attributes that some module sets, with the modules that set them on what they import. */
  readonly #setAnywhere: (queries: Queries) => ReadonlyMap<string, ReadonlySet<ModuleEntity>>;
  readonly #isSetAnywhere: (queries: Queries, name: string) => boolean;
  readonly #isSetOutside: (module: ModuleEntity, name: string) => boolean;
  readonly reach: (unit: Unit) => Reach;
  readonly #params: (fn: FunctionEntity) => readonly ParamSummary[];
  readonly summary: (fn: FunctionEntity) => Summary;
  readonly #holders: (fn: FunctionEntity) => Holders;
  readonly header: (fn: FunctionEntity) => FunctionHeader | undefined;
  readonly scope: (fn: FunctionEntity) => FunctionScope;
  readonly #bindings: (module: ModuleEntity) => ReadonlyMap<string, readonly Binding[]>;
  readonly #bindingsOf: (module: ModuleEntity, name: string) => readonly Binding[];
  readonly #unitNames: (unit: Unit) => readonly (readonly [string, Binding['kind']])[];
  readonly #bindingValue: (unit: Unit, name: string) => Value;
  readonly #nameAt: (unit: Unit, name: string) => Value | undefined;
  readonly #global: (module: ModuleEntity, name: string) => Value | undefined;
  readonly #localOf: (fn: FunctionEntity, name: string) => Value;
  readonly #classMember: (cls: ClassEntity, name: string) => Value;
  readonly #instanceMember: (cls: ClassEntity, name: string) => Value;
  readonly #unitGlobals: (unit: Unit) => readonly string[];
  readonly #globalWriters: (module: ModuleEntity) => ReadonlyMap<string, readonly Unit[]>;
  readonly #globalWrites: (module: ModuleEntity, name: string) => readonly Unit[];
  /** For a statement in a block that imports `spaces`: the header of the block, and where it says so. */
  readonly #triedImport: (unit: Unit) => { readonly header: Unit; readonly span: Span } | undefined;
  readonly #unitStar: (unit: Unit) => readonly [number, string] | undefined;
  readonly #stars: (module: ModuleEntity) => readonly (readonly [number, string])[];
  readonly #moduleOf = new WeakMap<Unit, ModuleEntity>();

  /** `isEntry`: the Hub runs the module; undefined when it is not known which one it runs. */
  constructor(db: Database, modules: () => ModuleIndex, isEntry: (module: ModuleEntity) => boolean | undefined) {
    this.#modules = modules;
    this.#isEntry = isEntry;
    const same = { equals: sameData };
    const firm = { equals: sameData, barrier: true };
    const value = { equals: sameData, onCycle: () => UNKNOWN };
    const maybeValue = { equals: sameData, onCycle: (): Value | undefined => UNKNOWN };

    this.#draft = db.query('draft', (code) => this.#computeFacts(code), { onCycle: () => NO_FACTS });
    this.facts = db.query(
      'facts',
      (code) => {
        const draft = this.#draft(code);
        return draft === NO_FACTS ? this.#computeFacts(code) : draft;
      },
      same,
    );
    this.outline = db.query('outline', (unit) => outlineOf(this.moduleOf(unit).content(unit)), firm);
    this.#holders = db.query('holders', (fn) => this.#computeHolders(fn), firm);
    this.#triedImport = db.query(
      'triedImport',
      (unit) => {
        const { statement, frames } = this.outline(unit);
        const frame = frames.at(-1);
        const span = frame?.branch === 'body' && statement ? importOfSpaces(statement) : undefined;
        return frame && span && { header: frame.header, span };
      },
      firm,
    );
    this.reach = db.query('reach', (unit) => this.#computeReach(unit), {
      ...firm,
      onCycle: (): Reach => ({ runs: 'sometimes', mainGuard: false, insideTry: false, headers: [] }),
    });
    this.#params = db.query('params', (fn) => this.#computeParams(fn), { ...firm, onCycle: () => [] });
    this.summary = db.query('summary', (fn) => this.#computeSummary(fn), { ...firm, onCycle: () => NO_SUMMARY });
    this.header = db.query('header', (fn) => headerOf(fn.node), firm);
    this.scope = db.query('scope', (fn) => this.#computeScope(fn), { equals: sameScope, barrier: true });
    this.#unitNames = db.query('unitNames', (unit) => this.#computeUnitNames(unit), firm);
    this.#bindings = db.query('bindings', (module) => this.#computeBindings(module));
    this.#bindingsOf = db.queryNamed('bindingsOf', (module, name) => this.#bindings(module).get(name) ?? [], same);
    this.#bindingValue = db.queryNamed(
      'bindingValue',
      (unit: Unit, name) => this.#draft(this.moduleOf(unit).code(unit)).names.get(name) ?? UNKNOWN,
      { ...value, barrier: true },
    );
    this.#nameAt = db.queryNamed(
      'nameAt',
      (unit: Unit, name) => this.#valueOfBindings(this.moduleOf(unit), name, unit),
      maybeValue,
    );
    this.#global = db.queryNamed('global', (module, name) => this.#computeGlobal(module, name), maybeValue);
    this.#localOf = db.queryNamed('localOf', (fn, name) => this.#computeLocal(fn, name), value);
    this.#classMember = db.queryNamed('classMember', (cls, name) => this.#computeClassMember(cls, name), value);
    this.#instanceMember = db.queryNamed(
      'instanceMember',
      (cls, name) => this.#computeInstanceMember(cls, name),
      value,
    );
    this.#unitGlobals = db.query('unitGlobals', (unit) => this.#computeUnitGlobals(unit), firm);
    this.#globalWriters = db.query('globalWriters', (module) => this.#computeGlobalWriters(module));
    this.#globalWrites = db.queryNamed(
      'globalWrites',
      (module, name) => this.#globalWriters(module).get(name) ?? [],
      same,
    );
    this.#unitBases = db.query('unitBases', (unit) => basesIn(this.outline(unit)), firm);
    this.#moduleBases = db.query(
      'moduleBases',
      (module) =>
        module.order
          .get()
          .flatMap((unit) => this.#unitBases(unit).map(([index, base]) => [unit, index, base] as const)),
      firm,
    );
    this.#subclasses = db.query('subclasses', (cls) => this.#computeSubclasses(cls), { ...firm, onCycle: () => [] });
    this.#libraryBase = db.query('libraryBase', (cls) => this.#computeLibraryBase(cls), { onCycle: () => undefined });
    this.#unitMoves = db.query('unitMoves', (unit) => this.#computeUnitMoves(unit), firm);
    this.#moves = db.query('moves', (module) => this.#computeMoves(module));
    this.#movesOf = db.queryNamed('movesOf', (module, name) => this.#moves(module).get(name) ?? [], same);
    this.#unitHanded = db.query('unitHanded', (unit) => this.#computeUnitHanded(unit), firm);
    this.#handed = db.query('handed', (module) => this.#computeHanded(module));
    this.#handedAs = db.queryNamed('handedAs', (module, name) => this.#handed(module).get(name) ?? [], same);
    this.#unitChanges = db.query('unitChanges', (unit) => this.#computeUnitChanges(unit), {
      equals: sameNames,
      barrier: true,
    });
    this.#changes = db.query(
      'changes',
      (module) => new Set(module.order.get().flatMap((unit) => [...this.#unitChanges(unit)])),
    );
    this.#isChanged = db.queryNamed('isChanged', (module, name) => this.#changes(module).has(name), same);
    this.#setOnImports = db.query('setOnImports', (module) => this.#computeSetOnImports(module), {
      equals: sameNames,
      barrier: true,
    });
    this.#setAnywhere = db.query('setAnywhere', () => this.#computeSetAnywhere());
    this.#isSetAnywhere = db.queryNamed('isSetAnywhere', (of: Queries, name) => this.#setAnywhere(of).has(name), same);
    this.#isSetOutside = db.queryNamed(
      'isSetOutside',
      (module, name) => [...(this.#setAnywhere(this).get(name) ?? [])].some((other) => other !== module),
      same,
    );
    this.#unitStar = db.query('unitStar', (unit) => starImport(this.outline(unit)), firm);
    this.#stars = db.query('stars', (module) => this.#computeStars(module), same);
  }

  /** Called once for each unit before anything is asked about it. */
  register(unit: Unit, module: ModuleEntity): void {
    this.#moduleOf.set(unit, module);
  }

  moduleOf(unit: Unit): ModuleEntity {
    const module = this.#moduleOf.get(unit);
    if (!module) throw new Error(`a unit of ${unit.path} belongs to no module`);
    return module;
  }

  // Knowledge

  externalMember(path: string): Value {
    switch (path) {
      case 'sys.platform':
        return text('linux');
      case 'spaces.config.Config.zero_gpu':
        return bool(true);
      default:
        return this.#namespaceMember(path) ?? external(path);
    }
  }

  /** A member of a folder of the Space that has no `__init__.py`. */
  #namespaceMember(path: string): Value | undefined {
    const index = this.#modules();
    const dot = path.indexOf('.');
    if (!index.has(dot < 0 ? path : path.slice(0, dot))) return undefined;
    const module = index.find(path);
    if (module) return one({ kind: 'module', module });
    return index.has(path) ? external(path) : UNKNOWN;
  }

  importName(dotted: string): Value {
    const local = this.#modules().find(dotted);
    return local ? one({ kind: 'module', module: local }) : external(dotted);
  }

  importFrom(module: ModuleEntity, level: number, path: string, member: string | undefined): Value {
    const index = this.#modules();
    let dotted = path;
    if (level > 0) {
      const parts = module.name === '' ? [] : module.name.split('.');
      const base = parts.slice(0, parts.length - (module.isPackage ? level - 1 : level));
      dotted = [...base, ...(path === '' ? [] : [path])].join('.');
    } else if (!index.has(dotted)) {
      // A script finds the modules beside it, wherever in the repository it stands.
      const folder = module.name.split('.').slice(0, module.isPackage ? undefined : -1);
      const beside = [...folder, path].join('.');
      if (folder.length > 0 && index.has(beside)) dotted = beside;
    }
    const local = index.find(dotted);
    if (member === undefined) {
      if (local) return one({ kind: 'module', module: local });
      return level > 0 && !index.has(dotted) ? UNKNOWN : external(dotted);
    }
    const submodule = index.find(dotted === '' ? member : `${dotted}.${member}`);
    if (local) {
      // What a package imports from itself it does not have yet: the name would be looked up in this very import.
      const found = local === module && submodule ? undefined : this.#global(local, member);
      if (found) return found;
      return submodule ? one({ kind: 'module', module: submodule }) : UNKNOWN;
    }
    if (submodule) return one({ kind: 'module', module: submodule });
    return level > 0 || index.has(dotted) ? UNKNOWN : this.externalMember(`${dotted}.${member}`);
  }

  moduleMember(module: ModuleEntity, name: string): Value {
    const found = this.#global(module, name);
    if (found) return found;
    const submodule = this.#modules().find(module.name === '' ? name : `${module.name}.${name}`);
    return submodule ? one({ kind: 'module', module: submodule }) : UNKNOWN;
  }

  classMember(cls: ClassEntity, name: string): Value {
    return bindSelf(this.#classMember(cls, name), undefined, cls);
  }

  instanceMember(cls: ClassEntity, name: string): Value {
    return this.#instanceMember(cls, name);
  }

  nameAt(unit: Unit, name: string): Value | undefined {
    return this.#nameAt(unit, name);
  }

  global(module: ModuleEntity, name: string): Value | undefined {
    return this.#global(module, name);
  }

  enclosing(fn: FunctionEntity, name: string): Value | undefined {
    for (let outer = this.parentOf(fn); outer; outer = this.parentOf(outer)) {
      const scope = this.scope(outer);
      if (scope.globals.has(name)) return undefined;
      if (scope.locals.has(name) || scope.params.includes(name)) {
        const value = this.#changed(this.#localOf(outer, name), outer.module, name);
        return !value.open && this.#isChanged(outer.module, `^${name}`) ? opened(value) : value;
      }
    }
    return undefined;
  }

  // Functions

  /** The function whose body holds this one. */
  parentOf(fn: FunctionEntity): FunctionEntity | undefined {
    return this.#holders(fn).parent;
  }

  /** The class whose body holds the method; undefined for functions that are no methods. */
  classOf(fn: FunctionEntity): ClassEntity | undefined {
    return this.#holders(fn).cls;
  }

  #computeHolders({ module, unit, index }: FunctionEntity): Holders {
    const { classes, functions } = module.content(unit).tree;
    const node = functions[index];
    if (!node) return { parent: undefined, cls: undefined };
    const parent = functions.findLastIndex(
      (outer, i) => i < index && outer.start <= node.start && node.end <= outer.end,
    );
    const cls = node.kind === 'FunctionDef' ? classes.findIndex(({ body }) => body.includes(node)) : -1;
    return {
      parent: parent < 0 ? undefined : module.fn(unit, parent),
      cls: cls < 0 ? undefined : module.cls(unit, cls),
    };
  }

  #computeFacts(code: CodeEntity): CodeFacts {
    if (code instanceof FunctionEntity) {
      const { node } = code;
      if (!node) return NO_FACTS;
      const cls = this.classOf(code);
      return Flow.function(code, node, cls && selfOf(code, cls), this);
    }
    const { statement } = this.outline(code.unit);
    const reach = this.reach(code.unit);
    if (reach.runs === 'never') return NO_FACTS;
    const loops = reach.headers.flatMap((header) => this.#moduleLoop(code.module, header)).reverse();
    const isConditional = reach.runs === 'sometimes';
    const isOnDevice = reach.headers.some((header) => this.#entersDevice(code.module, header));
    return Flow.statement(code.module, code.unit, statement, loops, isConditional, reach.insideTry, isOnDevice, this);
  }

  /** The header of `with torch.device(…):` outside functions. */
  #entersDevice(module: ModuleEntity, header: Unit): boolean {
    const { statement } = this.outline(header);
    if (statement?.kind !== 'With') return false;
    return statement.items.some(({ context }) => isDevice(evaluate(context, this.#moduleScope(module, header), this)));
  }

  #moduleLoop(module: ModuleEntity, header: Unit): Loop[] {
    const { statement } = this.outline(header);
    if (statement?.kind !== 'For' && statement?.kind !== 'While') return [];
    const over =
      statement.kind === 'For' ? evaluate(statement.iterable, this.#moduleScope(module, header), this) : UNKNOWN;
    return [
      {
        kind: statement.kind === 'For' ? 'for' : 'while',
        place: placeOf(header, statement.header),
        times: lengthOf(over),
        leftAfterFirstPass: alwaysLeaves(this.#bodyOf(module, header)),
      },
    ];
  }

  #moduleScope(module: ModuleEntity, unit: Unit): Scope {
    return {
      module,
      unit,
      fn: undefined,
      lookup: (name) => this.#nameAt(unit, name),
      assign: () => undefined,
    };
  }

  #computeParams(fn: FunctionEntity): readonly ParamSummary[] {
    return (this.header(fn)?.params ?? []).map((param) => ({
      name: param.name,
      star: param.star,
      defaultValue: param.defaultValue ? evaluate(param.defaultValue, this.#around(fn), this) : UNKNOWN,
    }));
  }

  #computeSummary(fn: FunctionEntity): Summary {
    const { node } = fn;
    if (!node) return NO_SUMMARY;
    const params = this.#params(fn);
    const isManager =
      node.kind === 'FunctionDef' &&
      node.decorators.some(({ expr }) => lastName(expr)?.endsWith('contextmanager') === true);
    if (isManager) return { ...NO_SUMMARY, params };
    const isGenerator = node.kind === 'FunctionDef' && node.isGenerator;
    const draft = this.#draft(fn);
    return {
      params,
      returns: isGenerator ? UNKNOWN : draft.returns,
      yields: isGenerator ? yieldedBy(draft) : UNKNOWN,
      isGenerator,
      isAsync: node.kind === 'FunctionDef' && node.isAsync,
      changes: params.flatMap(({ name }, index) =>
        draft.writes.some(({ root, ...write }) => root.owner === 'param' && root.name === name && changes(write))
          ? [index]
          : [],
      ),
    };
  }

  #quotedAnnotation(module: ModuleEntity, quoted: string): string | undefined {
    for (const [written] of quoted.matchAll(/[A-Za-z_][\w.]*/g)) {
      const [root = '', ...members] = written.split('.');
      const path = externalPath(this.#global(module, root) ?? UNKNOWN);
      if (path !== undefined && !path.startsWith('typing')) return [path, ...members].join('.');
    }
    return undefined;
  }

  /** The full dotted name of the library class that an annotation names, in quotes or not; of `X | None` and `Optional[X]`, of X. */
  annotation(fn: FunctionEntity, annotation: Expr): string | undefined {
    if (annotation.kind === 'Binary') {
      return this.annotation(fn, annotation.left) ?? this.annotation(fn, annotation.right);
    }
    if (annotation.kind === 'Subscript') {
      const [inner] = annotation.indices;
      return inner && this.annotation(fn, inner);
    }
    if (annotation.kind === 'String') return this.#quotedAnnotation(fn.module, annotation.value ?? '');
    if (annotation.kind !== 'Name' && annotation.kind !== 'Attribute') return undefined;
    return externalPath(evaluate(annotation, this.#moduleScope(fn.module, fn.unit), this));
  }

  #computeScope(fn: FunctionEntity): FunctionScope {
    const { node } = fn;
    return node ? scopeOf(node) : { params: [], locals: new Set(), globals: new Set(), nonlocals: new Set() };
  }

  /** Evaluation where the function is defined. */
  #around(fn: FunctionEntity): Scope {
    const parent = this.parentOf(fn);
    return parent ? this.#detached(parent) : this.#moduleScope(fn.module, fn.unit);
  }

  /** Evaluation outside the flow of a function: names are whatever they may be anywhere in it. */
  #detached(fn: FunctionEntity): Scope {
    const scope = this.scope(fn);
    return {
      module: fn.module,
      unit: fn.unit,
      fn,
      lookup: (name) => {
        if (scope.params.includes(name) || scope.locals.has(name)) return this.#localOf(fn, name);
        return this.enclosing(fn, name) ?? this.#global(fn.module, name);
      },
      assign: () => undefined,
    };
  }

  #computeLocal(fn: FunctionEntity, name: string): Value {
    const { node } = fn;
    if (!node) return UNKNOWN;
    const index = node.params.findIndex((param) => param.name === name);
    if (index >= 0 && !this.scope(fn).locals.has(name)) {
      const cls = index === 0 ? this.classOf(fn) : undefined;
      return (cls && selfOf(fn, cls)) ?? one({ kind: 'param', fn, index });
    }
    if (node.kind !== 'FunctionDef') return UNKNOWN;
    const values = assignmentsIn(node.body)
      .filter((assignment) => assignment.name === name && !givesItself(assignment))
      .map((assignment) => this.#assigned(assignment, fn));
    return this.scope(fn).params.includes(name) || values.length === 0
      ? UNKNOWN
      : this.#afterMoves(joinAll(values), name, fn, node.body);
  }

  /** What a name or attribute is worth once the body that assigns it has run. */
  #afterMoves(value: Value, name: string, fn: FunctionEntity, body: readonly Stmt[]): Value {
    const assigned = body.findLastIndex((statement) => assigns(statement, name));
    let after: Value | undefined;
    for (const statement of body.slice(assigned + 1)) {
      const move = moveOf(statement);
      if (!move || !wholesOf(move.name).includes(name)) continue;
      const target = move.argument && evaluate(move.argument, this.#detached(fn), this);
      if (target && isDtype(target)) continue;
      const device = target ? deviceNamed(target) : move.device;
      const moveEach = (model: Value): Value =>
        move.name === name
          ? eachModel(model, (each) => onDevice(each, device), move.isAssigned)
          : moved(model, [{ device, isAssigned: false }]);
      after = moveEach(after ?? value);
    }
    return after ?? moved(value, movesOf(body, name));
  }

  #assigned({ name, from }: Assignment, fn: FunctionEntity): Value {
    const scope = this.#detached(fn);
    switch (from.kind) {
      case 'value':
        return part(from.target, name, evaluate(from.value, scope, this));
      case 'element':
        return part(from.target, name, elementOf(evaluate(from.iterable, scope, this)));
      case 'context': {
        const value = evaluate(from.context, scope, this);
        return only(value)?.kind === 'object' ? value : UNKNOWN;
      }
      case 'function':
        return from.node.decorators.length === 0
          ? one({ kind: 'function', fn: fn.module.fn(fn.unit, from.node.index) })
          : (this.#draft(fn).names.get(name) ?? UNKNOWN);
      case 'class':
        return one({ kind: 'class', cls: fn.module.cls(fn.unit, from.node.index) });
      case 'import':
        return this.importFrom(fn.module, from.level, from.path, from.member);
      case 'unknown':
        return UNKNOWN;
    }
  }

  // Classes

  #computeClassMember(cls: ClassEntity, name: string): Value {
    const { node } = cls;
    if (!node) return UNKNOWN;
    const method = methodNamed(cls, name);
    if (method) return this.#definedIn(cls, method);
    const assigned = assignmentsIn(node.body).filter((assignment) => assignment.name === name);
    if (assigned.length > 0) {
      const scope = this.#moduleScope(cls.module, cls.unit);
      const values = [
        ...assigned.map(({ from }) =>
          from.kind === 'value' ? part(from.target, name, evaluate(from.value, scope, this)) : UNKNOWN,
        ),
        ...this.#setByClassMethods(cls, name),
      ];
      return this.#changedAttribute(joinAll(values), cls, name);
    }
    for (const base of this.#basesOf(cls)) {
      const parent = only(base);
      if (parent?.kind === 'class') {
        const found = this.#classMember(parent.cls, name);
        if (found.alts.length > 0) return found;
      }
    }
    return UNKNOWN;
  }

  /** What `cls.name = …` in class methods gives the attribute later. */
  #setByClassMethods(cls: ClassEntity, name: string): readonly Value[] {
    return (cls.node?.body ?? []).flatMap((method) => {
      if (method.kind !== 'FunctionDef') return [];
      const fn = cls.module.fn(cls.unit, method.index);
      const [first] = method.params;
      if (!first || methodKind(fn) !== 'class') return [];
      return attributeAssignments(method.body, first.name, name).map((assigned) =>
        assigned ? withoutParams(evaluate(assigned, this.#detached(fn), this)) : UNKNOWN,
      );
    });
  }

  /** A method with its decorators applied. */
  #definedIn(cls: ClassEntity, fn: FunctionEntity): Value {
    if (fn.node?.kind === 'FunctionDef' && fn.node.decorators.length === 0) return one({ kind: 'function', fn });
    const container = this.#containerOf(cls);
    const definition = this.#draft(container).definitions.find((item) => item.fn === fn);
    return definition?.value ?? one({ kind: 'function', fn });
  }

  #containerOf(cls: ClassEntity): CodeEntity {
    const { functions, classes } = cls.module.content(cls.unit).tree;
    const node = classes[cls.index];
    let container: CodeEntity = cls.module.code(cls.unit);
    if (!node) return container;
    functions.forEach((fn, i) => {
      if (fn.start <= node.start && node.end <= fn.end) container = cls.module.fn(cls.unit, i);
    });
    return container;
  }

  #computeInstanceMember(cls: ClassEntity, name: string): Value {
    const { node } = cls;
    if (!node) return UNKNOWN;
    const property = this.propertyOf(cls, name);
    if (property) {
      return substitute(this.summary(property).returns, property, (index) =>
        index === 0 ? one({ kind: 'instance', cls }) : UNKNOWN,
      );
    }
    const member = this.#classMember(cls, name);
    const bound = bindSelf(member, one({ kind: 'instance', cls }), cls);
    const values: Value[] = [];
    const moves: Move[] = [];
    for (const method of node.body) {
      if (method.kind !== 'FunctionDef') continue;
      const [self] = method.params;
      if (!self) continue;
      const fn = cls.module.fn(cls.unit, method.index);
      const attribute = `${self.name}.${name}`;
      moves.push(...this.#handedAs(cls.module, attribute).flatMap((as) => this.#movesOf(cls.module, as)));
      const assignments = attributeAssignments(method.body, self.name, name);
      if (assignments.length === 0) {
        moves.push(...movesOf(method.body, attribute));
        continue;
      }
      const given = assignments.map((assigned) =>
        assigned ? withoutParams(evaluate(assigned, this.#detached(fn), this)) : UNKNOWN,
      );
      values.push(this.#afterMoves(joinAll(given), attribute, fn, method.body));
    }
    if (values.length > 0) {
      const held = isModuleClass(cls, this) ? heldByModule(joinAll(values)) : joinAll(values);
      const assigned = this.#changedAttribute(moved(held, moves), cls, name);
      return member.alts.length > 0 ? join(assigned, bound) : assigned;
    }
    for (const base of this.#basesOf(cls)) {
      const parent = only(base);
      if (parent?.kind === 'class' && member.alts.length === 0) return this.#instanceMember(parent.cls, name);
    }
    return bound;
  }

  /** What the methods of a class set on `self`, by name. */
  instanceAttributes(cls: ClassEntity): ReadonlyMap<string, Value> {
    const names = new Set<string>();
    for (const method of cls.node?.body ?? []) {
      if (method.kind !== 'FunctionDef') continue;
      const [self] = method.params;
      if (self) attributeNames(method.body, self.name, names);
    }
    return new Map([...names].map((name) => [name, this.#instanceMember(cls, name)]));
  }

  overriding(cls: ClassEntity, name: string): Value {
    return joinAll(
      this.#subclasses(cls)
        .filter((sub) => definesItself(sub, name))
        .map((sub) => this.#instanceMember(sub, name)),
    );
  }

  propertyOf(cls: ClassEntity, name: string): FunctionEntity | undefined {
    for (const each of this.#lineage(cls)) {
      const method = methodNamed(each, name);
      if (method) return methodKind(method) === 'property' ? method : undefined;
    }
    return undefined;
  }

  libraryBase(cls: ClassEntity): string | undefined {
    return this.#libraryBase(cls);
  }

  superOf(fn: FunctionEntity): Value {
    for (let method: FunctionEntity | undefined = fn; method; method = this.parentOf(method)) {
      const cls = this.classOf(method);
      const base = cls && this.#basesOf(cls).find((value) => only(value)?.kind === 'class');
      const parent = base && only(base);
      if (parent?.kind === 'class') return one({ kind: 'instance', cls: parent.cls });
    }
    return UNKNOWN;
  }

  #basesOf(cls: ClassEntity): readonly Value[] {
    return (cls.node?.bases ?? []).flatMap((base) =>
      base.keyword === undefined ? [evaluate(base.value, this.#moduleScope(cls.module, cls.unit), this)] : [],
    );
  }

  /** The class and those it comes from, nearest first. */
  #lineage(cls: ClassEntity): ReadonlySet<ClassEntity> {
    const found = new Set([cls]);
    for (const each of found) {
      for (const base of this.#basesOf(each)) {
        const parent = only(base);
        if (parent?.kind === 'class' && found.size < MAX_LINEAGE) found.add(parent.cls);
      }
    }
    return found;
  }

  #computeLibraryBase(cls: ClassEntity): string | undefined {
    for (const each of this.#lineage(cls)) {
      for (const base of this.#basesOf(each)) {
        const path = externalPath(base);
        if (path !== undefined && path !== 'object') return path;
      }
    }
    return undefined;
  }

  #computeSubclasses(cls: ClassEntity): readonly ClassEntity[] {
    const name = cls.node?.name;
    const found: ClassEntity[] = [];
    for (const module of this.#modules().all) {
      for (const [unit, index, base] of this.#moduleBases(module)) {
        if (base !== name) continue;
        const sub = module.cls(unit, index);
        if (sub === cls || !this.#lineage(sub).has(cls)) continue;
        found.push(sub, ...this.#subclasses(sub));
      }
    }
    return [...new Set(found)];
  }

  /** Globals that functions of the unit move to another device. */
  #computeUnitMoves(unit: Unit): readonly Move[] {
    const module = this.moduleOf(unit);
    const { functions, hints } = module.content(unit).tree;
    if (!hints.includes('move')) return [];
    return functions.flatMap((node, index) => {
      if (node.kind !== 'FunctionDef') return [];
      const moves = movesIn(node.body);
      if (moves.length === 0) return [];
      const scope = this.scope(module.fn(unit, index));
      const isOwn = (name: string): boolean => scope.locals.has(name) || scope.params.includes(name);
      return moves.flatMap(({ name, device, argument, isAssigned }) => {
        const [root = '', ...parts] = name.split('.');
        const global = argument && dotted(argument);
        const isGlobal = global !== undefined && !isOwn(global.split('.')[0] ?? '');
        const move = { name, device, isAssigned, ...(isGlobal ? { global } : {}) };
        if (!isOwn(root)) return [move];
        // What it is given it moves for its callers, too; that tensors are copied there is no matter of theirs.
        const index = scope.params.indexOf(root);
        const given = index < 0 ? [] : [handedOver(node.name, index), handedOver(node.name, root)];
        return given.map((as) => ({ ...move, name: [as, ...parts].join('.'), isAssigned: false }));
      });
    });
  }

  #computeUnitHanded(unit: Unit): readonly (readonly [string, string])[] {
    const { functions, statement } = this.moduleOf(unit).content(unit).tree;
    const outside = statement && statement.kind !== 'Except' ? handedIn([statement]) : [];
    return [...outside, ...functions.flatMap((node) => (node.kind === 'FunctionDef' ? handedIn(node.body) : []))];
  }

  /** The names of the module that are handed to its functions, with what those may move them by. */
  #computeHanded(module: ModuleEntity): ReadonlyMap<string, readonly string[]> {
    const handed = new Map<string, readonly string[]>();
    if (![...this.#moves(module).keys()].some((name) => name.includes('()'))) return handed;
    for (const unit of module.order.get()) {
      for (const [name, as] of this.#unitHanded(unit)) handed.set(name, [...(handed.get(name) ?? []), as]);
    }
    return handed;
  }

  /** What functions of the module do to the name, or to what they are given under it. */
  #allMovesOf(module: ModuleEntity, name: string): readonly Move[] {
    const given = this.#handedAs(module, name).flatMap((as) => this.#movesOf(module, as));
    return [...this.#movesOf(module, name), ...given];
  }

  #computeMoves(module: ModuleEntity): ReadonlyMap<string, readonly Move[]> {
    const moves = new Map<string, Move[]>();
    for (const unit of module.order.get()) {
      for (const move of this.#unitMoves(unit)) {
        for (const name of wholesOf(move.name)) moves.set(name, [...(moves.get(name) ?? []), move]);
      }
    }
    return moves;
  }

  /**
   * Names of lists and dictionaries that functions of the unit change, a dot before the name of an attribute; after `^`, the
   * variables of functions around them; and what `attributesIn` says of all its code.
   */
  #computeUnitChanges(unit: Unit): ReadonlySet<string> {
    const { functions, statement } = this.moduleOf(unit).content(unit).tree;
    const names = new Set<string>();
    if (statement && statement.kind !== 'Except') attributesIn(statement, names);
    for (const node of functions) {
      if (node.kind === 'FunctionDef') for (const statement of node.body) changesIn(statement, names);
      else changesBy(node.body, names);
    }
    return names;
  }

  /** What a list or dictionary holds that functions change is known as far as it is no plain data. */
  #changed(value: Value, module: ModuleEntity, name: string): Value {
    return value.alts.some(isContainer) && this.#isChanged(module, name) ? loosened(value) : value;
  }

  /** The same of an attribute, which others than its own methods may set as well, in other modules too. */
  #changedAttribute(value: Value, { module }: ClassEntity, name: string): Value {
    const held = this.#changed(value, module, `.${name}`);
    return isPlain(held) && this.#isSetAnywhere(this, name) ? opened(held) : held;
  }

  /** The same of a global, which is an attribute for the modules that import its module. */
  #changedGlobal(value: Value, module: ModuleEntity, name: string): Value {
    const held = this.#changed(value, module, name);
    return isPlain(held) && this.#isSetOutside(module, name) ? opened(held) : held;
  }

  #computeSetOnImports(module: ModuleEntity): ReadonlySet<string> {
    const found = new Set<string>();
    for (const entry of this.#changes(module)) {
      const [, root, name] = /^@(.+)\.(.+)$/.exec(entry) ?? [];
      if (root === undefined || name === undefined) continue;
      if (this.#bindingsOf(module, root).some(({ unit }) => isImport(this.outline(unit).statement))) found.add(name);
    }
    return found;
  }

  #computeSetAnywhere(): ReadonlyMap<string, ReadonlySet<ModuleEntity>> {
    const found = new Map<string, Set<ModuleEntity>>();
    const setters = (name: string): Set<ModuleEntity> => {
      const known = found.get(name) ?? new Set();
      found.set(name, known);
      return known;
    };
    for (const module of this.#modules().all) {
      for (const entry of this.#changes(module)) if (entry.startsWith('=')) setters(entry.slice(1));
      for (const name of this.#setOnImports(module)) setters(name).add(module);
    }
    return found;
  }

  // Names of modules

  #computeUnitNames(unit: Unit): readonly (readonly [string, Binding['kind']])[] {
    const { statement } = this.outline(unit);
    if (!statement) return [];
    if (statement.kind === 'Except') return statement.name === undefined ? [] : [[statement.name, 'definite']];
    const names = new Map<string, Binding['kind']>();
    for (const { name } of assignmentsIn([statement])) if (name !== '*') names.set(name, 'definite');
    if (statement.kind === 'AugAssign' && statement.target.kind === 'Name') names.set(statement.target.id, 'effect');
    if (statement.kind === 'Delete') {
      for (const target of statement.targets) if (target.kind === 'Name') names.set(target.id, 'definite');
    }
    if (statement.kind === 'Expr') {
      let { value } = statement;
      let hasEffect = false;
      while (value.kind === 'Call' && value.callee.kind === 'Attribute') {
        hasEffect ||= EFFECTS.has(value.callee.attr);
        value = value.callee.object;
      }
      // Of a part that is moved, the whole.
      while (hasEffect && value.kind === 'Attribute') value = value.object;
      if (value.kind === 'Name' && hasEffect) names.set(value.id, 'effect');
    }
    if (statement.kind === 'Assign') {
      for (const target of statement.targets) {
        const isPart = target.kind === 'Attribute' && isPartOfPipeline(target.attr);
        if ((target.kind === 'Subscript' || isPart) && target.object.kind === 'Name') {
          names.set(target.object.id, 'effect');
        }
      }
    }
    return [...names];
  }

  #computeBindings(module: ModuleEntity): ReadonlyMap<string, readonly Binding[]> {
    const bindings = new Map<string, Binding[]>();
    for (const unit of module.order.get()) {
      for (const [name, kind] of this.#unitNames(unit)) {
        const list = bindings.get(name);
        if (list) list.push({ unit, kind });
        else bindings.set(name, [{ unit, kind }]);
      }
    }
    return bindings;
  }

  /** Names bound outside functions, in the order of their first binding. */
  namesOf(module: ModuleEntity): readonly string[] {
    return [...this.#bindings(module).keys()];
  }

  /** The unit that binds the name last; undefined when nothing does. */
  lastBinding(module: ModuleEntity, name: string): Unit | undefined {
    return this.#bindingsOf(module, name).at(-1)?.unit;
  }

  isBoundAt(fn: FunctionEntity, name: string): boolean {
    if (BUILTINS.has(name)) return true;
    const found = this.parentOf(fn)
      ? (this.enclosing(fn, name) ?? this.#global(fn.module, name))
      : this.#nameAt(fn.unit, name);
    // `global spaces` with `import spaces` below it, in a function.
    return found !== undefined || this.#globalWrites(fn.module, name).length > 0;
  }

  /** The whole of a unit, in offsets of its own. */
  spanOf(unit: Unit): Span {
    // The length belongs to the content: whoever asks has to ask again when that changes.
    this.moduleOf(unit).content(unit);
    return { start: 0, end: unit.length };
  }

  /** Every `try: import spaces` at top level whose handlers bind a substitute. */
  importStubs(module: ModuleEntity): readonly ImportStub[] {
    const stubs: ImportStub[] = [];
    for (const unit of module.order.get()) {
      const tried = this.#triedImport(unit);
      if (!tried) continue;
      const { header, span } = tried;
      if (this.outline(header).statement?.kind !== 'Try') continue;
      const body = this.#bodyOf(module, header);
      // A function that is written twice is the app's own, not a substitute for what is imported.
      if (!onlyImportsWhatIsThere(body) || body.some(({ kind }) => kind === 'FunctionDef')) continue;
      const stub = this.#stubOf(module, header, placeOf(unit, span));
      if (stub) stubs.push(stub);
    }
    return stubs;
  }

  #stubOf(module: ModuleEntity, header: Unit, place: Place): ImportStub | undefined {
    const inside = new Map<Frame['branch'], Unit[]>();
    let end = header;
    for (const unit of module.order.get()) {
      const frame = this.outline(unit).frames.find((item) => item.header === header);
      if (!frame) continue;
      inside.set(frame.branch, [...(inside.get(frame.branch) ?? []), unit]);
      end = unit;
    }
    const handlers = inside.get('handler') ?? [];
    const bound = new Set((inside.get('body') ?? []).flatMap((unit) => this.#unitNames(unit).map(([name]) => name)));
    const names = handlers
      .filter((unit) => isSubstitute(this.outline(unit).statement))
      .flatMap((unit) => this.#unitNames(unit).map(([name]) => name))
      .filter((name) => bound.has(name));
    const [handler] = handlers;
    if (!handler || names.length === 0 || inside.has('finally')) return undefined;
    const stretch = (from: Unit, to: Unit): Stretch => ({ from: wholeUnit(from), to: wholeUnit(to) });
    const kept = [inside.get('body'), inside.get('else')].flatMap((units) => {
      const first = units?.[0];
      const last = units?.at(-1);
      return first && last ? [stretch(first, last)] : [];
    });
    return { place, handler: wholeUnit(handler), whole: stretch(header, end), kept, names: [...new Set(names)] };
  }

  /** What a name is after the bindings above `before`, or after all of them. */
  #valueOfBindings(module: ModuleEntity, name: string, before: Unit | undefined): Value | undefined {
    const bindings = this.#bindingsOf(module, name);
    let value: Value | undefined;
    const seen = new Map<Unit, Set<Frame['branch']>>();
    for (let i = before ? countBefore(bindings, before) - 1 : bindings.length - 1; i >= 0; i--) {
      const binding = bindings[i];
      if (!binding) continue;
      const reach = this.reach(binding.unit);
      if (reach.runs === 'never') continue;
      const own = this.#bindingValue(binding.unit, name);
      value = value ? join(value, own) : own;
      const isLooped = reach.headers.some((header) => this.#isLoop(header));
      if (reach.runs === 'always' && !isLooped) return value;
      if (binding.kind === 'effect') continue;
      // Bound on both sides of one condition: what stood before is gone.
      const { frames } = this.outline(binding.unit);
      const [frame] = frames;
      if (frames.length === 1 && frame) {
        const branches = seen.get(frame.header) ?? new Set();
        branches.add(frame.branch);
        seen.set(frame.header, branches);
        if (branches.has('body') && (branches.has('else') || branches.has('handler'))) return value;
      }
    }
    const starred = this.#starMember(module, name);
    if (starred) return value ? join(value, starred) : starred;
    if (value) return value;
    if (name === '__file__') return text(fileOf(module));
    return name === '__name__' ? this.#dunderName(module) : undefined;
  }

  #dunderName(module: ModuleEntity): Value {
    return this.#isEntry(module) === true ? text('__main__') : UNKNOWN;
  }

  #isLoop(header: Unit): boolean {
    const kind = this.outline(header).statement?.kind;
    return kind === 'For' || kind === 'While';
  }

  #computeStars(module: ModuleEntity): readonly (readonly [number, string])[] {
    return module.order.get().flatMap((unit) => {
      const star = this.#unitStar(unit);
      return star ? [star] : [];
    });
  }

  #starMember(module: ModuleEntity, name: string): Value | undefined {
    const stars = this.#stars(module);
    if (stars.length === 0) return undefined;
    let isUnknown = false;
    for (const [level, path] of [...stars].reverse()) {
      const source = only(this.importFrom(module, level, path, undefined));
      if (source?.kind === 'module') {
        if (source.module === module) continue;
        const found = this.#global(source.module, name);
        if (found) return found;
      } else isUnknown = true;
    }
    return isUnknown ? UNKNOWN : undefined;
  }

  #computeGlobal(module: ModuleEntity, name: string): Value | undefined {
    const bound = this.#valueOfBindings(module, name, undefined);
    const own = bound && this.#changedGlobal(moved(bound, this.#knownMoves(module, name)), module, name);
    const writers = this.#globalWrites(module, name);
    if (writers.length === 0) return own;
    const written: Value[] = own ? [own] : [];
    for (const unit of writers) {
      const { functions } = module.content(unit).tree;
      functions.forEach((node, index) => {
        if (node.kind !== 'FunctionDef') return;
        const fn = module.fn(unit, index);
        if (!this.scope(fn).globals.has(name)) return;
        for (const assignment of assignmentsIn(node.body)) {
          if (assignment.name !== name || givesItself(assignment)) continue;
          written.push(withoutParams(this.#assigned(assignment, fn)));
        }
      });
    }
    return joinAll(written);
  }

  /** What functions of the module do to the name, with the devices that variables of the module name. */
  #knownMoves(module: ModuleEntity, name: string): readonly Move[] {
    return this.#allMovesOf(module, name).flatMap((move) => {
      const [variable = '', ...members] = move.global?.split('.') ?? [];
      const holder = this.global(module, variable);
      if (!holder) return [move];
      const target = members.reduce((value, member) => attributeOf(value, member, this), holder);
      return isDtype(target) ? [] : [{ ...move, device: deviceNamed(target) }];
    });
  }

  #computeUnitGlobals(unit: Unit): readonly string[] {
    const { functions, hints } = this.moduleOf(unit).content(unit).tree;
    if (!hints.includes('global')) return [];
    const names = new Set<string>();
    for (const node of functions) {
      if (node.kind !== 'FunctionDef') continue;
      collectGlobals(node.body, names);
    }
    return [...names];
  }

  #computeGlobalWriters(module: ModuleEntity): ReadonlyMap<string, readonly Unit[]> {
    const writers = new Map<string, Unit[]>();
    for (const unit of module.order.get()) {
      for (const name of this.#unitGlobals(unit)) writers.set(name, [...(writers.get(name) ?? []), unit]);
    }
    return writers;
  }

  // Reachability of statements outside functions

  #computeReach(unit: Unit): Reach {
    const module = this.moduleOf(unit);
    let runs: Reach['runs'] = 'always';
    let mainGuard = false;
    let insideTry = false;
    const headers: Unit[] = [];
    const lower = (to: 'sometimes' | 'never'): void => {
      if (runs !== 'never') runs = to;
    };
    for (const { header, branch } of this.outline(unit).frames) {
      headers.push(header);
      const { statement } = this.outline(header);
      switch (statement?.kind) {
        case 'If': {
          if (isMainGuard(statement)) {
            mainGuard = branch === 'body';
            const isEntry = this.#isEntry(module);
            if (isEntry === undefined) lower('sometimes');
            else if (isEntry !== mainGuard) lower('never');
            break;
          }
          const truth = truthOf(evaluate(statement.test, this.#moduleScope(module, header), this));
          if (truth === undefined) lower('sometimes');
          else if (truth !== (branch === 'body')) lower('never');
          break;
        }
        case 'Try': {
          const safe = onlyImportsWhatIsThere(this.#bodyOf(module, header));
          if (branch === 'handler') lower(safe ? 'never' : 'sometimes');
          else if (branch === 'body') insideTry ||= this.#catches(module, header);
          else if (branch === 'else' && !safe) lower('sometimes');
          break;
        }
        case 'For':
        case 'While':
          if (branch === 'else') lower('sometimes');
          break;
        default:
          break;
      }
    }
    return { runs, mainGuard, insideTry, headers };
  }

  /** A handler of the `try` does more than to raise the error again. */
  #catches(module: ModuleEntity, header: Unit): boolean {
    return this.#directlyIn(module, header, 'handler').some((unit) => {
      const { statement } = this.outline(unit);
      return statement?.kind !== 'Except' || !raisesAgain(this.#bodyOf(module, unit), statement.name);
    });
  }

  #bodyOf(module: ModuleEntity, header: Unit): Stmt[] {
    return this.#directlyIn(module, header, 'body').flatMap((unit) => {
      const { statement } = this.outline(unit);
      return statement && statement.kind !== 'Except' ? [statement] : [];
    });
  }

  /** The units directly in one of the blocks of a statement whose blocks are units of their own. */
  #directlyIn(module: ModuleEntity, header: Unit, branch: Frame['branch']): Unit[] {
    const units = module.order.get();
    let low = 0;
    let high = units.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((units[middle]?.offset ?? 0) < header.offset) low = middle + 1;
      else high = middle;
    }
    const found: Unit[] = [];
    for (let i = low + 1; i < units.length; i++) {
      const unit = units[i];
      if (!unit) break;
      const { frames, statement } = this.outline(unit);
      const at = frames.findIndex((frame) => frame.header === header);
      if (at < 0) {
        if (statement) break;
        continue;
      }
      if (at === frames.length - 1 && frames[at]?.branch === branch && statement) found.push(unit);
    }
    return found;
  }
}

/** It gives a name something to work with; a flag or None says that there is nothing. */
function isSubstitute(statement: UnitStatement | undefined): boolean {
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

function wholeUnit(unit: Unit): Place {
  return placeOf(unit, { start: 0, end: unit.length });
}

function outlineOf({ frames, tree }: UnitContent): Outline {
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

function headerOf(node: FunctionDef | Lambda | undefined): FunctionHeader | undefined {
  if (node?.kind !== 'FunctionDef') return node;
  const { kind, name, nameSpan, isAsync, asyncSpan, awaits, isGenerator, params, paramsSpan, returns } = node;
  return { kind, name, nameSpan, isAsync, asyncSpan, awaits, isGenerator, params, paramsSpan, returns };
}

function importOfSpaces(statement: UnitStatement): Span | undefined {
  if (statement.kind === 'Import') return statement.names.find((item) => isOfSpaces(item.name))?.nameSpan;
  return statement.kind === 'ImportFrom' && statement.level === 0 && isOfSpaces(statement.module)
    ? statement.moduleSpan
    : undefined;
}

function isImport(statement: UnitStatement | undefined): boolean {
  return statement?.kind === 'Import' || statement?.kind === 'ImportFrom';
}

function starImport({ statement }: Outline): readonly [number, string] | undefined {
  if (statement?.kind !== 'ImportFrom' || !statement.names.some((item) => item.name === '*')) return undefined;
  return [statement.level, statement.module];
}

function isMainGuard(statement: Stmt): boolean {
  if (statement.kind !== 'If' || statement.test.kind !== 'Compare') return false;
  const [left, right] = statement.test.operands;
  const isName = (expr: typeof left): boolean => expr?.kind === 'Name' && expr.id === '__name__';
  const isMain = (expr: typeof left): boolean => expr?.kind === 'String' && expr.value === '__main__';
  return (isName(left) && isMain(right)) || (isMain(left) && isName(right));
}

function collectGlobals(statements: readonly Stmt[], names: Set<string>): void {
  for (const statement of statements) {
    if (statement.kind === 'Global') for (const name of statement.names) names.add(name);
    for (const block of childBlocks(statement)) collectGlobals(block, names);
  }
}

/** The part of a value that an assignment target gives to one name. */
function part(target: Expr, name: string, value: Value): Value {
  if (target.kind === 'Name') return target.id === name ? value : UNKNOWN;
  if (target.kind !== 'Tuple' && target.kind !== 'List') return UNKNOWN;
  const index = target.elements.findIndex((element) => element.kind === 'Name' && element.id === name);
  if (index < 0) return UNKNOWN;
  return target.elements.some((element) => element.kind === 'Starred') ? UNKNOWN : itemOf(value, number(index));
}

const MAX_LINEAGE = 30;

/** How many of the bindings, which are in source order, stand before a unit. */
function countBefore(bindings: readonly Binding[], { rank }: Unit): number {
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bindings[middle]?.unit.rank ?? rank) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** It changes what a list or dictionary holds. */
function changes({ kind, member }: Pick<WriteFact, 'kind' | 'member'>): boolean {
  return kind === 'method' ? member !== undefined && CHANGING.has(member) : kind === 'item' || kind === 'delete';
}

/** The statement assigns the name or attribute, somewhere in it. */
function assigns(statement: Stmt, name: string): boolean {
  const dot = name.indexOf('.');
  return dot < 0
    ? assignmentsIn([statement]).some((assignment) => assignment.name === name && !givesItself(assignment))
    : attributeAssignments([statement], name.slice(0, dot), name.slice(dot + 1)).length > 0;
}

/** What the caller of a generator gets, one at a time. */
function yieldedBy(facts: CodeFacts): Value {
  return facts === NO_FACTS
    ? UNKNOWN
    : joinAll(facts.exits.flatMap((exit) => (exit.kind === 'yield' ? [exit.value] : [])));
}

function sameScope(a: FunctionScope, b: FunctionScope): boolean {
  return (
    sameData(a.params, b.params) &&
    sameNames(a.locals, b.locals) &&
    sameNames(a.globals, b.globals) &&
    sameNames(a.nonlocals, b.nonlocals)
  );
}

/** The path of the module from where the app runs. */
function fileOf({ name, isPackage }: ModuleEntity): string | undefined {
  const path = name.replaceAll('.', '/');
  if (isPackage) return path === '' ? '__init__.py' : `${path}/__init__.py`;
  return path === '' ? undefined : `${path}.py`;
}
