import type { FunctionDef, Lambda, Stmt } from './ast';

/** Of functions that were moved: what they are copies of, and how much further they stand. */
const origins = new WeakMap<object, { readonly of: object; readonly delta: number }>();

/** How much further `b` stands than `a` where both are the same function, moved as a whole; undefined where they are not. */
export function movedFrom(
  a: FunctionDef | Lambda | undefined,
  b: FunctionDef | Lambda | undefined,
): number | undefined {
  if (a === b) return 0;
  if (!a || !b) return undefined;
  const from = origins.get(a) ?? { of: a, delta: 0 };
  const to = origins.get(b) ?? { of: b, delta: 0 };
  return from.of === to.of ? to.delta - from.delta : undefined;
}

/** Copies of statements whose text moved inside their unit. What occurs twice in a unit is one object in the copy too. */
export class Move {
  readonly #delta: number;
  readonly #copies = new Map<object, object>();

  constructor(delta: number) {
    this.#delta = delta;
  }

  of<T extends object>(node: T): T {
    if (this.#delta === 0) return node;
    const known = this.#copies.get(node);
    if (known) return known as T;
    const copy = this.#copy(node);
    this.#copies.set(node, copy);
    return copy;
  }

  #copy<T extends object>(node: T): T {
    if (Array.isArray(node)) return node.map((item: unknown) => this.#value(item)) as T & unknown[];
    const copy: Record<string, unknown> = { ...(node as object) };
    for (const key in copy) {
      const value = copy[key];
      if (typeof value === 'object') copy[key] = this.#value(value);
      else if ((key === 'start' || key === 'end') && typeof value === 'number') copy[key] = value + this.#delta;
    }
    if (copy['kind'] === 'FunctionDef' || copy['kind'] === 'Lambda') {
      const { of, delta } = origins.get(node) ?? { of: node, delta: 0 };
      origins.set(copy, { of, delta: delta + this.#delta });
    }
    return copy as T;
  }

  #value(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    return SHARED.has((value as { readonly kind?: string }).kind ?? '') ? this.of(value) : this.#copy(value);
  }
}

/** What the unit lists besides the statement that holds it: statements, and functions without a name. */
const SHARED: ReadonlySet<string> = new Set<(Stmt | Lambda)['kind']>([
  ...(['FunctionDef', 'ClassDef', 'Lambda', 'Expr', 'Assign', 'AugAssign', 'Return', 'Raise', 'Delete'] as const),
  ...(['Pass', 'Break', 'Continue', 'Global', 'Nonlocal', 'Import', 'ImportFrom', 'Assert', 'Broken'] as const),
  ...(['If', 'For', 'While', 'Try', 'With', 'Match'] as const),
]);
