import type { Frame, Unit } from '../../syntax/python/units';
import { sameData } from '../../text/equality';
import { placeOf, type Place } from '../../text/place';
import type { Span } from '../../text/span';
import type { Database } from '../database';
import type { ModuleEntity } from '../entities';
import type { ImportStub, Stretch } from '../views';
import { canNotFail } from './imports';
import { importOfSpaces, isSubstitute } from './outline';
import type { Queries } from './queries';

/** What stands in for `spaces` where it is not installed. */
export class ImportStubs {
  readonly #queries: Queries;
  /** For a statement in a block that imports `spaces`: the header of the block, and where it says so. */
  readonly #triedImport: (unit: Unit) => { readonly header: Unit; readonly span: Span } | undefined;

  constructor(db: Database, queries: Queries) {
    this.#queries = queries;
    this.#triedImport = db.query(
      'triedImport',
      (unit) => {
        const { statement, frames } = queries.outline(unit);
        const frame = frames.at(-1);
        const span = frame?.branch === 'body' && statement ? importOfSpaces(statement) : undefined;
        return frame && span && { header: frame.header, span };
      },
      { equals: sameData, barrier: true },
    );
  }

  /** Every `try: import spaces` at top level whose handlers bind a substitute. */
  in(module: ModuleEntity): readonly ImportStub[] {
    const stubs: ImportStub[] = [];
    for (const unit of module.order.get()) {
      const tried = this.#triedImport(unit);
      if (!tried) continue;
      const { header, span } = tried;
      if (this.#queries.outline(header).statement?.kind !== 'Try') continue;
      const body = this.#queries.blocks.bodyOf(module, header);
      // A function that is written twice is the app's own, not a substitute for what is imported.
      if (!canNotFail(body) || body.some(({ kind }) => kind === 'FunctionDef' || kind === 'If')) continue;
      const stub = this.#stubOf(module, header, placeOf(unit, span));
      if (stub) stubs.push(stub);
    }
    return stubs;
  }

  #stubOf(module: ModuleEntity, header: Unit, place: Place): ImportStub | undefined {
    const inside = new Map<Frame['branch'], Unit[]>();
    let end = header;
    for (const unit of module.order.get()) {
      const frame = this.#queries.outline(unit).frames.find((item) => item.header === header);
      if (!frame) continue;
      inside.set(frame.branch, [...(inside.get(frame.branch) ?? []), unit]);
      end = unit;
    }
    const handlers = inside.get('handler') ?? [];
    const bound = new Set((inside.get('body') ?? []).flatMap((unit) => this.#queries.namesBoundBy(unit)));
    const names = handlers
      .filter((unit) => isSubstitute(this.#queries.outline(unit).statement) && !this.#givesUnbound(unit))
      .flatMap((unit) => this.#queries.namesBoundBy(unit))
      .filter((name) => bound.has(name));
    const [handler] = handlers;
    if (!handler || names.length === 0 || inside.has('finally')) return undefined;
    const whole = (unit: Unit): Place => placeOf(unit, this.#queries.spanOf(unit));
    const stretch = (from: Unit, to: Unit): Stretch => ({ from: whole(from), to: whole(to) });
    const kept = [inside.get('body'), inside.get('else')].flatMap((units) => {
      const first = units?.[0];
      const last = units?.at(-1);
      return first && last ? [stretch(first, last)] : [];
    });
    return { place, handler: whole(handler), whole: stretch(header, end), kept, names: [...new Set(names)] };
  }

  /** `spaces = N` on the way to `None`, or to a name that stands for something. */
  #givesUnbound(unit: Unit): boolean {
    const { statement } = this.#queries.outline(unit);
    const value = statement?.kind === 'Assign' ? statement.value : undefined;
    return value?.kind === 'Name' && this.#queries.nameAt(unit, value.id) === undefined;
  }
}
