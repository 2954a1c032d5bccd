import type { Edits } from '../engine/fixes';
import type { Finding } from '../engine/finding';
import type { Space } from '../engine/space';
import type { SpaceView } from '../model';
import { applyEdits, conflict, EditLog, type SpanEdit } from '../text/edits';
import { absolute, type Edit } from '../text/place';

/** What preparing does to one file. */
export interface PreparedFile {
  readonly path: string;
  /** The text before; undefined for a file that is new. */
  readonly before: string | undefined;
  /** In the text before, in order of position. */
  readonly edits: readonly SpanEdit[];
}

/** A copy of a Space that is changed step by step, and remembers what became of the files as they were at first. */
export class Scratch {
  readonly #space: Space;
  readonly #before: ReadonlyMap<string, string>;
  readonly #logs = new Map<string, EditLog>();

  constructor(space: Space) {
    this.#space = space;
    this.#before = new Map(space.model.paths.map((path) => [path, space.model.text(path) ?? '']));
  }

  get space(): Space {
    return this.#space;
  }

  get view(): SpaceView {
    return this.#space.model.view;
  }

  get findings(): readonly Finding[] {
    return [...this.#space.model.paths].sort().flatMap((path) => this.#space.findings(path));
  }

  /** Makes edits of the model; of two that need the same text the first is made. */
  edit(edits: readonly Edit[]): void {
    const byPath = new Map<string, SpanEdit[]>();
    for (const { place, newText } of edits) {
      const own = byPath.get(place.anchor.path) ?? [];
      const edit = { span: absolute(place), newText };
      if (!own.some((other) => conflict(other, edit))) own.push(edit);
      byPath.set(place.anchor.path, own);
    }
    for (const [path, own] of byPath) {
      const text = this.#space.model.text(path);
      if (text !== undefined) this.#space.model.setFile(path, applyEdits(text, own));
    }
    this.made(byPath);
  }

  /** Adds a file that the Space does not have. */
  create(path: string, text: string): void {
    this.#space.model.setFile(path, text);
    this.made(new Map([[path, [{ span: { start: 0, end: 0 }, newText: text }]]]));
  }

  /** Takes note of edits that the model has already seen. */
  made(edits: Edits): void {
    for (const [path, own] of edits) {
      let log = this.#logs.get(path);
      if (!log) this.#logs.set(path, (log = new EditLog(this.#before.get(path)?.length ?? 0)));
      log.add(own);
    }
  }

  /** The files that are not as they were. */
  get files(): readonly PreparedFile[] {
    return [...this.#logs]
      .map(([path, { edits }]) => ({ path, before: this.#before.get(path), edits }))
      .filter(({ path, before }) => before !== this.#space.model.text(path))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
