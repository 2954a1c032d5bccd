import type { Unit, UnitContent } from '../../syntax/python/units';
import type { Database } from '../database';
import type { ModuleEntity } from '../entities';
import type { Queries } from './queries';
import { sameNames } from './scope';
import { namesUsedIn } from './usedNames';

/** Which statements of a module use a name, in whatever way. */
export class NameIndex {
  readonly #db: Database;
  readonly #unitNames: (unit: Unit) => ReadonlySet<string>;
  readonly #unitsByName: (module: ModuleEntity) => ReadonlyMap<string, readonly Unit[]>;

  constructor(db: Database, queries: Pick<Queries, 'moduleOf'>) {
    this.#db = db;
    this.#unitNames = db.query('unitNames', (unit) => namesIn(queries.moduleOf(unit).content(unit)), {
      equals: sameNames,
      barrier: true,
    });
    this.#unitsByName = db.query('unitsByName', (module) => {
      const byName = new Map<string, Unit[]>();
      for (const unit of module.order.get()) {
        for (const name of this.#unitNames(unit)) {
          const units = byName.get(name);
          if (units) units.push(unit);
          else byName.set(name, [unit]);
        }
      }
      return byName;
    });
  }

  /** The units of the module that use the name. */
  unitsUsing(module: ModuleEntity, name: string): readonly Unit[] {
    return this.#unitsByName(module).get(name) ?? [];
  }

  /**
   * Whether a module uses this name, as a query of its own: for what is asked at each key, since the table of all names
   * is another one with each letter of a new name.
   */
  usesName(name: string): (module: ModuleEntity) => boolean {
    const isIn = this.#db.query('unitNaming', (unit: Unit) => this.#unitNames(unit).has(name), { barrier: true });
    return this.#db.query('naming', (module: ModuleEntity) => module.order.get().some((unit) => isIn(unit)));
  }
}

function namesIn({ tree: { statement } }: UnitContent): ReadonlySet<string> {
  return statement && statement.kind !== 'Except' ? namesUsedIn(statement) : NO_NAMES;
}

const NO_NAMES: ReadonlySet<string> = new Set();
