import { sameData } from '../../text/equality';
import type { Unit } from '../../syntax/python/units';
import type { ChangeQueries } from './changeQueries';
import { isPlain } from './changes';
import {
  annotatedIn,
  attributeAssignments,
  attributeNames,
  basesIn,
  bindSelf,
  definedBy,
  fillsItself,
  methodKind,
  methodNamed,
  settersAmong,
  type Setters,
} from './classes';
import type { Database } from '../database';
import type { ClassEntity, CodeEntity, FunctionEntity, ModuleEntity } from '../entities';
import { evaluate } from '../flow/evaluate';
import { isModuleClass, part } from '../flow/members';
import { heldByModule, moved, movesOf, type Move } from '../flow/moves';
import type { Queries } from './queries';
import { assignmentsIn, sameNames } from './scope';
import { substitute, withoutParams } from '../substitution';
import { externalPath, join, joinAll, one, only, opened, UNKNOWN, type Value } from '../value';

const MAX_LINEAGE = 30;

/** Classes whose constructors set none of the attributes that a subclass declares. */
const LEAVES_ATTRIBUTES =
  /^(?:object$|Exception$|abc\.|typing\.(?:Generic|Protocol)$|enum\.|threading\.|torch\.nn\.|gradio\.)/;

/** What the classes of a Space have: members, what they set on `self`, and whom they come from. */
export class ClassQueries {
  readonly #queries: Queries;
  readonly #changes: ChangeQueries;
  readonly #running: () => readonly ModuleEntity[];
  readonly #unitBases: (unit: Unit) => readonly (readonly [number, string])[];
  readonly #moduleBases: (module: ModuleEntity) => readonly (readonly [Unit, number, string])[];
  readonly #subclasses: (cls: ClassEntity) => readonly ClassEntity[];
  /** The methods that a class itself defines, in source order. */
  readonly methods: (cls: ClassEntity) => readonly FunctionEntity[];
  readonly #methodNamed: (cls: ClassEntity, name: string) => FunctionEntity | undefined;
  readonly #bodyNames: (cls: ClassEntity) => ReadonlySet<string>;
  readonly #annotated: (cls: ClassEntity) => ReadonlySet<string>;
  readonly #defined: (cls: ClassEntity) => ReadonlySet<string>;
  readonly #definesItself: (cls: ClassEntity, name: string) => boolean;
  /** By attribute, so that a key in one method concerns no attribute that it has nothing to do with. */
  readonly #setters: (cls: ClassEntity) => Setters;
  readonly #fillsItself: (cls: ClassEntity) => boolean;
  readonly #basesOf: (cls: ClassEntity) => readonly Value[];
  readonly #libraryBase: (cls: ClassEntity) => string | undefined;
  readonly #classMember: (cls: ClassEntity, name: string) => Value;
  readonly #instanceMember: (cls: ClassEntity, name: string) => Value;
  readonly #isField: (cls: ClassEntity, name: string) => boolean;

