import { sameData } from '../../text/equality';
import type { Unit } from '../../syntax/python/units';
import type { Database } from '../database';
import type { ModuleEntity } from '../entities';
import { importsIn, isOfSpaces, type WrittenImport } from './imports';
import type { ModuleIndex } from './moduleIndex';
import type { Queries } from './queries';

/** An import, with the unit that it stands in. */
export type ModuleImport = WrittenImport & { readonly unit: Unit };

/** Which modules of a Space run when others do. */
export class ImportGraph {
  readonly #queries: Queries;
  readonly #index: () => ModuleIndex;
  /** The imports anywhere in the module, in order. */
  readonly importsOf: (module: ModuleEntity) => readonly ModuleImport[];
  /** It imports Hugging Face `spaces`. */
  readonly usesSpaces: (module: ModuleEntity) => boolean;
  readonly #reachesSpaces: (module: ModuleEntity) => boolean;

  constructor(db: Database, queries: Queries, index: () => ModuleIndex) {
    this.#queries = queries;
    this.#index = index;
    const unitImports = db.query(
      'unitImports',
      (unit: Unit) => importsIn(queries.moduleOf(unit).content(unit), (header) => queries.outline(header).statement),
      { equals: sameData, barrier: true },
    );
    this.importsOf = db.query(
      'moduleImports',
      (module) => module.order.get().flatMap((unit) => unitImports(unit).map((item) => ({ unit, ...item }))),
      { equals: sameData },
    );
    this.usesSpaces = db.query('usesSpaces', (module) => this.#computeUsesSpaces(module));
    this.#reachesSpaces = db.query('reachesSpaces', (module) => this.#computeReachesSpaces(module), {
      equals: sameData,
      onCycle: () => false,
    });
  }

  /** The modules of the Space that an import statement names: where a name in them comes from, their own imports say. */
  modulesOf(module: ModuleEntity, item: WrittenImport): readonly ModuleEntity[] {
    const index = this.#index();
    const from = index.imported(module, item.level, item.module);
    return [from, ...item.names.map((name) => (from === '' ? name : `${from}.${name}`))].flatMap((name) => {
      const found = index.find(name);
      return found ? [...this.#packagesAround(found), found] : [];
    });
  }

  /** The packages that the module is in, which run before it. */
  #packagesAround({ name }: ModuleEntity): readonly ModuleEntity[] {
    const parts = name.split('.');
    return parts.slice(1).flatMap((_, i) => this.#index().find(parts.slice(0, i + 1).join('.')) ?? []);
  }

  #computeUsesSpaces(module: ModuleEntity): boolean {
    if (!module.mayUseSpaces || this.#index().has('spaces')) return false;
    return this.importsOf(module).some((item) => item.level === 0 && isOfSpaces(item.module));
  }

  #computeReachesSpaces(module: ModuleEntity): boolean {
    return this.usesSpaces(module) || this.importsOf(module).some((item) => this.reaches(module, item));
  }

  /** These modules and all that they import, in functions as well; not by the imports that are said to come `later`. */
  runWith(from: readonly ModuleEntity[], later?: ReadonlyMap<WrittenImport, unknown>): ReadonlySet<ModuleEntity> {
    return new Set(this.eachRunWith(from, later));
  }

  /** The same one after the other: each is parsed when the next is asked for. */
  *eachRunWith(from: readonly ModuleEntity[], later?: ReadonlyMap<WrittenImport, unknown>): Iterable<ModuleEntity> {
    const found = new Set(from);
    for (const module of found) {
      yield module;
      for (const item of this.importsOf(module)) {
        if (!later?.has(item)) for (const other of this.modulesOf(module, item)) found.add(other);
      }
    }
  }

  /** It imports what only the running program knows. */
  importsComputed(module: ModuleEntity): boolean {
    return this.importsOf(module).some((item) => item.module === '' && item.level === 0);
  }

  /** The imports that run with the module: those inside functions run later, if at all. */
  importsAtOnce(module: ModuleEntity): readonly ModuleImport[] {
    return this.importsOf(module).filter(({ unit }) => {
      const kind = this.#queries.outline(unit).statement?.kind;
      return kind === 'Import' || kind === 'ImportFrom';
    });
  }

  /** The linted modules that run with these imports, save under a condition. */
  modulesBehind(
    module: ModuleEntity,
    imports: readonly WrittenImport[],
    linted: ReadonlySet<ModuleEntity>,
  ): readonly ModuleEntity[] {
    const next = (from: ModuleEntity, items: readonly WrittenImport[]): readonly ModuleEntity[] =>
      items
        .filter(({ optional }) => !optional)
        .flatMap((item) => this.modulesOf(from, item))
        .filter((other) => other !== module && linted.has(other));
    const reached = new Set(next(module, imports));
    for (const each of reached) for (const other of next(each, this.importsAtOnce(each))) reached.add(other);
    return [...reached];
  }

  /** Whether an import runs a module of the Space that imports `spaces`. */
  reaches(module: ModuleEntity, item: WrittenImport): boolean {
    return this.modulesOf(module, item).some((other) => other !== module && this.#reachesSpaces(other));
  }
}
