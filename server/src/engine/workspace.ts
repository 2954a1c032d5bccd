import { isSpaceFile } from '../host/files';
import { type Host, Unreadable } from '../host/host';
import type { ModelSettings, SpaceModel, TextChange } from '../model';
import type { PlatformTables } from '../platform';
import { ruleNames } from '../rules';
import type { Rule } from '../rules/rule';
import { sameData } from '../text/equality';
import { LineIndex } from '../text/lineIndex';
import { folderOf, foldersAbove, innermost, isInside, nameOf } from '../text/paths';
import { readEditor } from './configuration';
import {
  belongsTo,
  enclosingSpace,
  hasEvidence,
  isReadBelow,
  isSkippedBelow,
  isSpaceCard,
  mayUseSpaces,
  readFolder,
  readSpaceFile,
  shapesSpaces,
  type SpaceFiles,
  unreadMessage,
} from './discovery';
import type { Finding } from './finding';
import { readSettings } from './settings';
import { Space, type SpaceSettings } from './space';

export type CreateModel = (root: string, settings: ModelSettings, tables: PlatformTables) => SpaceModel;

export interface WorkspaceOptions {
  readonly host: Host;
  /** Settles when models can be made: the Python grammar has to be loaded first. */
  readonly createModel: Promise<CreateModel>;
  readonly rules: readonly Rule[];
  /** The editor's settings for a Space. */
  readonly editorSettings: (root: string) => Promise<unknown>;
  /** Called after findings may have changed: those of one Space, or of any. `edited` is the document that was edited. */
  readonly onChange: (space?: Space, edited?: string) => void;
  /** Called with what is wrong in a configuration, once for each time it is read. */
  readonly onProblems: (problems: readonly string[]) => void;
}

export interface FileEvent {
  readonly path: string;
  readonly type: 'created' | 'changed' | 'deleted';
}

/** A watched folder: one the user opened, or one that an opened file outside of all those turned out to need. */
interface Folder {
  readonly path: string;
  readonly loose: boolean;
}

/** An open document; `buffer` holds its text as long as no Space does. */
interface OpenDocument {
  buffer: Buffer | undefined;
  /** Its text was a reason to look for a Space when it was last looked at. */
  isEvidence: boolean;
}

class Buffer {
  text: string;
  readonly lines: LineIndex;

  constructor(text: string) {
    this.text = text;
    this.lines = new LineIndex(text);
  }

  edit({ span, text }: TextChange): void {
    this.text = this.text.slice(0, span.start) + text + this.text.slice(span.end);
    this.lines.edit(span, text, this.text);
  }
}

function isEvidence(path: string, text: string): boolean {
  return path.endsWith('.py') ? mayUseSpaces(text) : nameOf(path) === 'README.md' && isSpaceCard(text);
}

/** How many Spaces keep their models when their last document is closed, for somebody who opens the next. */
const mostIdle = 2;

/** More file events than this at once and a folder is read again as a whole. */
const manyEvents = 50;

/**
 * All Spaces of the opened folders, their files on disk and the documents open in the editor. Reading files is queued and
 * asynchronous; open documents are taken over at once, and always win over what is on disk.
 */
