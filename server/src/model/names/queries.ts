import type { Expr, Stmt } from '../../syntax/python/ast';
import type { Frame, Unit } from '../../syntax/python/units';
import { sameData } from '../../text/equality';
import { BUILTINS, callRow } from '../../platform/libraries';
import { placeOf } from '../../text/place';
import type { Span } from '../../text/span';
import { isPlain } from './changes';
import { CHANGING } from '../flow/containerMethods';
import { deviceNamed, deviceOfValue, isDevice, isDtype } from '../devices';
import { BlockQueries } from './blockQueries';
import { ChangeQueries } from './changeQueries';
import { ClassQueries } from './classQueries';
import type { Database } from '../database';
import { FunctionEntity, type ClassEntity, type CodeEntity, type ModuleEntity } from '../entities';
import { evaluate, type Scope } from '../flow/evaluate';
import { mayExport } from './imports';
import { NO_FACTS, type CodeFacts, type Loop, type WriteFact } from '../facts';
import { Flow } from '../flow/flow';
import { alwaysLeaves } from '../flow/leaving';
import type { ModuleIndex } from './moduleIndex';
import type { Knowledge, ParamSummary, Summary } from '../knowledge';
import { attributeOf, elementOf, part } from '../flow/members';
import { headerOf, isImport, outlineOf, starImport, type FunctionHeader, type Outline } from './outline';
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
import { withoutParams } from '../substitution';
import {
  bool,
  external,
  externalPath,
  join,
  joinAll,
  lengthOf,
  object,
  one,
  only,
  opened,
  text,
  UNKNOWN,
  type Value,
} from '../value';
import { eachModel, givesItself, moved, moveOf, movesOf, wholesOf, type Move } from '../flow/moves';
import { attributeAssignments, selfOf } from './classes';

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
  moves: [],
};

/** Any model: what becomes of its device is what becomes of that of another. */
const MODEL = object('model', 'torch.nn.Module', 'module');

/** Methods that change what a name stands for, when a statement outside functions calls them on it. */
const EFFECTS: ReadonlySet<string> = new Set(['to', 'cuda', 'cpu', ...CHANGING]);

/** The remembered questions about the Python of one Space; everything else in the model is built on them. */
export class Queries implements Knowledge {
  readonly #modules: () => ModuleIndex;
  readonly #changes: ChangeQueries;
  readonly classes: ClassQueries;
  readonly blocks: BlockQueries;
  readonly #isEntry: (module: ModuleEntity) => boolean | undefined;
  readonly facts: (code: CodeEntity) => CodeFacts;
  /** The facts as the rest of the Space reads them: none for code that needs itself to be understood. */
  readonly #draft: (code: CodeEntity) => CodeFacts;
  readonly outline: (unit: Unit) => Outline;
  readonly #params: (fn: FunctionEntity) => readonly ParamSummary[];
  readonly summary: (fn: FunctionEntity) => Summary;
  readonly #holders: (fn: FunctionEntity) => Holders;
  readonly header: (fn: FunctionEntity) => FunctionHeader | undefined;
  readonly scope: (fn: FunctionEntity) => FunctionScope;
  readonly #bindings: (module: ModuleEntity) => ReadonlyMap<string, readonly Binding[]>;
  readonly #bindingsOf: (module: ModuleEntity, name: string) => readonly Binding[];
  readonly #unitNames: (unit: Unit) => readonly (readonly [string, Binding['kind']])[];
  /** Undefined when the unit leaves the name what it was. */
  readonly #bindingValue: (unit: Unit, name: string) => Value | undefined;
  readonly #nameAt: (unit: Unit, name: string) => Value | undefined;
  readonly #global: (module: ModuleEntity, name: string) => Value | undefined;
  readonly #localOf: (fn: FunctionEntity, name: string) => Value;
  readonly #unitGlobals: (unit: Unit) => readonly string[];
  readonly #globalWriters: (module: ModuleEntity) => ReadonlyMap<string, readonly Unit[]>;
  readonly #globalWrites: (module: ModuleEntity, name: string) => readonly Unit[];
  readonly #unitStar: (unit: Unit) => readonly [number, string] | undefined;
  readonly #stars: (module: ModuleEntity) => readonly (readonly [number, string])[];
  readonly #moduleOf = new WeakMap<Unit, ModuleEntity>();

