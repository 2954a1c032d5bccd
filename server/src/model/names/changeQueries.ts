import type { Unit } from '../../syntax/python/units';
import { sameData } from '../../text/equality';
import { ANY, attributesIn, changesOf, isContainer, isPlain, loosened } from './changes';
import type { Database } from '../database';
import type { ClassEntity, ModuleEntity } from '../entities';
import { handedIn, handedOver, moved, movesIn, wholesOf, type Move } from '../flow/moves';
import type { Queries } from './queries';
import { dotted, sameNames } from './scope';
import { opened, type Value } from '../value';

/** What becomes of names and attributes after the code that gives them a value: what functions and other modules do to them. */
export class ChangeQueries {
  readonly #queries: Pick<Queries, 'moduleOf' | 'scope' | 'isImported'>;
  readonly #running: () => readonly ModuleEntity[];
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
  readonly #setAnywhere: (changes: ChangeQueries) => ReadonlyMap<string, ReadonlySet<ModuleEntity>>;
  readonly #isSetAnywhere: (changes: ChangeQueries, name: string) => boolean;
  readonly #isSetOutside: (module: ModuleEntity, name: string) => boolean;

  constructor(
    db: Database,
    queries: Pick<Queries, 'moduleOf' | 'scope' | 'isImported'>,
    running: () => readonly ModuleEntity[],
  ) {
    this.#queries = queries;
    this.#running = running;
    const same = { equals: sameData };
    const firm = { equals: sameData, barrier: true };
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
    this.#isSetAnywhere = db.queryNamed(
      'isSetAnywhere',
      (of: ChangeQueries, name) => this.#setAnywhere(of).has(name),
      same,
    );
    this.#isSetOutside = db.queryNamed(
      'isSetOutside',
      (module, name) => [...(this.#setAnywhere(this).get(name) ?? [])].some((other) => other !== module),
      same,
    );
  }

  /** Globals that functions of the unit move to another device. */
  #computeUnitMoves(unit: Unit): readonly Move[] {
    const module = this.#queries.moduleOf(unit);
    const { functions, hints } = module.content(unit).tree;
    if (!hints.includes('move')) return [];
    return functions.flatMap((_, index) => {
      const fn = module.fn(unit, index);
      const { node } = fn;
      if (node?.kind !== 'FunctionDef') return [];
      const moves = movesIn(node.body);
      if (moves.length === 0) return [];
      const scope = this.#queries.scope(fn);
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
    const module = this.#queries.moduleOf(unit);
    const { functions, statement } = module.content(unit).tree;
    const outside = statement && statement.kind !== 'Except' ? handedIn([statement]) : [];
    return [
      ...outside,
      ...functions.flatMap((_, index) => {
        const { node } = module.fn(unit, index);
        return node?.kind === 'FunctionDef' ? handedIn(node.body) : [];
      }),
    ];
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

  /** What functions of the module do to the name, or a part of it, or to what they are given under it. */
  movesOf(module: ModuleEntity, name: string): readonly Move[] {
    return [...this.#movesOf(module, name), ...this.movesOfHanded(module, name)];
  }

  /** What functions of the module do to what they are given under the name. */
  movesOfHanded(module: ModuleEntity, name: string): readonly Move[] {
    return this.#handedAs(module, name).flatMap((as) => this.#movesOf(module, as));
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
    const module = this.#queries.moduleOf(unit);
    const { functions, statement } = module.content(unit).tree;
    const names = new Set<string>();
    if (statement && statement.kind !== 'Except') attributesIn(statement, names);
    for (const index of functions.keys()) {
      const { node } = module.fn(unit, index);
      if (node) for (const name of changesOf(node)) names.add(name);
    }
    return names;
  }

  /** A variable of a function around others, which may give it another value. */
  variable(value: Value, module: ModuleEntity, name: string): Value {
    const held = this.changed(value, module, name);
    return !held.open && this.#isChanged(module, `^${name}`) ? opened(held) : held;
  }

  /** What a list or dictionary holds that functions change is known as far as it is no plain data. */
  changed(value: Value, module: ModuleEntity, name: string): Value {
    return value.alts.some(isContainer) && this.#isChanged(module, name) ? loosened(value) : value;
  }

  /** The same of an attribute, which others than its own methods may set as well, in other modules too. */
  changedAttribute(value: Value, { module }: ClassEntity, name: string): Value {
    const held = this.changed(value, module, `.${name}`);
    if (isPlain(held)) return [name, ANY].some((each) => this.#isSetAnywhere(this, each)) ? opened(held) : held;
    return hasPipeline(held) && this.#isSetAnywhere(this, `${name}.`) ? moved(held, [ELSEWHERE]) : held;
  }

  /** The same of a global, which is an attribute for the modules that import its module. */
  changedGlobal(value: Value, module: ModuleEntity, name: string): Value {
    const held = this.changed(value, module, name);
    if (isPlain(held)) return this.#isSetOutside(module, name) ? opened(held) : held;
    return hasPipeline(held) && this.#isSetOutside(module, `${name}.`) ? moved(held, [ELSEWHERE]) : held;
  }

  #computeSetOnImports(module: ModuleEntity): ReadonlySet<string> {
    const found = new Set<string>();
    for (const entry of this.#changes(module)) {
      const [, root, name] = /^@(.+)\.(.+)$/.exec(entry) ?? [];
      if (root === undefined || name === undefined) continue;
      if (this.#queries.isImported(module, root)) found.add(name);
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
    for (const module of this.#running()) {
      for (const entry of this.#changes(module)) if (entry.startsWith('=')) setters(entry.slice(1));
      for (const name of this.#setOnImports(module)) setters(name).add(module);
    }
    return found;
  }
}

/** What a part put in place of its own makes of a pipeline. */
const ELSEWHERE: Pick<Move, 'device' | 'isAssigned'> = { device: undefined, isAssigned: false };

function hasPipeline({ alts }: Value): boolean {
  return alts.some((item) => item.kind === 'object' && item.object === 'pipeline');
}