  constructor(db: Database, queries: Queries, changes: ChangeQueries, running: () => readonly ModuleEntity[]) {
    this.#queries = queries;
    this.#changes = changes;
    this.#running = running;
    const firm = { equals: sameData, barrier: true };
    const value = { equals: sameData, onCycle: () => UNKNOWN };
    this.#unitBases = db.query('unitBases', (unit) => basesIn(this.#queries.outline(unit)), firm);
    this.#moduleBases = db.query(
      'moduleBases',
      (module) =>
        module.order
          .get()
          .flatMap((unit) => this.#unitBases(unit).map(([index, base]) => [unit, index, base] as const)),
      firm,
    );
    this.methods = db.query(
      'methods',
      ({ module, unit, node }) =>
        (node?.body ?? []).flatMap((each) => (each.kind === 'FunctionDef' ? [module.fn(unit, each.index)] : [])),
      firm,
    );
    this.#methodNamed = db.queryNamed('methodNamed', (cls, name) => methodNamed(this.methods(cls), name), {
      barrier: true,
    });
    const names = { equals: sameNames, barrier: true };
    this.#bodyNames = db.query(
      'bodyNames',
      (cls) => new Set(assignmentsIn(cls.node?.body ?? []).map(({ name }) => name)),
      names,
    );
    this.#annotated = db.query('annotated', annotatedIn, names);
    this.#defined = db.query('defined', (cls) => definedBy(cls, this.methods(cls)), names);
    this.#definesItself = db.queryNamed('definesItself', (cls, name) => this.#defined(cls).has(name), firm);
    this.#setters = db.query('setters', (cls) => settersAmong(this.methods(cls)), firm);
    this.#fillsItself = db.query('fillsItself', (cls) => this.methods(cls).some(fillsItself), firm);
    this.#basesOf = db.query('basesOf', (cls) => this.#computeBases(cls), { equals: sameData, onCycle: () => [] });
    this.#subclasses = db.query('subclasses', (cls) => this.#computeSubclasses(cls), { ...firm, onCycle: () => [] });
    this.#libraryBase = db.query('libraryBase', (cls) => this.#computeLibraryBase(cls), { onCycle: () => undefined });
    this.#classMember = db.queryNamed('classMember', (cls, name) => this.#computeClassMember(cls, name), value);
    this.#instanceMember = db.queryNamed(
      'instanceMember',
      (cls, name) => this.#unlessFilled(this.#computeInstanceMember(cls, name), cls),
      value,
    );
    this.#isField = db.queryNamed('isField', (cls, name) => this.#computeIsField(cls, name), {
      ...firm,
      onCycle: () => true,
    });
  }

  #computeClassMember(cls: ClassEntity, name: string): Value {
    const method = this.#methodNamed(cls, name);
    if (method) return this.#definedIn(cls, method);
    if (this.#bodyNames(cls).has(name)) {
      const assigned = assignmentsIn(cls.node?.body ?? []).filter((assignment) => assignment.name === name);
      const scope = this.#queries.moduleScope(cls.module, cls.unit);
      const values = [
        ...assigned.map(({ from }) =>
          from.kind === 'value' ? part(from.target, name, evaluate(from.value, scope, this.#queries)) : UNKNOWN,
        ),
        ...this.#setByClassMethods(cls, name),
      ];
      return this.#changes.changedAttribute(joinAll(values), cls, name);
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
    return this.methods(cls).flatMap((fn) => {
      const { node } = fn;
      const [first] = node?.params ?? [];
      if (!first || node?.kind !== 'FunctionDef' || methodKind(fn) !== 'class') return [];
      return attributeAssignments(node.body, first.name, name).map((assigned) =>
        assigned ? withoutParams(evaluate(assigned, this.#queries.detached(fn), this.#queries)) : UNKNOWN,
      );
    });
  }

  /** A method with its decorators applied. */
  #definedIn(cls: ClassEntity, fn: FunctionEntity): Value {
    if (fn.node?.kind === 'FunctionDef' && fn.node.decorators.length === 0) return one({ kind: 'function', fn });
    const container = this.#containerOf(cls);
    return this.#queries.decorated(container, fn) ?? one({ kind: 'function', fn });
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
    const property = this.propertyOf(cls, name);
    if (property) {
      return substitute(this.#queries.summary(property).returns, property, (index) =>
        index === 0 ? one({ kind: 'instance', cls }) : UNKNOWN,
      );
    }
    const member = this.#classMember(cls, name);
    const bound = bindSelf(member, one({ kind: 'instance', cls }), cls);
    const values: Value[] = [];
    const moves: Move[] = [];
    const { selves, byName } = this.#setters(cls);
    for (const self of selves) moves.push(...this.#changes.movesOfHanded(cls.module, `${self}.${name}`));
    for (const fn of byName.get(name) ?? []) {
      const { node } = fn;
      const [self] = node?.params ?? [];
      if (!self || node?.kind !== 'FunctionDef') continue;
      const attribute = `${self.name}.${name}`;
      const assignments = attributeAssignments(node.body, self.name, name).filter(
        (assigned) => !assigned || !this.#queries.wraps(assigned, attribute, fn),
      );
      if (assignments.length === 0) {
        moves.push(...movesOf(node.body, attribute));
        continue;
      }
      const given = assignments.map((assigned) =>
        assigned ? withoutParams(evaluate(assigned, this.#queries.detached(fn), this.#queries)) : UNKNOWN,
      );
      values.push(this.#queries.afterMoves(joinAll(given), attribute, fn, node.body));
    }
    if (values.length > 0) {
      const held = isModuleClass(cls, this.#queries) ? heldByModule(joinAll(values)) : joinAll(values);
      const assigned = this.#changes.changedAttribute(moved(held, moves), cls, name);
      return member.alts.length > 0 ? join(assigned, bound) : assigned;
    }
    for (const base of this.#basesOf(cls)) {
      const parent = only(base);
      if (parent?.kind === 'class' && member.alts.length === 0) return this.#instanceMember(parent.cls, name);
    }
    return bound;
  }

  /** Plain data may be other data where a method sets attributes by names that only the running program knows. */
  #unlessFilled(member: Value, cls: ClassEntity): Value {
    return member.alts.length > 0 && isPlain(member) && [...this.lineage(cls)].some(this.#fillsItself)
      ? opened(member)
      : member;
  }

  /** What `cls.name` gives, a class method bound to the class. */
  member(cls: ClassEntity, name: string): Value {
    return bindSelf(this.#classMember(cls, name), undefined, cls);
  }

  /** What `instance.name` gives. */
  instanceMember(cls: ClassEntity, name: string): Value {
    return this.#instanceMember(cls, name);
  }

  /** What the class says of the member is a default, in place of which an instance may be given something else. */
  isField(cls: ClassEntity, name: string): boolean {
    return this.#isField(cls, name);
  }

  #computeIsField(cls: ClassEntity, name: string): boolean {
    const lineage = [...this.lineage(cls)];
    const definer = lineage.find((each) => this.#definesItself(each, name));
    if (!definer || !this.#annotated(definer).has(name)) return false;
    const isOfLibrary = lineage.some((each) =>
      this.#basesOf(each).some((base) => {
        const path = externalPath(base);
        return path === undefined ? only(base)?.kind !== 'class' : !LEAVES_ATTRIBUTES.test(path);
      }),
    );
    return (
      isOfLibrary ||
      (!lineage.some((each) => this.#methodNamed(each, '__init__')) &&
        lineage.some(({ header }) => header.decorators.length > 0))
    );
  }

  /** What the methods of a class set on `self`, by name. */
  attributes(cls: ClassEntity): ReadonlyMap<string, Value> {
    const names = new Set<string>();
    for (const { node } of this.methods(cls)) {
      const [self] = node?.params ?? [];
      if (self && node?.kind === 'FunctionDef') attributeNames(node.body, self.name, names);
    }
    return new Map([...names].map((name) => [name, this.#instanceMember(cls, name)]));
  }

  /** What subclasses in the Space make of the member; nothing when none has it. */
  overriding(cls: ClassEntity, name: string): Value {
    return joinAll(
      this.#subclasses(cls)
        .filter((sub) => this.#definesItself(sub, name))
        .map((sub) => this.#instanceMember(sub, name)),
    );
  }

  /** The function behind a property. */
  propertyOf(cls: ClassEntity, name: string): FunctionEntity | undefined {
    for (const each of this.lineage(cls)) {
      const method = this.#methodNamed(each, name);
      if (method) return methodKind(method) === 'property' ? method : undefined;
    }
    return undefined;
  }

  /** The library class that the class comes from, by its full dotted name. */
  libraryBase(cls: ClassEntity): string | undefined {
    return this.#libraryBase(cls);
  }

  /** `super()` in a method. */
  superOf(fn: FunctionEntity): Value {
    for (let method: FunctionEntity | undefined = fn; method; method = this.#queries.parentOf(method)) {
      const cls = this.#queries.classOf(method);
      const base = cls && this.#basesOf(cls).find((value) => only(value)?.kind === 'class');
      const parent = base && only(base);
      if (parent?.kind === 'class') return one({ kind: 'instance', cls: parent.cls });
    }
    return UNKNOWN;
  }

  #computeBases(cls: ClassEntity): readonly Value[] {
    return (cls.node?.bases ?? []).flatMap(({ keyword, value }) => {
      // `Generic[T]`
      const base = value.kind === 'Subscript' ? value.object : value;
      return keyword === undefined
        ? [evaluate(base, this.#queries.moduleScope(cls.module, cls.unit), this.#queries)]
        : [];
    });
  }

  /** The class and those it comes from, nearest first. */
  lineage(cls: ClassEntity): ReadonlySet<ClassEntity> {
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
    for (const each of this.lineage(cls)) {
      for (const base of this.#basesOf(each)) {
        const path = externalPath(base);
        if (path !== undefined && path !== 'object') return path;
      }
    }
    return undefined;
  }

  #computeSubclasses(cls: ClassEntity): readonly ClassEntity[] {
    const { name } = cls.header;
    const found: ClassEntity[] = [];
    for (const module of this.#running()) {
      for (const [unit, index, base] of this.#moduleBases(module)) {
        if (base !== name) continue;
        const sub = module.cls(unit, index);
        if (sub === cls || !this.lineage(sub).has(cls)) continue;
        found.push(sub, ...this.#subclasses(sub));
      }
    }
    return [...new Set(found)];
  }
}
