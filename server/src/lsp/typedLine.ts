import type { Finding } from '../engine/finding';
import type { Workspace } from '../engine/workspace';
import type { TextChange } from '../model';

/** Where somebody is typing in a document. */
interface Typing {
  readonly line: number;
  /** The rules that tell of something on the line. */
  told: ReadonlySet<string>;
  isHolding: boolean;
}

/**
 * What there is to tell of documents while somebody types in them. What a line would only be told because it is not finished,
 * such as `torch==2.` on the way to `torch==2.8.0`, waits for a pause in typing, or for a key on another line; what was told
 * before stays, and is gone as soon as it is repaired.
 */
export class TypedLines {
  readonly #workspace: Workspace;
  readonly #typing = new Map<string, Typing>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** To be called before the changes are made. */
  changes(path: string, changes: readonly TextChange[]): void {
    const line = this.#typedLine(path, changes);
    if (line === undefined) {
      this.#typing.delete(path);
    } else if (this.#typing.get(path)?.line !== line) {
      const told = this.#startingOn(line, path, this.findings(path));
      this.#typing.set(path, { line, told: new Set(told.map(({ rule }) => rule)), isHolding: false });
    }
  }

  /** The findings to tell of now; those of the workspace itself while none has to wait. */
  findings(path: string): readonly Finding[] {
    const all = this.#workspace.findings(path);
    const typing = this.#typing.get(path);
    if (!typing) return all;
    const here = this.#startingOn(typing.line, path, all);
    const held = new Set(here.filter(({ rule }) => !typing.told.has(rule)));
    typing.told = new Set(here.filter((finding) => !held.has(finding)).map(({ rule }) => rule));
    typing.isHolding = held.size > 0;
    return held.size === 0 ? all : all.filter((finding) => !held.has(finding));
  }

  /** Nobody types any more. True when there is more to tell of the document now. */
  pause(path: string): boolean {
    const isHolding = this.#typing.get(path)?.isHolding === true;
    this.#typing.delete(path);
    return isHolding;
  }

  #startingOn(line: number, path: string, findings: readonly Finding[]): readonly Finding[] {
    const lines = this.#workspace.lines(path);
    return findings.filter(({ span }) => lines?.lineAt(span.start) === line);
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