export class Workspace {
  readonly #options: WorkspaceOptions;
  readonly #host: Host;
  readonly #spaces = new Map<string, Space>();
  readonly #owners = new Map<string, Space>();
  readonly #open = new Map<string, OpenDocument>();
  /** Folders whose README says they are Spaces, as of the last reading. */
  readonly #cards = new Set<string>();
  readonly #waking = new Set<string>();
  /** In which somebody works or has worked, the last one last. */
  readonly #used = new Set<Space>();
  #folders: readonly Folder[] = [];
  #queue: Promise<void> = Promise.resolve();
  /** How much of the queue is still to be done. */
  #queued = 0;
  /** The editor's settings as of the last reading, by the roots for which they were asked. */
  readonly #editorSettings = new WeakMap<Folder, ReadonlyMap<string, unknown>>();
  #createModel: CreateModel | undefined;
  #disposed = false;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    // What is open is what counts, also for reading.
    this.#host = {
      readFile: (path) => (this.#open.has(path) ? Promise.resolve(this.text(path)) : options.host.readFile(path)),
      listFiles: async (folder, limit) => {
        const listed = await options.host.listFiles(folder, limit);
        return [...listed, ...(await this.#unsavedBelow(folder))];
      },
      log: (level, message) => options.host.log(level, message),
    };
  }

  get spaces(): readonly Space[] {
    return [...this.#spaces.values()];
  }

  /** Files as they count: what is open wins over what is on disk. */
  get host(): Host {
    return this.#host;
  }

  /** Settles when models can be made. */
  get createModel(): Promise<CreateModel> {
    return this.#options.createModel;
  }

  /** The settings of a folder, whether or not it is a Space. */
  async settingsOf(root: string): Promise<SpaceSettings> {
    return this.#readSettings(root, await this.#options.editorSettings(root));
  }

  /** True for a file of a Space. */
  owns(path: string): boolean {
    return this.#owners.has(path);
  }

  /** True when somebody works in the Space: one of its files is open. */
  isInUse(space: Space): boolean {
    return [...this.#open.keys()].some((path) => this.#owners.get(path) === space);
  }

  /** To be called when a Space has been looked at: it rests, unless somebody works in it or has done so lately. */
  looked(space: Space): void {
    if (this.isInUse(space)) {
      this.#used.delete(space);
      this.#used.add(space);
    }
    const idle = [...this.#used].filter((each) => !this.isInUse(each));
    const kept = idle.slice(-mostIdle);
    for (const each of [space, ...idle]) if (!this.isInUse(each) && !kept.includes(each)) each.rest();
  }

  /** True while folders or files are read: a piece at a time, between all else. */
  get isReading(): boolean {
    return this.#queued > 0;
  }

  /** Resolves when everything that was asked for so far has been read. */
  async ready(): Promise<void> {
    let seen: Promise<void>;
    do {
      seen = this.#queue;
      await seen;
    } while (seen !== this.#queue);
  }

  spaceOf(path: string): Space | undefined {
    return this.#owners.get(path);
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  text(path: string): string | undefined {
    return this.#open.get(path)?.buffer?.text ?? this.#owners.get(path)?.text(path);
  }

  lines(path: string): LineIndex | undefined {
    return this.#open.get(path)?.buffer?.lines ?? this.#owners.get(path)?.lines(path);
  }

  findings(path: string): readonly Finding[] {
    return this.#owners.get(path)?.findings(path) ?? [];
  }

  /**
   * The Space that a file is in as a copy, to try changes on: with other texts for some files, and with the one rule
   * `only` where the others are not asked for. Whoever asked disposes of it.
   */
  copyOfSpace(path: string, texts: ReadonlyMap<string, string> = new Map(), only?: string): Space | undefined {
    const space = this.#owners.get(path);
    if (!space || !this.#createModel) return undefined;
    const rules = this.#options.rules.filter(({ name }) => only === undefined || name === only);
    const copy = this.#newSpace(space.root, space.settings, this.#createModel, rules);
    copy.replaceTexts(new Map(space.paths.map((each) => [each, texts.get(each) ?? space.text(each) ?? ''])));
    return copy;
  }

  /** Replaces the opened folders and reads the new ones. */
  setFolders(paths: readonly string[]): void {
    const isOpened = ({ path }: Folder): boolean => innermost(paths, path) !== undefined;
    const kept = this.#folders.filter((folder) => (folder.loose ? !isOpened(folder) : paths.includes(folder.path)));
    const added = paths.filter((path) => !kept.some((folder) => folder.path === path));
    const addedFolders = added.map((path): Folder => ({ path, loose: false }));
    this.#folders = [...kept, ...addedFolders];
    this.#enqueue(async () => {
      for (const space of this.spaces) if (!this.#watching(space.root)) this.#remove(space);
      for (const folder of addedFolders) await this.#load(folder);
      for (const [path, document] of this.#open) if (document.buffer) this.#lookAround(path, document);
    });
  }

  /** Takes over the editor's settings, which may have changed. */
  reconfigure(): void {
    this.#enqueue(async () => {
      for (const folder of this.#folders) {
        // What a setting can turn on has to be looked for again.
        if (await this.#isConfiguredAnew(folder)) await this.#load(folder);
      }
    });
  }

  open(path: string, text: string): void {
    const document = { buffer: new Buffer(text), isEvidence: isEvidence(path, text) };
    this.#open.set(path, document);
    const space = this.#homeOf(path);
    if (space) this.#adopt(path, space);
    else this.#lookAround(path, document);
    this.#options.onChange(space, path);
  }

  /** Applies edits in order, each in the text that the one before left. */
  change(path: string, changes: readonly TextChange[]): void {
    const document = this.#open.get(path);
    if (!document) return;
    if (document.buffer) {
      for (const change of changes) document.buffer.edit(change);
      const wasEvidence = document.isEvidence;
      document.isEvidence = isEvidence(path, document.buffer.text);
      if (document.isEvidence && !wasEvidence) this.#lookAround(path, document);
      return;
    }
    const space = this.#owners.get(path);
    space?.model.editFile(path, changes);
    this.#options.onChange(space, path);
  }

  /** To be called after a pause in typing: a file with syntax errors is parsed again as if it was new. */
  settle(path: string): void {
    const space = this.#owners.get(path);
    if (space?.model.settle(path)) this.#options.onChange(space);
  }

  /** What is on disk counts again. */
  close(path: string): void {
    if (!this.#open.delete(path)) return;
    this.#enqueue(async () => {
      if (shapesSpaces(path)) {
        const isThere = (await this.#host.readFile(path)) !== undefined;
        await this.#follow([{ path, type: isThere ? 'changed' : 'deleted' }]);
      } else {
        await this.#readAgain(path);
      }
      this.#forgetLoose();
    });
  }

  /** Files changed outside the editor, or were saved by it. */
  filesChanged(events: readonly FileEvent[]): void {
    if (events.length > 0) this.#enqueue(() => this.#follow(events));
  }

  dispose(): void {
    this.#disposed = true;
    for (const space of this.#spaces.values()) space.dispose();
    this.#spaces.clear();
    this.#owners.clear();
    this.#open.clear();
  }

  #enqueue(task: () => Promise<void>): void {
    this.#queued++;
    this.#queue = this.#queue.then(async () => {
      if (this.#disposed) return;
      try {
        await task();
      } catch (error) {
        this.#host.log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
      this.#queued--;
      this.#options.onChange();
    });
  }

  #watching(path: string): Folder | undefined {
    const found = innermost(
      this.#folders.map((folder) => folder.path),
      path,
    );
    return this.#folders.find((folder) => folder.path === found);
  }

  /** The Space that a file at `path` belongs to, because it is in its folder and in none of those inside that. */
  #homeOf(path: string): Space | undefined {
    let home: Space | undefined;
    for (const space of this.#spaces.values()) {
      if (isInside(path, space.root) && (!home || space.root.length > home.root.length)) home = space;
    }
    return home && belongsTo(path, home.root) ? home : undefined;
  }

  /** Gives an open document, or a file just read, to its Space. */
  #adopt(path: string, space: Space, text = this.text(path)): void {
    if (text === undefined) return;
    if (space.text(path) !== text) space.setFile(path, text);
    this.#owners.set(path, space);
    const document = this.#open.get(path);
    if (document) document.buffer = undefined;
  }

  /** Reads what is around a document that belongs to no Space yet, if there is a reason to. */
  #lookAround(path: string, { isEvidence }: OpenDocument): void {
    const folder = this.#watching(path);
    if (folder && !folder.loose) {
      if (isEvidence && isReadBelow(path, folder.path)) this.#wake(folder);
      return;
    }
    this.#enqueue(async () => {
      if (this.#owners.has(path) || !this.#open.has(path)) return;
      const root = (await enclosingSpace(this.#host, path)) ?? (isEvidence ? folderOf(path) : undefined);
      // A folder around it may have been opened meanwhile, which is read as a whole.
      if (root === undefined || this.#watching(path)?.loose === false) return;
      const loose = this.#folders.find((known) => known.path === root) ?? { path: root, loose: true };
      if (!this.#folders.includes(loose)) this.#folders = [...this.#folders, loose];
      await this.#load(loose);
    });
  }

  #wake(folder: Folder): void {
    if (this.#waking.has(folder.path)) return;
    this.#waking.add(folder.path);
    this.#enqueue(async () => {
      this.#waking.delete(folder.path);
      // Most documents are opened while their folder is read for the first time.
      const isMissing = [...this.#open].some(
        ([path, { buffer, isEvidence }]) => buffer && isEvidence && isReadBelow(path, folder.path),
      );
      if (isMissing) await this.#load(folder);
    });
  }

  /** Open documents in a folder that are nowhere on disk yet. */
  async #unsavedBelow(folder: string): Promise<readonly string[]> {
    const below = [...this.#open.keys()].filter((path) => isReadBelow(path, folder));
    const onDisk = await Promise.all(below.map((path) => this.#options.host.readFile(path)));
    return below.filter((_, index) => onDisk[index] === undefined);
  }

  /** Reads a folder and brings its Spaces up to date with it. */
  async #load(folder: Folder): Promise<void> {
    this.#editorSettings.delete(folder);
    const [editorSettings, parts] = await Promise.all([
      this.#options.editorSettings(folder.path),
      readFolder(this.#host, folder.path),
    ]);
    const asked = new Map([[folder.path, editorSettings]]);
    const settings = new Map<string, SpaceSettings>();
    for (const { root } of parts) {
      const own = await this.#options.editorSettings(root);
      asked.set(root, own);
      settings.set(root, await this.#readSettings(root, own));
    }
    const createModel = (this.#createModel ??= await this.#options.createModel);
    if (this.#disposed) return;
    this.#editorSettings.set(folder, asked);
    // From here on nothing waits, so that no edit of a document can fall between.
    const current = parts.map((part) => this.#withOpenDocuments(part, parts));
    for (const card of [...this.#cards]) if (this.#watching(card) === folder) this.#cards.delete(card);
    // By these the folder was split, whatever was typed in them meanwhile.
    for (const { root, isCard } of parts) if (isCard) this.#cards.add(root);
    const wanted = current.filter((part) => {
      const configuration = settings.get(part.root)?.effective.configuration;
      if (!configuration?.enable || configuration.treatAsSpace === 'never') return false;
      if (folder.loose && !this.#holdsOpenDocument(part.root)) return false;
      return configuration.treatAsSpace === 'always' || hasEvidence(part);
    });
    const roots = new Set(wanted.map(({ root }) => root));
    const gone = this.spaces.filter(({ root }) => !roots.has(root) && this.#watching(root) === folder);
    for (const space of gone) this.#remove(space);
    for (const part of wanted) {
      const own = settings.get(part.root);
      if (own) this.#install(this.#withoutInner(part, folder), own, createModel);
    }
    // Their files may belong to a Space further out.
    const outer = gone.length > 0 ? this.#watching(folderOf(folder.path)) : undefined;
    if (outer) await this.#load(outer);
  }

  /** What a part keeps where folders lie in each other: a Space of an inner one has its files for itself. */
  #withoutInner({ root, texts, ...part }: SpaceFiles, folder: Folder): SpaceFiles {
    const inner = this.spaces.filter((space) => isInside(space.root, root) && this.#watching(space.root) !== folder);
    return {
      ...part,
      root,
      texts: new Map([...texts].filter(([path]) => !inner.some((space) => isInside(path, space.root)))),
    };
  }

  /** Whether the editor's settings are others than those that the folder was read with, if it was. */
  async #isConfiguredAnew(folder: Folder): Promise<boolean> {
    const asked = this.#editorSettings.get(folder);
    if (!asked) return true;
    for (const [root, settings] of asked) {
      if (!sameData(settings, await this.#options.editorSettings(root))) return true;
    }
    return false;
  }

  async #readSettings(root: string, editorSettings: unknown): Promise<SpaceSettings> {
    const editor = readEditor(editorSettings, ruleNames);
    // As it was saved: half of a setting is none.
    const settings = await readSettings(this.#options.host, root, editor);
    if (settings.effective.problems.length > 0) this.#options.onProblems(settings.effective.problems);
    return settings;
  }

  #holdsOpenDocument(root: string): boolean {
    return [...this.#open.keys()].some((path) => isInside(path, root));
  }

  /** The files of a part, with the text of open documents as it is now; new documents nobody saved yet included. */
  #withOpenDocuments(part: SpaceFiles, parts: readonly SpaceFiles[]): SpaceFiles {
    const texts = new Map(part.texts);
    for (const path of this.#open.keys()) {
      const inner = parts.some(({ root }) => isInside(root, part.root) && isInside(path, root));
      const text = this.text(path);
      if (text !== undefined && !inner && belongsTo(path, part.root)) texts.set(path, text);
    }
    return { ...part, texts };
  }

  #install(part: SpaceFiles, settings: SpaceSettings, createModel: CreateModel): void {
    let space = this.#spaces.get(part.root);
    if (space) {
      space.configure(settings);
    } else {
      space = this.#newSpace(part.root, settings, createModel);
      this.#spaces.set(part.root, space);
    }
    for (const [path, owner] of this.#owners) {
      if (owner === space && !part.texts.has(path)) this.#release(path);
      // A new Space inside an older one takes its files over.
      else if (owner !== space && part.texts.has(path)) this.#release(path);
    }
    space.replaceFiles(
      part.texts,
      [...part.unread.keys()].filter((path) => !part.texts.has(path)),
    );
    for (const [path, file] of part.unread) this.#tellUnread(path, file);
    for (const path of part.texts.keys()) {
      this.#owners.set(path, space);
      const document = this.#open.get(path);
      if (document) document.buffer = undefined;
    }
  }

  #newSpace(root: string, settings: SpaceSettings, createModel: CreateModel, rules = this.#options.rules): Space {
    return new Space(
      root,
      ({ effective, tables }) => createModel(root, effective.configuration, tables),
      settings,
      rules,
      (message) => this.#host.log('error', message),
    );
  }

  /** Takes a file out of its Space; an open document keeps its text. */
  #release(path: string): void {
    const owner = this.#owners.get(path);
    if (!owner) return;
    const document = this.#open.get(path);
    const text = owner.text(path);
    if (document && text !== undefined) document.buffer ??= new Buffer(text);
    owner.removeFile(path);
    this.#owners.delete(path);
  }

  #remove(space: Space): void {
    for (const [path, owner] of [...this.#owners]) if (owner === space) this.#release(path);
    this.#spaces.delete(space.root);
    this.#used.delete(space);
    space.dispose();
  }

  async #readAgain(path: string): Promise<void> {
    if (this.#open.has(path)) return;
    const home = this.#owners.get(path) ?? this.#homeOf(path);
    if (!home) return;
    const file = await readSpaceFile(this.#host, path);
    // It may have been opened meanwhile, or its Space may be gone.
    if (this.#open.has(path) || !this.#spaces.has(home.root)) return;
    if (typeof file === 'string') this.#adopt(path, home, file);
    else this.#release(path);
    if (!(file instanceof Unreadable)) return;
    home.setUnread(path);
    this.#tellUnread(path, file);
  }

  #tellUnread(path: string, { why }: Unreadable): void {
    this.#host.log('warning', unreadMessage(path, why));
  }

  async #follow(events: readonly FileEvent[]): Promise<void> {
    const reload = new Set<Folder>();
    const remaining: string[] = [];
    const inUse = events.some(({ type }) => type === 'deleted') ? this.#foldersInUse() : undefined;
    const tables = this.#tableFiles();
    for (const { path, type } of events) {
      const folder = this.#watching(path);
      const measured = tables.get(path);
      if (measured) {
        for (const each of measured) reload.add(each);
      } else if (type === 'deleted' && inUse?.has(path)) {
        for (const each of this.#foldersAround(path)) reload.add(each);
      } else if (folder && isSkippedBelow(path, folder.path)) {
        continue;
      } else if (nameOf(path) === 'pyproject.toml') {
        for (const each of this.#foldersAround(folderOf(path))) reload.add(each);
      } else if (folder && (await this.#reshapes(path, type))) {
        reload.add(folder);
      } else if (isSpaceFile(path)) {
        remaining.push(path);
      } else if (folder && !reload.has(folder) && type === 'created' && (await this.#bringsFiles(path, folder))) {
        reload.add(folder);
      }
    }
    if (remaining.length > manyEvents) {
      for (const path of remaining) {
        const folder = this.#watching(path);
        if (folder) reload.add(folder);
      }
    }
    for (const folder of reload) await this.#load(folder);
    for (const path of remaining) {
      const folder = this.#watching(path);
      if (folder && reload.has(folder)) continue;
      if (this.#owners.has(path) || this.#homeOf(path)) await this.#readAgain(path);
      else if (folder) await this.#wakeForFile(path, folder);
    }
  }

  /** The files that platform tables come from, with the folders whose Spaces use them. */
  #tableFiles(): ReadonlyMap<string, ReadonlySet<Folder>> {
    const files = new Map<string, Set<Folder>>();
    for (const { root, settings } of this.#spaces.values()) {
      const { tablesFile } = settings;
      const folder = this.#watching(root);
      if (tablesFile === undefined || !folder) continue;
      files.set(tablesFile, (files.get(tablesFile) ?? new Set()).add(folder));
    }
    return files;
  }

  /** Every folder with a file of a Space in it or below: of one that is deleted or renamed clients tell, and not of the files. */
  #foldersInUse(): ReadonlySet<string> {
    const cards = [...this.#cards].map((root) => `${root}/README.md`);
    return new Set([...this.#owners.keys(), ...cards].flatMap((path) => foldersAbove(path)));
  }

  /** The opened folder that a folder lies in, and those that lie in it. */
  #foldersAround(path: string): readonly Folder[] {
    const folder = this.#watching(path);
    const below = this.#folders.filter((each) => each.path === path || isInside(each.path, path));
    return folder ? [folder, ...below] : below;
  }

  /** Whether what came is a folder, by another name or from elsewhere, with files that can belong to a Space. */
  async #bringsFiles(path: string, folder: Folder): Promise<boolean> {
    if (!isReadBelow(`${path}/app.py`, folder.path)) return false;
    return (await this.#options.host.listFiles(path, 1)).length > 0;
  }

  /** Whether this event can change which folder is a Space. */
  async #reshapes(path: string, type: FileEvent['type']): Promise<boolean> {
    if (!shapesSpaces(path)) return false;
    if (nameOf(path) === 'app.py') return type !== 'changed';
    const text = type === 'deleted' ? undefined : await this.#host.readFile(path);
    return (typeof text === 'string' && isSpaceCard(text)) !== this.#cards.has(folderOf(path));
  }

  async #wakeForFile(path: string, folder: Folder): Promise<void> {
    const text = path.endsWith('.py') ? await readSpaceFile(this.#host, path) : undefined;
    if (typeof text === 'string' && mayUseSpaces(text)) await this.#load(folder);
  }

  /** Lets go of Spaces that were read only for a document that is now closed. */
  #forgetLoose(): void {
    const idle = this.#folders.filter((folder) => folder.loose && !this.#holdsOpenDocument(folder.path));
    this.#folders = this.#folders.filter((folder) => !idle.includes(folder));
    for (const space of this.spaces) if (!this.#watching(space.root)) this.#remove(space);
  }
}
