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
  equals(a: V, b: V): boolean;
  readonly onCycle: (() => V) | undefined;
  /** To be called with the key that the memo was made for. */
  readonly compute: (key: never, name: string) => V;
  readonly refresh: (memo: Memo<unknown>) => boolean;
}

const noSources: readonly Source[] = [];

/** More frames than there can be. */
const noCycle = 2 ** 30 - 1;

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
  /**
   * It was part of a cycle: what it read is what any of them read, in no order in which it would read it again, so that to
   * look at that could lead anywhere. When it is marked, so are the others, and each is computed anew.
   */
  inCycle = false;
  /** While `cyclic`: the lowest frame of the cycle. */
  low = 0;
  readIn = 0;
  readonly readers = new Readers();
  /** What its sources hold of it. */
  readonly self: Reader;

  constructor(
    readonly question: Question<V>,
    owner: KeyMemos,
    private readonly key: object,
    private readonly name: string,
  ) {
    this.self = new Reader(owner.self, question, name);
  }

  compute(): V {
    return this.question.compute(this.key as never, this.name);
  }

  refresh(): boolean {
    return this.question.refresh(this);
  }
}

interface Frame {
  readonly id: number;
  readonly memo: Memo<unknown>;
  /** In the order in which they were read; some may occur more than once. */
  readonly sources: Source[];
  /** The lowest frame, itself included, that this one was found to depend on; `noCycle` when it is part of none. */
  low: number;
  /** Something that it may have read was marked since. */
  isDisturbed: boolean;
}

/** A memo as its sources know it, who must not keep it alive. */
class Reader {
  constructor(
    private readonly owner: WeakRef<KeyMemos>,
    private readonly question: Question<unknown>,
    private readonly name: string,
  ) {}

  deref(): Memo<unknown> | undefined {
    const memos = this.owner.deref()?.get(this.question);
    return memos instanceof NamedMemos ? memos.get(this.name) : memos;
  }
}

/** Who read a source since it last changed. */
class Readers {
  #first: Reader | undefined;
  /** Most sources have one reader, and a set for it would be most of what they take. */
  #others: Set<Reader> | undefined;
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

/**
 * What was asked about one object, by query. There are a dozen memos for each object, and what is held weakly, as keys and
 * references are, is dear to make and to collect: so the object has one of both, and not each memo.
 */
class KeyMemos {
  readonly self = new WeakRef(this);
  readonly #memos = new Map<Question<unknown>, Memo<unknown> | NamedMemos<unknown>>();

  get(question: Question<unknown>): Memo<unknown> | NamedMemos<unknown> | undefined {
    return this.#memos.get(question);
  }

