import type { Finding } from '../engine/finding';
import type { Workspace } from '../engine/workspace';
import type { TextChange } from '../model';

/** Something that the client was told of. */
interface Told {
  readonly rule: string;
  readonly line: number;
}

/** Where somebody is typing in a document. */
interface Typing {
  readonly line: number;
  isHolding: boolean;
}

/**
 * What there is to tell of documents while somebody types in them. What a line would only be told because it is not finished,
 * such as `torch==2.` on the way to `torch==2.8.0`, waits for a pause in typing, or for a key on another line; what was told
 * before stays, and is gone as soon as it is repaired.
 */
export class TypedLines {
  readonly #workspace: Pick<Workspace, 'findings' | 'isOpen' | 'lines'>;
  readonly #typing = new Map<string, Typing>();
  /** Of open documents, as they were when they were asked about last. */
  readonly #told = new Map<string, readonly Told[]>();

  constructor(workspace: Pick<Workspace, 'findings' | 'isOpen' | 'lines'>) {
    this.#workspace = workspace;
  }

  /** To be called before the changes are made. */
  changes(path: string, changes: readonly TextChange[]): void {
    const line = this.#typedLine(path, changes);
    if (line === undefined) this.#typing.delete(path);
    else this.#typing.set(path, { line, isHolding: false });
  }

  /** The findings to tell of now; those of the workspace itself while none has to wait. */
  findings(path: string): readonly Finding[] {
    const all = this.#workspace.findings(path);
    const lines = this.#workspace.isOpen(path) ? this.#workspace.lines(path) : undefined;
    if (!lines) return all;
    const typing = this.#typing.get(path);
    const before = new Set(this.#told.get(path)?.flatMap(({ rule, line }) => (line === typing?.line ? [rule] : [])));
    const told: Told[] = [];
    const shown = all.filter(({ rule, span }) => {
      const line = lines.lineAt(span.start);
      const waits = line === typing?.line && !before.has(rule);
      if (!waits) told.push({ rule, line });
      return !waits;
    });
    this.#told.set(path, told);
    if (typing) typing.isHolding = shown.length < all.length;
    return shown.length < all.length ? shown : all;
  }

  /** Nobody types any more. True when there is more to tell of the document now. */
  pause(path: string): boolean {
    const isHolding = this.#typing.get(path)?.isHolding === true;
    this.#typing.delete(path);
    return isHolding;
  }

  closed(path: string): void {
    this.#typing.delete(path);
    this.#told.delete(path);
  }

  /** The line in which a key was pressed; undefined when something else happened. An editor may close a quote by itself. */
  #typedLine(path: string, [change, ...others]: readonly TextChange[]): number | undefined {
    if (!change || others.length > 0) return undefined;
    const { start, end } = change.span;
    const isKey = change.text.length <= 2 && end - start <= 1 && !/[\r\n]/.test(change.text);
    const lines = isKey ? this.#workspace.lines(path) : undefined;
    const line = lines?.lineAt(start);
    return line === lines?.lineAt(end) ? line : undefined;
  }
}
