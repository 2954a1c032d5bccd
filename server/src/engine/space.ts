import type { SpaceModel } from '../model';
import type { PlatformTables } from '../platform';
import type { Rule } from '../rules/rule';
import { sameData } from '../text/equality';
import { LineIndex } from '../text/lineIndex';
import { Analysis } from './analysis';
import type { Effective } from './configuration';
import type { Finding } from './finding';

/** A configuration and everything it names, read and checked. */
export interface SpaceSettings {
  readonly effective: Effective;
  readonly tables: PlatformTables;
  /** The file that the tables come from, whether or not it could be read. */
  readonly tablesFile?: string;
}

/** The files of a Space that its model has not got: all of them while there is none. */
interface Files {
  readonly texts: Map<string, string>;
  /** Those that are there and can't be read. */
  readonly unread: Set<string>;
}

/** What is known of a Space that has been looked at and has no model any more. */
interface Known {
  readonly isZeroGpu: boolean;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}

/** Both are there, or neither. */
interface Awake {
  readonly model: SpaceModel;
  analysis: Analysis;
}

const none: readonly Finding[] = [];

/**
 * One Space that is being watched: its model, and what the rules say about it under its configuration. The model is made
 * when it is first asked for, and again when it is asked for after `rest`: it takes many times the room of the files.
 */
export class Space {
  readonly root: string;
  readonly #makeModel: (settings: SpaceSettings) => SpaceModel;
  readonly #rules: readonly Rule[];
  readonly #log: (message: string) => void;
  #settings: SpaceSettings;
  #awake: Awake | undefined;
  readonly #files: Files = { texts: new Map(), unread: new Set() };
  #known: Known | undefined;

  constructor(
    root: string,
    makeModel: (settings: SpaceSettings) => SpaceModel,
    settings: SpaceSettings,
    rules: readonly Rule[],
    log: (message: string) => void,
  ) {
    this.root = root;
    this.#makeModel = makeModel;
    this.#rules = rules;
    this.#log = log;
    this.#settings = settings;
  }

  get settings(): SpaceSettings {
    return this.#settings;
  }

  get model(): SpaceModel {
    return this.#wake().model;
  }

  get isAwake(): boolean {
    return this.#awake !== undefined;
  }

  /** Whether ZeroGPU would run it; undefined when nobody has looked yet. */
  get isZeroGpu(): boolean | undefined {
    if (this.#known) return this.#known.isZeroGpu;
    return this.#awake && this.#files.texts.size === 0 ? this.model.view.isZeroGpu : undefined;
  }

  get paths(): readonly string[] {
    return [...(this.#awake?.model.paths ?? []), ...this.#files.texts.keys()];
  }

  text(path: string): string | undefined {
    return this.#files.texts.get(path) ?? this.#awake?.model.text(path);
  }

  lines(path: string): LineIndex | undefined {
    const text = this.#files.texts.get(path);
    return text === undefined ? this.#awake?.model.lines(path) : new LineIndex(text);
  }

  configure(settings: SpaceSettings): void {
    // They are read again whenever an editor tells of its settings, which it does when it starts.
    const isNews = !sameData(settings, this.#settings);
    this.#settings = settings;
    if (!isNews) return;
    this.#known = undefined;
    if (!this.#awake) return;
    this.#awake.model.configure(settings.effective.configuration, settings.tables);
    this.#awake.analysis = this.#analyse(this.#awake.model);
  }

  /** The findings in one of its files. */
  findings(path: string): readonly Finding[] {
    return this.#known ? (this.#known.findings.get(path) ?? none) : this.#wake().analysis.findings(path);
  }

  /** Makes its files equal to `texts`, touching only those that differ; those of `unread` are only known to be there. */
  replaceFiles(texts: ReadonlyMap<string, string>, unread: Iterable<string> = []): void {
    const before = new Set([...(this.#awake?.model.unread ?? []), ...this.#files.unread]);
    const missing = new Set(unread);
    for (const path of [...this.paths, ...before]) if (!texts.has(path) && !missing.has(path)) this.removeFile(path);
    for (const [path, text] of texts) if (this.text(path) !== text) this.setFile(path, text);
    for (const path of missing) if (!before.has(path)) this.setUnread(path);
  }

  /** Gives some of its files other texts. */
  replaceTexts(texts: ReadonlyMap<string, string>): void {
    for (const [path, text] of texts) this.setFile(path, text);
  }

  setFile(path: string, text: string): void {
    this.#known = undefined;
    if (this.#awake && !this.#files.texts.has(path)) {
      this.#awake.model.setFile(path, text);
    } else {
      this.removeFile(path);
      this.#files.texts.set(path, text);
    }
  }

  setUnread(path: string): void {
    this.removeFile(path);
    if (this.#awake) this.#awake.model.setUnread(path);
    else this.#files.unread.add(path);
  }

  removeFile(path: string): void {
    this.#known = undefined;
    this.#files.texts.delete(path);
    this.#files.unread.delete(path);
    this.#awake?.model.removeFile(path);
  }

  /** Makes the model and has it read its files as long as there is time; true when that is done. */
  wake(hasTime: () => boolean): boolean {
    if (!this.#fill(hasTime)) return false;
    const { model } = this.#wake();
    // Of other Spaces most files need not be read.
    return !model.view.isZeroGpu || model.readAhead(hasTime);
  }

  /** Lets go of the model until it is asked for again, and keeps what was found. */
  rest(): void {
    if (!this.#awake) return;
    const { model, analysis } = this.#wake();
    const findings = new Map(model.paths.map((path) => [path, this.#withoutModel(path, analysis.findings(path))]));
    this.#known = { isZeroGpu: model.view.isZeroGpu, findings };
    for (const path of model.paths) this.#files.texts.set(path, model.text(path) ?? '');
    for (const path of model.unread) this.#files.unread.add(path);
    this.#awake = undefined;
    model.dispose();
  }

  dispose(): void {
    this.#awake?.model.dispose();
    this.#awake = undefined;
  }

  /** Findings that hold nothing of the model; their fixes are found again where they are asked for. */
  #withoutModel(path: string, findings: readonly Finding[]): readonly Finding[] {
    if (findings.length === 0) return none;
    return findings.map((finding, index) => ({
      ...finding,
      fixes: () => this.#wake().analysis.findings(path)[index]?.fixes() ?? [],
    }));
  }

  #wake(): Awake {
    this.#fill(() => true);
    return (this.#awake ??= this.#begin());
  }

  /** Gives the model its files as long as there is time; true when it has them all. */
  #fill(hasTime: () => boolean): boolean {
    const { model } = (this.#awake ??= this.#begin());
    for (const [path, text] of this.#files.texts) {
      if (!hasTime()) return false;
      this.#files.texts.delete(path);
      model.setFile(path, text);
    }
    this.#known = undefined;
    return true;
  }

  #begin(): Awake {
    const model = this.#makeModel(this.#settings);
    for (const path of this.#files.unread) model.setUnread(path);
    this.#files.unread.clear();
    return { model, analysis: this.#analyse(model) };
  }

  #analyse(model: SpaceModel): Analysis {
    return new Analysis({
      model,
      rules: this.#rules,
      configuration: this.#settings.effective.configuration,
      log: this.#log,
    });
  }
}
