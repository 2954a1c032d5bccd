import type { Code } from './program';

const noWords: ReadonlySet<string> = new Set();

/** Names are typed letter by letter; of more words than this nobody asks for most any longer. */
const mostWords = 2000;

/**
 * Which code has which words. A key changes the words of one piece of code, and a hundred words are asked for: so what is
 * known of the others is kept, and only those words are that somebody has asked for.
 */
export class WordIndex {
  #codes: readonly Code[] = [];
  #words: readonly ReadonlySet<string>[] = [];
  #positions = new Map<Code, number>();
  readonly #naming = new Map<string, Set<Code>>();

  /** Takes over the words of all code, in its order. */
  update(codes: readonly Code[]): void {
    // It may be put off here, and is begun again: until all are known, nothing is changed.
    const words = codes.map((code) => code.words);
    const before = this.#words;
    if (codes !== this.#codes || this.#naming.size > mostWords) this.#reorder(codes);
    else for (const [i, code] of codes.entries()) this.#change(code, before[i] ?? noWords, words[i] ?? noWords);
    this.#words = words;
  }

  /** The code that has a word, in the order of all code. */
  naming(word: string): readonly Code[] {
    let found = this.#naming.get(word);
    if (!found) {
      found = new Set(this.#codes.filter((_, i) => this.#words[i]?.has(word)));
      this.#naming.set(word, found);
    }
    const place = (code: Code): number => this.#positions.get(code) ?? 0;
    return found.size < 2 ? [...found] : [...found].sort((a, b) => place(a) - place(b));
  }

  /** Code came or went: what is asked for is looked for again. */
  #reorder(codes: readonly Code[]): void {
    this.#codes = codes;
    this.#positions = new Map(codes.map((code, i) => [code, i]));
    this.#naming.clear();
  }

  #change(code: Code, before: ReadonlySet<string>, now: ReadonlySet<string>): void {
    if (before === now) return;
    for (const word of before) if (!now.has(word)) this.#naming.get(word)?.delete(code);
    for (const word of now) if (!before.has(word)) this.#naming.get(word)?.add(code);
  }
}
