import { Database, type QueryOptions } from '../model/database';
import type { Rule } from '../rules/rule';
import type { PythonParser } from '../syntax/python/parser';
import type { Stopwatch } from './stopwatch';

/** A parser whose two layers are measured. */
export function timedParser(parser: PythonParser, stopwatch: Stopwatch): PythonParser {
  return {
    parse: (...args) => stopwatch.measure('parse', () => parser.parse(...args)),
    read: (...args) => stopwatch.measure('lower', () => parser.read(...args)),
    lower: (...args) => stopwatch.measure('lower', () => parser.lower(...args)),
  };
}

/** Rules that are measured by their names. They pull the model while they run: that is the model's time, not theirs. */
export function timedRules(rules: readonly Rule[], stopwatch: Stopwatch): readonly Rule[] {
  return rules.map(({ check, ...rule }) => {
    const measured = Object.entries(check).map(([kind, ask]: [string, (...args: unknown[]) => void]) => [
      kind,
      (...args: unknown[]) => stopwatch.measure(`rule ${rule.name}`, () => ask(...args)),
    ]);
    return { ...rule, check: Object.fromEntries(measured) as Rule['check'] };
  });
}

/** A database that measures each computation of a query. */
export class TimedDatabase extends Database {
  readonly #stopwatch: Stopwatch;

  constructor(stopwatch: Stopwatch) {
    super();
    this.#stopwatch = stopwatch;
  }

  override query<K extends object, V>(label: string, compute: (key: K) => V, options?: QueryOptions<V>): (key: K) => V {
    return super.query(label, (key: K) => this.#stopwatch.measure('model', () => compute(key)), options);
  }

  override queryNamed<K extends object, V>(
    label: string,
    compute: (key: K, name: string) => V,
    options?: QueryOptions<V>,
  ): (key: K, name: string) => V {
    const measured = (key: K, name: string): V => this.#stopwatch.measure('model', () => compute(key, name));
    return super.queryNamed(label, measured, options);
  }
}
