/**
 * A small incremental computation engine: inputs, and queries derived from them.
 *
 * A query remembers its value and what it read. When an input changes, whatever was derived from it is marked stale; a
 * stale value is used again when, on closer look, nothing it read has a newer value. A recomputed value that comes out
 * equal is not newer, so the wave stops there.
 *
 * A `barrier` is a query whose result is far less often new than what it reads. It is brought up to date at once, before
 * anything that reads it is marked, so that the cost of a change is proportional to what it really affects.
 */

/** Something that can be read: an input or the memo of a query. */
interface Source {
  /** Makes `changedAt` true now; false when that can't be known yet, because it is being computed. */
  refresh(): boolean;
  changedAt: number;
  readonly readers: Readers;
  /** The id of the frame that read it last. */
  readIn: number;
}

/** What the memos of a query have in common. */
interface Question<V> {
  readonly label: string;
  readonly isBarrier: boolean;
  readonly equals: (a: V, b: V) => boolean;
  readonly onCycle: (() => V) | undefined;
  /** To be called with the key that the memo was made for. */
  readonly compute: (key: never, name: string) => V;
  readonly refresh: (memo: Memo<unknown>) => boolean;
}

const noSources: readonly Source[] = [];

/** The result of a query for one key: there are thousands, so that each holds as little as it can. */
class Memo<V> implements Source {
  value: V | undefined = undefined;
  sources = noSources;
  /** Those of the sources that marked it stale, which alone can be newer. */
  suspects: Source[] | undefined = undefined;
  computedAt = 0;
  changedAt = 0;
  /** The `changedAt` that its readers have been marked for. */
  announcedAt = 0;
  state: 'empty' | 'running' | 'cyclic' | 'stale' | 'fresh' = 'empty';
  /** While `cyclic`: the lowest frame of the cycle. */
  low = 0;
  readIn = 0;
  readonly readers = new Readers();
  #self: WeakRef<Memo<unknown>> | undefined = undefined;

  constructor(
    readonly question: Question<V>,
    private readonly key: object,
    private readonly name: string,
  ) {}

  /** What sources hold of this memo, so that they don't keep it alive. */
  get self(): WeakRef<Memo<unknown>> {
    return (this.#self ??= new WeakRef(this as Memo<unknown>));
  }

  compute(): V {
    return this.question.compute(this.key as never, this.name);
  }

  refresh(): boolean {
    return this.question.refresh(this as Memo<unknown>);
  }
}

interface Frame {
  readonly id: number;
  readonly memo: Memo<unknown>;
  /** In the order in which they were read; some may occur more than once. */
  readonly sources: Source[];
  /** The lowest frame, itself included, that this one was found to depend on; infinite when it is part of no cycle. */
  low: number;
}

/** Who read a source since it last changed. */
class Readers {
  #first: WeakRef<Memo<unknown>> | undefined;
  /** Most sources have one reader, and a set for it would be most of what they take. */
  #others: Set<WeakRef<Memo<unknown>>> | undefined;
  #sweepAt = 64;

