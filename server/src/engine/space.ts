import type { SpaceModel } from '../model';
import type { PlatformTables } from '../platform';
import type { Rule } from '../rules/rule';
import { sameData } from '../text/equality';
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

/** One Space that is being watched: its model, and what the rules say about it under its configuration. */
export class Space {
  readonly root: string;
  readonly model: SpaceModel;
  readonly #rules: readonly Rule[];
  readonly #log: (message: string) => void;
  #settings: SpaceSettings;
  #analysis: Analysis;

  constructor(model: SpaceModel, settings: SpaceSettings, rules: readonly Rule[], log: (message: string) => void) {
    this.root = model.root;
    this.model = model;
    this.#rules = rules;
    this.#log = log;
    this.#settings = settings;
    this.#analysis = this.#analyse();
  }

  get settings(): SpaceSettings {
    return this.#settings;
  }

  configure(settings: SpaceSettings): void {
    // They are read again whenever an editor tells of its settings, which it does when it starts.
    const isNews = !sameData(settings, this.#settings);
    this.#settings = settings;
    if (!isNews) return;
    this.model.configure(settings.effective.configuration, settings.tables);
    this.#analysis = this.#analyse();
  }

  /** The findings in one of its files. */
  findings(path: string): readonly Finding[] {
    return this.#analysis.findings(path);
  }

  /** Makes its files equal to `texts`, touching only those that differ; those of `unread` are only known to be there. */
  replaceFiles(texts: ReadonlyMap<string, string>, unread: Iterable<string> = []): void {
    for (const path of [...this.model.paths, ...this.model.unread]) if (!texts.has(path)) this.model.removeFile(path);
    for (const [path, text] of texts) if (this.model.text(path) !== text) this.model.setFile(path, text);
    for (const path of unread) this.model.setUnread(path);
  }

  /** Gives some of its files other texts. */
  replaceTexts(texts: ReadonlyMap<string, string>): void {
    for (const [path, text] of texts) this.model.setFile(path, text);
  }

  dispose(): void {
    this.model.dispose();
  }

  #analyse(): Analysis {
    return new Analysis({
      model: this.model,
      rules: this.#rules,
      configuration: this.#settings.effective.configuration,
      log: this.#log,
    });
  }
}