  set(question: Question<unknown>, memos: Memo<unknown> | NamedMemos<unknown>): void {
    this.#memos.set(question, memos);
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

/** How often a query is computed until what it reads is what it will be. */
const MAX_ATTEMPTS = 3;

/** How many queries may wait for one another: each costs a kilobyte or two of stack. */
const MAX_DEPTH = 250;

/** More queries wait for one another than the stack holds; this one is to be computed before the rest is tried again. */
class TooDeep extends Error {
  constructor(readonly memo: Memo<unknown>) {
    super('too many queries wait for one another');
  }
}

/** The error only says that the query is to be asked again: whoever catches errors in one throws it on. */
export function isPutOff(error: unknown): boolean {
  return error instanceof TooDeep;
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
  /** How many of those that run had a value, on which others may depend. */
  #revived = 0;
  /** What leads to nothing that runs, with all that it leads to. */
  readonly #harmless = new Set<Source>();
  readonly #memos = new WeakMap<object, KeyMemos>();

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
    const question = this.#question(label, compute, options);
    return (key) => {
      const owner = this.#memosOf(key);
      let memo = owner.get(question) as Memo<V> | undefined;
      if (!memo) owner.set(question, (memo = new Memo<V>(question, owner, key, '')));
      return this.#get(memo);
    };
  }

  /** A query keyed by an object and a string. */
  queryNamed<K extends object, V>(
    label: string,
    compute: (key: K, name: string) => V,
    options: QueryOptions<V> = {},
  ): (key: K, name: string) => V {
    const question = this.#question(label, compute, options);
    return (key, name) => {
      const owner = this.#memosOf(key);
      let named = owner.get(question) as NamedMemos<V> | undefined;
      if (!named) owner.set(question, (named = new NamedMemos<V>()));
      let memo = named.get(name);
      if (!memo) {
        memo = new Memo<V>(question, owner, key, name);
        if (named.add(name, memo)) this.#crowded.add(named);
      }
      return this.#get(memo);
    };
  }

  #memosOf(key: object): KeyMemos {
    let memos = this.#memos.get(key);
    if (!memos) this.#memos.set(key, (memos = new KeyMemos()));
    return memos;
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
      this.#forgetHarmless();
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
      this.#read(memo);
      return onCycle();
    }
    if (memo.state !== 'fresh') {
      if (this.#depth === 0) this.#refreshFromTop(memo);
      else this.#refresh(memo);
    }
    // Computing it may have shown that it belongs to a cycle of the reader.
    if ((memo.state as string) === 'cyclic' && reader && memo.question.onCycle) {
      reader.low = Math.min(reader.low, memo.low);
      this.#read(memo);
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
      case 'stale': {
        const suspects = suspectsOf(memo);
        const isValid = memo.inCycle ? suspects.length === 0 : this.#stillValid(memo, suspects);
        // Looking at them may have led back to it, as to a member of a cycle.
        if (!this.#isStale(memo)) return this.#isFresh(memo);
        if (!isValid) break;
        this.#refreshed(memo, suspects);
        return true;
      }
      case 'empty':
        break;
    }
    this.#run(memo);
    return this.#isFresh(memo);
  }

  #isFresh(memo: Memo<unknown>): boolean {
    return memo.state === 'fresh';
  }

  #isStale(memo: Memo<unknown>): boolean {
    return memo.state === 'stale';
  }