  add({ self }: Memo<unknown>): void {
    if (this.#first === self) return;
    if (!this.#first) {
      this.#first = self;
      return;
    }
    const others = (this.#others ??= new Set());
    others.add(self);
    if (others.size < this.#sweepAt) return;
    for (const ref of others) if (!ref.deref()) others.delete(ref);
    this.#sweepAt = Math.max(64, others.size * 2);
  }

  /** Whether `isReader` is true of one of them. */
  some(isReader: (memo: Memo<unknown>) => boolean): boolean {
    const first = this.#first?.deref();
    if (first && isReader(first)) return true;
    for (const ref of this.#others ?? []) {
      const memo = ref.deref();
      if (memo && isReader(memo)) return true;
    }
    return false;
  }

  /** Empties the set and gives what was in it. */
  take(): Memo<unknown>[] {
    const memos: Memo<unknown>[] = [];
    const first = this.#first?.deref();
    if (first) memos.push(first);
    for (const ref of this.#others ?? []) {
      const memo = ref.deref();
      if (memo) memos.push(memo);
    }
    this.#first = undefined;
    this.#others = undefined;
    return memos;
  }
}

/** The memos of a query for one object by name. Names are typed letter by letter, so those that nobody reads are let go of. */
class NamedMemos<V> {
  readonly #memos = new Map<string, Memo<V>>();
  #sweepAt = 64;

  get(name: string): Memo<V> | undefined {
    return this.#memos.get(name);
  }

  /** True when there are so many that some should go. */
  add(name: string, memo: Memo<V>): boolean {
    this.#memos.set(name, memo);
    return this.#memos.size >= this.#sweepAt;
  }

  /** Only between two questions: what is being computed is not among the readers yet. */
  sweep(): void {
    // Some read thousands of names, and are asked for each. The members of a cycle share their sources.
    const known = new Map<readonly Source[], ReadonlySet<Source>>();
    for (const [name, memo] of this.#memos) {
      // A reader that was computed anew since may have left it.
      const isRead = memo.readers.some(({ sources }) => {
        let read = known.get(sources);
        if (!read) known.set(sources, (read = new Set(sources)));
        return read.has(memo);
      });
      if (!isRead) this.#memos.delete(name);
    }
    this.#sweepAt = Math.max(64, this.#memos.size * 2);
  }
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
  /** The result changes far less often than what it reads. */
  readonly barrier?: boolean;
}

/** How many queries may wait for one another: each costs a kilobyte or two of stack. */
const MAX_DEPTH = 250;

/** More queries wait for one another than the stack holds; this one is to be computed before the rest is tried again. */
class TooDeep extends Error {
  constructor(readonly memo: Memo<unknown>) {
    super('too many queries wait for one another');
  }
}

export class Database {
  /** Rises with every change of an input and of a result. */
  #clock = 1;
  readonly #stack: Frame[] = [];
  /** How many frames there have been. */
  #frames = 0;
  /** Frames that finished inside a cycle whose first member still runs. */
  #cyclic: { memo: Memo<unknown>; sources: readonly Source[] }[] = [];
  /** Barriers behind which something may have changed. */
  readonly #pending = new Set<Memo<unknown>>();
  #settling = false;
  /** Tables of names that have grown. */
  readonly #crowded = new Set<{ sweep(): void }>();
  /** Queries being brought up to date, one for the other. */
  #depth = 0;

  input<T>(initial: T, equals: (a: T, b: T) => boolean = Object.is): Input<T> {
    let current = initial;
    const source: Source = { refresh: () => true, changedAt: this.#clock, readers: new Readers(), readIn: 0 };
    return {
      get: () => {
        this.#read(source);
        return current;
      },
      set: (value) => {
        if (equals(current, value)) return;
        current = value;
        source.changedAt = ++this.#clock;
        this.#markReaders(source);
      },
    };
  }

  /** A query with one object as its key; results go away with the key. */
  query<K extends object, V>(label: string, compute: (key: K) => V, options: QueryOptions<V> = {}): (key: K) => V {
    const question = this.#question<V>(label, compute, options);
    const memos = new WeakMap<K, Memo<V>>();
    return (key) => {
      let memo = memos.get(key);
      if (!memo) memos.set(key, (memo = new Memo(question, key, '')));
      return this.#get(memo);
    };
  }

  /** A query keyed by an object and a string. */
  queryNamed<K extends object, V>(
    label: string,
    compute: (key: K, name: string) => V,
    options: QueryOptions<V> = {},
  ): (key: K, name: string) => V {
    const question = this.#question<V>(label, compute, options);
    const memos = new WeakMap<K, NamedMemos<V>>();
    return (key, name) => {
      let named = memos.get(key);
      if (!named) memos.set(key, (named = new NamedMemos<V>()));
      let memo = named.get(name);
      if (!memo) {
        memo = new Memo(question, key, name);
        if (named.add(name, memo)) this.#crowded.add(named);
      }
      return this.#get(memo);
    };
  }

  #question<V>(label: string, compute: (key: never, name: string) => V, options: QueryOptions<V>): Question<V> {
    return {
      label,
      isBarrier: options.barrier ?? false,
      equals: options.equals ?? Object.is,
      onCycle: options.onCycle,
      compute,
      refresh: (memo) => this.#refresh(memo),
    };
  }

  #read(source: Source): void {
    const reader = this.#stack.at(-1);
    // Most of what is read is read several times in a row.
    if (!reader || source.readIn === reader.id) return;
    source.readIn = reader.id;
    reader.sources.push(source);
  }

  /** Marks everything derived from the source, up to the next barriers. */
  #markReaders(source: Source): void {
    const queue: Source[] = [source];
    for (let next = queue.pop(); next; next = queue.pop()) {
      for (const memo of next.readers.take()) {
        if (memo.suspects) memo.suspects.push(next);
        else memo.suspects = [next];
        if (memo.question.isBarrier) this.#pending.add(memo);
        if (memo.state !== 'fresh') continue;
        memo.state = 'stale';
        if (!memo.question.isBarrier) queue.push(memo);
      }
    }
  }

  /** Brings barriers up to date, and marks the readers of those whose result is new. */
  #settle(): void {
    this.#settling = true;
    try {
      for (const memo of this.#pending) {
        this.#pending.delete(memo);
        if (memo.state === 'stale') this.#refreshFromTop(memo);
        if (memo.changedAt === memo.announcedAt) continue;
        memo.announcedAt = memo.changedAt;
        this.#markReaders(memo);
      }
    } finally {
      this.#settling = false;
    }
  }

