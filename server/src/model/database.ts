/**
 * A small incremental computation engine: inputs, and queries derived from them.
 *
 * A query remembers its value and what it read. After inputs changed, a remembered value is used again when nothing it
 * read has a newer value; when it is computed again and comes out equal, whoever read it is not computed again.
 */

interface Dependency {
  /** Makes `changedAt` true for the current revision; false when that can't be known yet, because it is being computed. */
  refresh(): boolean;
  changedAt: number;
}

interface Frame {
  readonly memo: Memo<unknown>;
  readonly dependencies: Set<Dependency>;
  /** The lowest frame, itself included, that this one was found to depend on; infinite when it is part of no cycle. */
  low: number;
}

interface Memo<V> extends Dependency {
  value: V | undefined;
  dependencies: readonly Dependency[];
  verifiedAt: number;
  state: 'empty' | 'running' | 'cyclic' | 'done';
  /** While `cyclic`: the lowest frame of the cycle. */
  low: number;
  readonly compute: () => V;
  readonly equals: (a: V, b: V) => boolean;
  readonly onCycle: (() => V) | undefined;
  readonly label: string;
}

export interface Input<T> {
  /** The current value; whoever computes now depends on it. */
  get(): T;
  set(value: T): void;
}

export interface QueryOptions<V> {
  /** Whether two results are interchangeable for every reader. */
  readonly equals?: (a: V, b: V) => boolean;
  /** The value of every query on a cycle. Without it a cycle is a programming error and throws. */
  readonly onCycle?: () => V;
}

export class Database {
  #revision = 1;
  readonly #stack: Frame[] = [];
  /** Frames that finished inside a cycle whose first member still runs. */
  #cyclic: { memo: Memo<unknown>; dependencies: Set<Dependency> }[] = [];

  /** Rises with every change of an input. */
  get revision(): number {
    return this.#revision;
  }

  input<T>(initial: T, equals: (a: T, b: T) => boolean = Object.is): Input<T> {
    let current = initial;
    const dependency: Dependency = { refresh: () => true, changedAt: this.#revision };
    return {
      get: () => {
        this.#read(dependency);
        return current;
      },
      set: (value) => {
        if (equals(current, value)) return;
        current = value;
        dependency.changedAt = ++this.#revision;
      },
    };
  }

  /** A query with one object as its key; results go away with the key. */
  query<K extends object, V>(label: string, compute: (key: K) => V, options: QueryOptions<V> = {}): (key: K) => V {
    const memos = new WeakMap<K, Memo<V>>();
    return (key) => {
      let memo = memos.get(key);
      if (!memo) {
        memo = this.#memo(label, () => compute(key), options);
        memos.set(key, memo);
      }
      return this.#get(memo);
    };
  }

  /** A query keyed by an object and a string. */
  queryNamed<K extends object, V>(
    label: string,
    compute: (key: K, name: string) => V,
    options: QueryOptions<V> = {},
  ): (key: K, name: string) => V {
    const memos = new WeakMap<K, Map<string, Memo<V>>>();
    return (key, name) => {
      let named = memos.get(key);
      if (!named) memos.set(key, (named = new Map<string, Memo<V>>()));
      let memo = named.get(name);
      if (!memo) named.set(name, (memo = this.#memo(`${label}(${name})`, () => compute(key, name), options)));
      return this.#get(memo);
    };
  }

  #memo<V>(label: string, compute: () => V, options: QueryOptions<V>): Memo<V> {
    const memo: Memo<V> = {
      value: undefined,
      dependencies: [],
      verifiedAt: 0,
      changedAt: 0,
      state: 'empty',
      low: 0,
      compute,
      equals: options.equals ?? Object.is,
      onCycle: options.onCycle,
      label,
      refresh: () => this.#refresh(memo as Memo<unknown>),
    };
    return memo;
  }

  #read(dependency: Dependency): void {
    this.#stack.at(-1)?.dependencies.add(dependency);
  }

  #get<V>(memo: Memo<V>): V {
    const reader = this.#stack.at(-1);
    if (memo.state === 'running' || memo.state === 'cyclic') {
      if (!memo.onCycle || !reader) throw new Error(`query ${memo.label} depends on itself`);
      const low = memo.state === 'running' ? this.#stack.findIndex((frame) => frame.memo === memo) : memo.low;
      reader.low = Math.min(reader.low, low);
      return memo.onCycle();
    }
    this.#refresh(memo as Memo<unknown>);
    // Computing it may have shown that it belongs to a cycle of the reader.
    if ((memo.state as string) === 'cyclic' && reader && memo.onCycle) {
      reader.low = Math.min(reader.low, memo.low);
      return memo.onCycle();
    }
    this.#read(memo);
    return memo.value as V;
  }

  #refresh(memo: Memo<unknown>): boolean {
    if (memo.state === 'running' || memo.state === 'cyclic') return false;
    if (memo.state === 'done') {
      if (memo.verifiedAt === this.#revision) return true;
      if (this.#stillValid(memo)) {
        memo.verifiedAt = this.#revision;
        return true;
      }
    }
    this.#run(memo);
    return true;
  }

  #stillValid(memo: Memo<unknown>): boolean {
    for (const dependency of memo.dependencies) {
      if (!dependency.refresh() || dependency.changedAt > memo.verifiedAt) return false;
    }
    return true;
  }

  #run(memo: Memo<unknown>): void {
    const previous = memo.state;
    const index = this.#stack.length;
    const frame: Frame = { memo, dependencies: new Set(), low: Infinity };
    const cyclicBefore = this.#cyclic.length;
    this.#stack.push(frame);
    memo.state = 'running';
    let value: unknown;
    try {
      value = memo.compute();
    } catch (error) {
      this.#stack.pop();
      for (const member of this.#cyclic.splice(cyclicBefore)) member.memo.state = 'empty';
      memo.state = 'empty';
      throw error;
    }
    this.#stack.pop();
    const onCycle = memo.onCycle;
    if (frame.low < index && onCycle) {
      memo.state = 'cyclic';
      memo.low = frame.low;
      this.#cyclic.push({ memo, dependencies: frame.dependencies });
      const reader = this.#stack.at(-1);
      if (reader) reader.low = Math.min(reader.low, frame.low);
      return;
    }
    const members = this.#cyclic.splice(cyclicBefore);
    if (frame.low === Infinity) {
      this.#finish(memo, previous, value, [...frame.dependencies]);
      return;
    }
    // Every member of a cycle gets the fallback, whichever of them was asked first, and depends on what any of them read.
    const union = new Set(frame.dependencies);
    for (const member of members) for (const dependency of member.dependencies) union.add(dependency);
    union.delete(memo);
    for (const member of members) union.delete(member.memo);
    const dependencies = [...union];
    for (const member of members) {
      this.#finish(member.memo, member.memo.verifiedAt > 0 ? 'done' : 'empty', member.memo.onCycle?.(), dependencies);
    }
    this.#finish(memo, previous, onCycle ? onCycle() : value, dependencies);
  }

  #finish(
    memo: Memo<unknown>,
    previous: Memo<unknown>['state'],
    value: unknown,
    dependencies: readonly Dependency[],
  ): void {
    const unchanged = previous === 'done' && memo.equals(memo.value, value);
    if (!unchanged) {
      memo.value = value;
      memo.changedAt = this.#revision;
    }
    memo.dependencies = dependencies;
    memo.state = 'done';
    memo.verifiedAt = this.#revision;
  }
}