  #stillValid({ computedAt }: Memo<unknown>, suspects: readonly Source[]): boolean {
    for (const source of suspects) if (!source.refresh() || source.changedAt > computedAt) return false;
    return true;
  }

  #run(memo: Memo<unknown>): void {
    const hadValue = memo.state === 'stale';
    const index = this.#stack.length;
    const cyclicBefore = this.#cyclic.length;
    const { value, frame } = this.#compute(memo, hadValue);
    const { onCycle } = memo.question;
    if (frame.low < index && onCycle) {
      memo.state = 'cyclic';
      this.#cyclic.push({ memo, sources: frame.sources });
      // What it led to depends on what it depends on.
      for (let i = cyclicBefore; i < this.#cyclic.length; i++) {
        const member = this.#cyclic[i]?.memo;
        if (member) member.low = frame.low;
      }
      const reader = this.#stack.at(-1);
      if (reader) reader.low = Math.min(reader.low, frame.low);
      return;
    }
    const members = this.#cyclic.length > cyclicBefore ? this.#cyclic.splice(cyclicBefore) : [];
    if (frame.low === noCycle) {
      this.#store(memo, hadValue, value);
      memo.inCycle = false;
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
      member.memo.inCycle = true;
      this.#finish(member.memo, sources);
    }
    this.#store(memo, hadValue, onCycle ? onCycle() : value);
    memo.inCycle = true;
    this.#finish(memo, sources);
  }

  #compute(memo: Memo<unknown>, hadValue: boolean): { readonly value: unknown; readonly frame: Frame } {
    const cyclicBefore = this.#cyclic.length;
    if (hadValue) this.#revived++;
    // What leads to it is harmless only together with it.
    if (this.#harmless.has(memo)) this.#harmless.clear();
    memo.state = 'running';
    try {
      for (let attempt = 1; ; attempt++) {
        const frame: Frame = { id: ++this.#frames, memo, sources: [], low: noCycle, isDisturbed: false };
        this.#stack.push(frame);
        let value: unknown;
        let isFinal: boolean;
        try {
          value = memo.compute();
          isFinal = attempt === MAX_ATTEMPTS || !this.#isTooEarly(frame);
        } catch (error) {
          this.#stack.pop();
          const isPutOff = error instanceof TooDeep;
          this.#giveUp(cyclicBefore, isPutOff);
          memo.state = isPutOff && hadValue ? 'stale' : 'empty';
          // Whoever catches the error depends on what led to it.
          for (const source of frame.sources) this.#read(source);
          throw error;
        }
        this.#stack.pop();
        if (isFinal) return { value, frame };
        this.#giveUp(cyclicBefore, true);
      }
    } finally {
      if (hadValue) this.#revived--;
      this.#forgetHarmless();
    }
  }

  /** Those that were found to be part of a cycle are to be computed again. */
  #giveUp(cyclicBefore: number, keepsValues: boolean): void {
    for (const { memo } of this.#cyclic.splice(cyclicBefore)) {
      memo.state = keepsValues && memo.computedAt > 0 ? 'stale' : 'empty';
    }
  }

  /** Something that was read is not yet what it will be. */
  #isTooEarly({ memo, sources, isDisturbed }: Frame): boolean {
    if (isDisturbed) return true;
    return this.#revived > 0 && memo.question.onCycle !== undefined && this.#markWhatLeadsBack(memo, sources);
  }

  /**
   * Whoever depends on a query that runs, but behind a barrier, is not marked yet. So a cycle that comes into being would be
   * seen by none of its members, and each would tell the other what is new, for ever. It needs something to be read that was
   * not read before: marks what of it leads back to something that runs, and tells whether there is such a thing.
   */
  #markWhatLeadsBack(memo: Memo<unknown>, sources: readonly Source[]): boolean {
    const before = new Set(memo.sources);
    const waiting = sources.filter((source) => !before.has(source) && this.#mayLeadBack(source));
    if (waiting.length === 0) return false;
    const inCycles = new Map(this.#cyclic.map((member) => [member.memo, member.sources]));
    const seen = new Set(waiting);
    const readers = new Map<Source, Memo<unknown>[]>();
    const running: Source[] = [];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (!(next instanceof Memo)) continue;
      if (next.state === 'running' || next.state === 'cyclic') running.push(next);
      if (next.state === 'running') continue;
      for (const source of inCycles.get(next) ?? next.sources) {
        if (!this.#mayLeadBack(source)) continue;
        const known = readers.get(source);
        if (known) known.push(next);
        else readers.set(source, [next]);
        if (seen.has(source)) continue;
        seen.add(source);
        waiting.push(source);
      }
    }
    if (running.length === 0) {
      for (const source of seen) this.#harmless.add(source);
      return false;
    }
    const marked = new Set<Source>();
    for (let source = running.pop(); source; source = running.pop()) {
      for (const reader of readers.get(source) ?? []) {
        if (reader.state === 'cyclic') continue;
        (reader.suspects ??= []).push(source);
        if (marked.has(reader)) continue;
        marked.add(reader);
        reader.state = 'stale';
        if (reader.question.isBarrier) this.#pending.add(reader);
        running.push(reader);
      }
    }
    for (const reader of marked) this.#markReaders(reader);
    for (const frame of this.#stack) frame.isDisturbed ||= frame.sources.some((source) => marked.has(source));
    return marked.size > 0;
  }

  /** Only what has a value for cycles can be in one. */
  #mayLeadBack(source: Source): boolean {
    return source instanceof Memo && source.question.onCycle !== undefined && !this.#harmless.has(source);
  }

  /** Nothing that has gone is kept because it was once looked at; but barriers that are settled together lead to the same. */
  #forgetHarmless(): void {
    // To clear a set makes a new table, be it empty.
    if (this.#harmless.size > 0 && this.#revived === 0 && !this.#settling) this.#harmless.clear();
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

/** A few that occur twice do no harm; many would. A copy, since a list that has grown holds room for seventeen at least. */
function once(sources: readonly Source[]): readonly Source[] {
  return sources.length > 16 ? [...new Set(sources)] : sources.slice();
}

/**
 * Those that marked the memo and are among what it read, in the order in which it read them: what an earlier one says may be
 * the reason for a later one. What it read when it was computed before that is none of its business, and the members of a
 * cycle may only be computed anew together.
 */
function suspectsOf({ suspects = [], sources }: Memo<unknown>): readonly Source[] {
  const [only] = suspects;
  if (only && suspects.length === 1) return sources.includes(only) ? suspects : noSources;
  const marked = new Set(suspects);
  return sources.filter((source) => marked.has(source));
}