  #sweep(): void {
    for (const table of this.#crowded) table.sweep();
    this.#crowded.clear();
  }

  #get<V>(memo: Memo<V>): V {
    const isSettled = this.#stack.length > 0 || (this.#pending.size === 0 && this.#crowded.size === 0);
    if (memo.state === 'fresh' && isSettled) {
      this.#read(memo);
      return memo.value as V;
    }
    if (this.#stack.length === 0 && !this.#settling) {
      if (this.#crowded.size > 0) this.#sweep();
      if (this.#pending.size > 0) this.#settle();
    }
    const reader = this.#stack.at(-1);
    if (memo.state === 'running' || memo.state === 'cyclic') {
      const { onCycle, label } = memo.question;
      if (!onCycle || !reader) throw new Error(`query ${label} depends on itself`);
      const low = memo.state === 'running' ? this.#stack.findIndex((frame) => frame.memo === memo) : memo.low;
      reader.low = Math.min(reader.low, low);
      return onCycle();
    }
    if (memo.state !== 'fresh') {
      if (this.#depth === 0) this.#refreshFromTop(memo as Memo<unknown>);
      else this.#refresh(memo as Memo<unknown>);
    }
    // Computing it may have shown that it belongs to a cycle of the reader.
    if ((memo.state as string) === 'cyclic' && reader && memo.question.onCycle) {
      reader.low = Math.min(reader.low, memo.low);
      return memo.question.onCycle();
    }
    this.#read(memo);
    return memo.value as V;
  }

  /** Queries that need more others than the stack holds: those furthest down go first. */
  #refreshFromTop(memo: Memo<unknown>): void {
    const waiting = [memo];
    for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
      try {
        this.#refresh(next);
        waiting.pop();
      } catch (error) {
        if (!(error instanceof TooDeep)) throw error;
        const { memo: deep } = error;
        if (!waiting.includes(deep)) waiting.push(deep);
        // It waits for itself: a cycle that is longer than the stack.
        else if (deep.question.onCycle) {
          this.#store(deep, deep.computedAt > 0, deep.question.onCycle());
          this.#finish(deep, deep.sources);
          waiting.splice(waiting.indexOf(deep), 1);
        } else throw error;
      }
    }
  }

  #refresh(memo: Memo<unknown>): boolean {
    if (memo.state === 'fresh') return true;
    if (memo.state === 'running' || memo.state === 'cyclic') return false;
    if (this.#depth >= MAX_DEPTH) throw new TooDeep(memo);
    this.#depth++;
    try {
      return this.#bringUpToDate(memo);
    } finally {
      this.#depth--;
    }
  }