  /**
   * `running`: the modules that may run in the Space; `isEntry`: the Hub runs the module, undefined when it is not known
   * which one it runs.
   */
  constructor(
    db: Database,
    modules: () => ModuleIndex,
    running: () => readonly ModuleEntity[],
    isEntry: (module: ModuleEntity) => boolean | undefined,
  ) {
    this.#modules = modules;
    this.#isEntry = isEntry;
    this.#changes = new ChangeQueries(db, this, running);
    this.classes = new ClassQueries(db, this, this.#changes, running);
    this.blocks = new BlockQueries(db, this, isEntry);
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
    this.#params = db.query('params', (fn) => this.#computeParams(fn), { ...firm, onCycle: () => [] });
    this.summary = db.query('summary', (fn) => this.#computeSummary(fn), { ...firm, onCycle: () => NO_SUMMARY });
    this.header = db.query('header', (fn) => headerOf(fn), firm);
    this.scope = db.query('scope', (fn) => this.#computeScope(fn), { equals: sameScope, barrier: true });
    this.#unitNames = db.query('unitNames', (unit) => this.#computeUnitNames(unit), firm);
    this.#bindings = db.query('bindings', (module) => this.#computeBindings(module));
    this.#bindingsOf = db.queryNamed('bindingsOf', (module, name) => this.#bindings(module).get(name) ?? [], same);
    this.#bindingValue = db.queryNamed(
      'bindingValue',
      (unit: Unit, name) => {
        const draft = this.#draft(this.moduleOf(unit).code(unit));
        return draft === NO_FACTS ? UNKNOWN : draft.names.get(name);
      },
      { ...maybeValue, barrier: true },
    );
    this.#nameAt = db.queryNamed('nameAt', (unit: Unit, name) => this.#valueAbove(unit, name), maybeValue);
    this.#global = db.queryNamed('global', (module, name) => this.#computeGlobal(module, name), maybeValue);
    this.#localOf = db.queryNamed('localOf', (fn, name) => this.#computeLocal(fn, name), value);
    this.#unitGlobals = db.query('unitGlobals', (unit) => this.#computeUnitGlobals(unit), firm);
    this.#globalWriters = db.query('globalWriters', (module) => this.#computeGlobalWriters(module));
    this.#globalWrites = db.queryNamed(
      'globalWrites',
      (module, name) => this.#globalWriters(module).get(name) ?? [],
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
      // What only type checkers read never runs.
      case 'typing.TYPE_CHECKING':
      case 'typing_extensions.TYPE_CHECKING':
        return bool(false);
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
    const dotted = index.imported(module, level, path);
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
    return this.classes.member(cls, name);
  }

  instanceMember(cls: ClassEntity, name: string): Value {
    return this.classes.instanceMember(cls, name);
  }

  isField(cls: ClassEntity, name: string): boolean {
    return this.classes.isField(cls, name);
  }

  overriding(cls: ClassEntity, name: string): Value {
    return this.classes.overriding(cls, name);
  }

  propertyOf(cls: ClassEntity, name: string): FunctionEntity | undefined {
    return this.classes.propertyOf(cls, name);
  }

  libraryBase(cls: ClassEntity): string | undefined {
    return this.classes.libraryBase(cls);
  }

  superOf(fn: FunctionEntity): Value {
    return this.classes.superOf(fn);
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
        return this.#changes.variable(this.#localOf(outer, name), outer.module, name);
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

  /** What a function does when it is called with these values for some of its parameters. Nothing of it is remembered. */
  factsWith(fn: FunctionEntity, given: ReadonlyMap<string, Value>): CodeFacts {
    const { node } = fn;
    if (!node) return NO_FACTS;
    const cls = this.classOf(fn);
    return Flow.function(fn, node, cls && selfOf(fn, cls), this, given);
  }

  #computeFacts(code: CodeEntity): CodeFacts {
    if (code instanceof FunctionEntity) return this.factsWith(code, new Map());
    const { statement } = this.outline(code.unit);
    const reach = this.blocks.reach(code.unit);
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
    return statement.items.some(({ context }) => isDevice(evaluate(context, this.moduleScope(module, header), this)));
  }

  #moduleLoop(module: ModuleEntity, header: Unit): Loop[] {
    const { statement } = this.outline(header);
    if (statement?.kind !== 'For' && statement?.kind !== 'While') return [];
    const over =
      statement.kind === 'For' ? evaluate(statement.iterable, this.moduleScope(module, header), this) : UNKNOWN;
    return [
      {
        kind: statement.kind === 'For' ? 'for' : 'while',
        place: placeOf(header, statement.header),
        times: lengthOf(over),
        leftAfterFirstPass: alwaysLeaves(this.blocks.bodyOf(module, header)),
      },
    ];
  }

  /** Evaluation at a statement outside functions. */
  moduleScope(module: ModuleEntity, unit: Unit): Scope {
    return {
      module,
      unit,
      fn: undefined,
      place: (span) => placeOf(unit, span),
      lookup: (name) => this.#nameAt(unit, name),
      assign: () => undefined,
    };
  }

  #computeParams(fn: FunctionEntity): readonly ParamSummary[] {
    // A default is code of what is around the function, but a part of the definition, whose offsets are its own.
    const scope: Scope = { ...this.#around(fn), place: (span) => fn.place(span) };
    return (this.header(fn)?.params ?? []).map((param) => ({
      name: param.name,
      star: param.star,
      defaultValue: param.defaultValue ? evaluate(param.defaultValue, scope, this) : UNKNOWN,
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
      moves: params.flatMap(({ name }, index) => {
        if (node.kind !== 'FunctionDef' || movesOf(node.body, name).length === 0) return [];
        const device = deviceOfValue(this.afterMoves(MODEL, name, fn, node.body));
        return device === 'module' ? [] : [[index, device] as const];
      }),
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
    return externalPath(evaluate(annotation, this.moduleScope(fn.module, fn.unit), this));
  }

  #computeScope(fn: FunctionEntity): FunctionScope {
    const { node } = fn;
    return node ? scopeOf(node) : { params: [], locals: new Set(), globals: new Set(), nonlocals: new Set() };
  }

  /** What the code makes of a function by its decorators; undefined when it is not known. */
  decorated(container: CodeEntity, fn: FunctionEntity): Value | undefined {
    return this.#draft(container).definitions.find((item) => item.fn === fn)?.value;
  }

  /** Evaluation where the function is defined. */
  #around(fn: FunctionEntity): Scope {
    const parent = this.parentOf(fn);
    return parent ? this.detached(parent) : this.moduleScope(fn.module, fn.unit);
  }

  /** Evaluation outside the flow of a function: names are whatever they may be anywhere in it. */
  detached(fn: FunctionEntity): Scope {
    const scope = this.scope(fn);
    return {
      module: fn.module,
      unit: fn.unit,
      fn,
      place: (span) => fn.place(span),
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
      .filter(({ from }) => from.kind !== 'value' || !this.wraps(from.value, name, fn))
      .map((assignment) => this.#assigned(assignment, fn));
    return this.scope(fn).params.includes(name) || values.length === 0
      ? UNKNOWN
      : this.afterMoves(joinAll(values), name, fn, node.body);
  }

  /** It gives the name or attribute what a library makes around what that is: a model still, and where it lies. */
  wraps(expr: Expr, name: string, fn: FunctionEntity): boolean {
    const [first] = expr.kind === 'Call' ? expr.args : [];
    if (expr.kind !== 'Call' || !first || dotted(first.value) !== name) return false;
    const path = externalPath(evaluate(expr.callee, this.detached(fn), this));
    const row = path === undefined ? undefined : callRow(path);
    return row?.gives === 'first' || (row?.gives === 'model' && row.device === 'first');
  }

  /** What a name or attribute is worth once the body that assigns it has run. */
  afterMoves(value: Value, name: string, fn: FunctionEntity, body: readonly Stmt[]): Value {
    const assigned = body.findLastIndex((statement) => assigns(statement, name));
    let after: Value | undefined;
    for (const statement of body.slice(assigned + 1)) {
      const move = moveOf(statement);
      if (!move || !wholesOf(move.name).includes(name)) continue;
      const target = move.argument && evaluate(move.argument, this.detached(fn), this);
      if (target && isDtype(target)) continue;
      const device = target ? deviceNamed(target) : move.device;
      const moveEach = (model: Value): Value =>
        move.name === name
          ? eachModel(model, () => device, move.isAssigned)
          : moved(model, [{ device, isAssigned: false }]);
      after = moveEach(after ?? value);
    }
    return after ?? moved(value, movesOf(body, name));
  }

  #assigned({ name, from }: Assignment, fn: FunctionEntity): Value {
    const scope = this.detached(fn);
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
      // Of a part that is moved or changed, the whole.
      while (hasEffect && (value.kind === 'Attribute' || value.kind === 'Subscript')) value = value.object;
      if (value.kind === 'Name' && hasEffect) names.set(value.id, 'effect');
    }
    if (statement.kind === 'Assign' || statement.kind === 'Delete') {
      for (const target of statement.targets) {
        let whole = target.kind === 'Attribute' && statement.kind === 'Assign' ? target.object : target;
        while (whole.kind === 'Subscript') whole = whole.object;
        if (whole.kind === 'Name' && whole !== target) names.set(whole.id, 'effect');
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

  /** The names that the unit binds, or whose values it changes. */
  namesBoundBy(unit: Unit): readonly string[] {
    return this.#unitNames(unit).map(([name]) => name);
  }

  /** A statement outside functions imports the name. */
  isImported(module: ModuleEntity, name: string): boolean {
    return this.#bindingsOf(module, name).some(({ unit }) => isImport(this.outline(unit).statement));
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

  /** What a name is after the bindings above a unit. Of plain data, a function that was called since may have made other data. */
  #valueAbove(unit: Unit, name: string): Value | undefined {
    const module = this.moduleOf(unit);
    const value = this.#valueOfBindings(module, name, unit);
    const mayDiffer = value && !value.open && isPlain(value) && this.#globalWrites(module, name).length > 0;
    return mayDiffer ? opened(value) : value;
  }

  /** What a name is after the bindings above `before`, or after all of them. */
  #valueOfBindings(module: ModuleEntity, name: string, before: Unit | undefined): Value | undefined {
    const bindings = this.#bindingsOf(module, name);
    let value: Value | undefined;
    const seen = new Map<Unit, Set<Frame['branch']>>();
    const past = new Set(before ? this.#headersOf(before, ['body', 'else']) : []);
    for (let i = before ? countBefore(bindings, before) - 1 : bindings.length - 1; i >= 0; i--) {
      const binding = bindings[i];
      if (!binding) continue;
      const reach = this.blocks.reach(binding.unit);
      if (reach.runs === 'never') continue;
      const after = this.#bindingValue(binding.unit, name);
      if (!after && binding.kind === 'effect') continue;
      const own = after ?? UNKNOWN;
      value = value ? join(value, own) : own;
      const isLooped = reach.headers.some((header) => this.blocks.isLoop(header));
      // `model = None`, then `try: model = load()`, whose errors are caught: who comes behind that may find what stood before.
      // Which of its statements failed is not guessed: all that they do to the name is done, or nothing.
      const tries = reach.caughtBy.filter(
        (header) =>
          !past.has(header) &&
          bindings.some((each) => each.kind === 'definite' && this.#headersOf(each.unit, ['body']).includes(header)),
      );
      const isElsewhere = ({ unit }: Binding): boolean =>
        !this.#headersOf(unit, ['body']).some((header) => tries.includes(header));
      if (tries.length > 0) i = bindings.findLastIndex((each, j) => j < i && isElsewhere(each)) + 1;
      if (reach.runs === 'always' && !isLooped && (tries.length === 0 || i === 0)) return value;
      if (binding.kind === 'effect') continue;
      for (const header of this.#headersOf(binding.unit, ['handler'])) past.add(header);
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

  /** The statements around a unit in one of these blocks of which it stands. */
  #headersOf(unit: Unit, branches: readonly Frame['branch'][]): readonly Unit[] {
    return this.outline(unit).frames.flatMap(({ header, branch }) => (branches.includes(branch) ? [header] : []));
  }

  #dunderName(module: ModuleEntity): Value {
    return this.#isEntry(module) === true ? text('__main__') : UNKNOWN;
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
      } else if (level > 0 || mayExport(path, name)) isUnknown = true;
    }
    return isUnknown ? UNKNOWN : undefined;
  }

  #computeGlobal(module: ModuleEntity, name: string): Value | undefined {
    const bound = this.#valueOfBindings(module, name, undefined);
    const after = (value: Value): Value =>
      this.#changes.changedGlobal(moved(value, this.#knownMoves(module, name)), module, name);
    const own = bound && after(bound);
    const writers = this.#globalWrites(module, name);
    if (writers.length === 0) return own;
    const written: Value[] = [];
    for (const unit of writers) {
      const { functions } = module.content(unit).tree;
      functions.forEach((node, index) => {
        if (node.kind !== 'FunctionDef') return;
        const fn = module.fn(unit, index);
        if (!this.scope(fn).globals.has(name)) return;
        for (const assignment of assignmentsIn(node.body)) {
          if (assignment.name !== name || givesItself(assignment)) continue;
          written.push(this.afterMoves(withoutParams(this.#assigned(assignment, fn)), name, fn, node.body));
        }
      });
    }
    const later = after(joinAll(written));
    return own ? join(own, later) : later;
  }

  /** What functions of the module do to the name, with the devices that variables of the module name. */
  #knownMoves(module: ModuleEntity, name: string): readonly Move[] {
    return this.#changes.movesOf(module, name).flatMap((move) => {
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
}

function collectGlobals(statements: readonly Stmt[], names: Set<string>): void {
  for (const statement of statements) {
    if (statement.kind === 'Global') for (const name of statement.names) names.add(name);
    for (const block of childBlocks(statement)) collectGlobals(block, names);
  }
}

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
  if (kind === 'method') return member !== undefined && CHANGING.has(member);
  return kind === 'item' || kind === 'delete' || kind === 'augment';
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
