import type { Leaf } from './leaves';
import { copied } from './lower';
import type { MutableUnit, Unit } from './units';

/**
 * Units that edits took out, by what they said. A quote that is typed takes the rest of the file with it until it is closed,
 * and what is cut out is often pasted or undone: they come back with all that was concluded about them.
 */
export class DroppedUnits {
  /** How many characters they may say together; the oldest go first. */
  limit = 0;
  readonly #byText = new Map<string, MutableUnit>();
  #length = 0;

  get units(): Iterable<Unit> {
    return this.#byText.values();
  }

  /** `text` is that in which the unit still stood. */
  add(unit: MutableUnit, text: string): void {
    if (unit.content.tree.hasError) return;
    const said = copied(text.slice(unit.offset, unit.offset + unit.length));
    this.#delete(said);
    this.#byText.set(said, unit);
    this.#length += said.length;
    for (const oldest of this.#byText.keys()) {
      if (this.#length <= this.limit) break;
      this.#delete(oldest);
    }
  }

  /** The unit that said the same, if it was the same kind of statement in a place in which it `belongs`. */
  take({ node, start, end }: Leaf, text: string, belongs: (rank: number) => boolean): MutableUnit | undefined {
    if (this.#byText.size === 0) return undefined;
    const said = text.slice(start, end);
    const unit = this.#byText.get(said);
    if (unit?.nodeType !== node.type || node.hasError || !belongs(unit.rank)) return undefined;
    this.#delete(said);
    return unit;
  }

  clear(): void {
    this.#byText.clear();
    this.#length = 0;
  }

  #delete(said: string): void {
    if (this.#byText.delete(said)) this.#length -= said.length;
  }
}