  #bringUpToDate(memo: Memo<unknown>): boolean {
    switch (memo.state) {
      case 'fresh':
        return true;
      case 'running':
      case 'cyclic':
        return false;
      case 'stale':
        if (this.#stillValid(memo)) {
          this.#refreshed(memo, memo.suspects);
          return true;
        }
        break;
      case 'empty':
        break;
    }
    this.#run(memo);
    return this.#isFresh(memo);
  }

  #isFresh(memo: Memo<unknown>): boolean {
    return memo.state === 'fresh';
  }

  /** In the order in which they were read: what an earlier one says may be the reason for a later one. */
  #stillValid({ sources, suspects = [], computedAt }: Memo<unknown>): boolean {
    for (const source of suspects.length > 1 ? inOrder(suspects, sources) : suspects) {
      if (!source.refresh() || source.changedAt > computedAt) return false;
    }
    return true;
  }

  #run(memo: Memo<unknown>): void {
    const hadValue = memo.state === 'stale';
    const index = this.#stack.length;
    const frame: Frame = { id: ++this.#frames, memo, sources: [], low: Infinity };
    const cyclicBefore = this.#cyclic.length;
    this.#stack.push(frame);
    memo.state = 'running';
    let value: unknown;
    try {
      value = memo.compute();
    } catch (error) {
      this.#stack.pop();
      const isPutOff = error instanceof TooDeep;
      for (const member of this.#cyclic.splice(cyclicBefore)) {
        member.memo.state = isPutOff && member.memo.computedAt > 0 ? 'stale' : 'empty';
      }
      memo.state = isPutOff && hadValue ? 'stale' : 'empty';
      // Whoever catches the error depends on what led to it.
      for (const source of frame.sources) this.#read(source);
      throw error;
    }
    this.#stack.pop();
    const { onCycle } = memo.question;
    if (frame.low < index && onCycle) {
      memo.state = 'cyclic';
      memo.low = frame.low;
      this.#cyclic.push({ memo, sources: frame.sources });
      const reader = this.#stack.at(-1);
      if (reader) reader.low = Math.min(reader.low, frame.low);
      return;
    }
    const members = this.#cyclic.splice(cyclicBefore);
    if (frame.low === Infinity) {
      this.#store(memo, hadValue, value);
      this.#finish(memo, once(frame.sources));
      return;
    }
    // Every member of a cycle gets the fallback, whichever of them was asked first, and depends on what any of them read.
    const union = new Set(frame.sources);
    for (const member of members) for (const source of member.sources) union.add(source);
    union.delete(memo);
    for (const member of members) union.delete(member.memo);
    const sources = [...union];
    for (const member of members) {
      this.#store(member.memo, member.memo.computedAt > 0, member.memo.question.onCycle?.());
      this.#finish(member.memo, sources);
    }
    this.#store(memo, hadValue, onCycle ? onCycle() : value);
    this.#finish(memo, sources);
  }

  #store(memo: Memo<unknown>, hadValue: boolean, value: unknown): void {
    if (hadValue && memo.question.equals(memo.value, value)) return;
    memo.value = value;
    memo.changedAt = ++this.#clock;
    if (!memo.question.isBarrier || !hadValue) memo.announcedAt = memo.changedAt;
    // Readers that were not marked, because a barrier stood before them, are marked when it is this one's turn.
    else this.#pending.add(memo);
  }

  #finish(memo: Memo<unknown>, sources: readonly Source[]): void {
    memo.sources = sources;
    // Not when it turned out to be valid still: a barrier may be newer that has yet to tell its readers.
    memo.computedAt = this.#clock;
    this.#refreshed(memo, sources);
  }

  /** Has the memo among the readers again of those that it was taken from. */
  #refreshed(memo: Memo<unknown>, unannounced: readonly Source[] = noSources): void {
    memo.state = 'fresh';
    for (const source of unannounced) source.readers.add(memo);
    memo.suspects = undefined;
  }
}

/** A few that occur twice do no harm; many would. */
function once(sources: readonly Source[]): readonly Source[] {
  return sources.length > 16 ? [...new Set(sources)] : sources;
}

function inOrder(some: readonly Source[], all: readonly Source[]): readonly Source[] {
  const wanted = new Set(some);
  return all.filter((source) => wanted.has(source));
}
