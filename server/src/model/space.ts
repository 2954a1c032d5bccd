import { editTouchesFrontMatter, isInScalar, parseFrontMatter } from '../syntax/frontmatter';
import { parsePackages } from '../syntax/packages';
import { parseRequirements } from '../syntax/requirements';
import type { Stmt } from '../syntax/python/ast';
import { PythonDocument } from '../syntax/python/document';
import type { Unit } from '../syntax/python/units';
import type { PythonParser } from '../syntax/python/parser';
import type { PlatformTables } from '../platform';
import { sameData } from '../text/equality';
import { LineIndex } from '../text/lineIndex';
import { absolute, lies, placeOf, type Anchor, type Place } from '../text/place';
import { beyond, overlaps, type Span } from '../text/span';
import { functionsOf, isGpuPath } from './callables';
import { Database, type Input, type QueryOptions } from './database';
import { describeSpace } from './describe';
import { sourceEdits } from './edits';
import { writtenGradioVersion } from './questions/gradio';
import { FunctionEntity, ModuleEntity, type ClassEntity, type CodeEntity } from './entities';
import type { CodeFacts } from './facts';
import { isOfSpaces, type WrittenImport } from './names/imports';
import { isModuleClass } from './flow/members';
import type { GpuFunction } from './gpuFunctions';
import type { Handler } from './handlers';
import { byPath, Membership } from './membership';
import { Program, type Code } from './program';
import { ImportGraph, type ModuleImport } from './names/importGraph';
import { ImportStubs } from './names/importStubs';
import { indexOf, moduleName, type ModuleIndex } from './names/moduleIndex';
import { NameIndex } from './names/nameIndex';
import { Queries } from './names/queries';
import { childBlocks } from './names/scope';
import { only, UNKNOWN, type Value } from './value';
import type {
  FileComment,
  FileView,
  FrontMatterView,
  BeforeSpaces,
  ImportedLibrary,
  LateImport,
  ImportStub,
  ModelSettings,
  PackagesView,
  RequirementsView,
  SpaceDescription,
  SpaceModel,
  SpaceView,
  SourceEdits,
  Subject,
  TextChange,
} from './views';
import { WordIndex } from './wordIndex';

type TextKind = 'requirements' | 'packages' | 'frontMatter';

interface TextFile {
  readonly kind: TextKind;
  text: string;
  lines: LineIndex;
  readonly view: Input<FileView<unknown>>;
}

/** The empty model of a Space; files are added with `setFile`. What is derived from them is remembered in `db`. */
export function createSpaceModel(
  root: string,
  parser: PythonParser,
  settings: ModelSettings,
  tables: PlatformTables,
  db = new Database(),
): SpaceModel {
  return new IncrementalSpace(root, parser, settings, tables, db);
}

/** What imports modules whose names the code does not say. */
const LOADERS = [
  'exec',
  'runpy.run_path',
  'runpy.run_module',
  'importlib.import_module',
  '__import__',
  'pkgutil.iter_modules',
];
class IncrementalSpace implements SpaceModel, SpaceView {
  readonly root: string;
  readonly #parser: PythonParser;
  readonly #db: Database;
  readonly #modules = new Map<string, ModuleEntity>();
  readonly #texts = new Map<string, TextFile>();
  readonly #moduleList: Input<readonly ModuleEntity[]>;
  readonly #unread: Input<readonly string[]>;
  readonly #textList: Input<readonly TextFile[]>;
  readonly #settings: Input<ModelSettings>;
  readonly #tables: Input<PlatformTables>;
  readonly #queries: Queries;
  readonly #graph: ImportGraph;
  readonly #names: NameIndex;
  readonly #program: Program;
  readonly #membership: Membership;
  readonly #index: (space: IncrementalSpace) => ModuleIndex;
  readonly #codes: (space: IncrementalSpace) => readonly Code[];
  readonly #codesNaming: (space: IncrementalSpace, word: string) => readonly Code[];
  readonly #lacksSpaces: (module: ModuleEntity) => boolean;
  readonly #codesUsing: (space: IncrementalSpace, name: string) => readonly Code[];
  readonly #imports: (space: IncrementalSpace) => readonly ImportedLibrary[];
  readonly #unitHasError: (unit: Unit) => boolean;
  readonly #hasErrors: (module: ModuleEntity) => boolean;
  readonly #gpuFunctions: (space: IncrementalSpace) => readonly GpuFunction[];
  readonly #handlerList: (space: IncrementalSpace) => readonly Handler[];
  readonly #handlersByFunction: (space: IncrementalSpace) => ReadonlyMap<FunctionEntity, readonly Handler[]>;
  readonly #handlersOf: (fn: FunctionEntity) => readonly Handler[];
  readonly #hasUnclearGpuUse: (space: IncrementalSpace) => boolean;
  readonly #appliesGpu: (code: CodeEntity) => boolean;
  readonly #gradioVersion: (space: IncrementalSpace) => string | undefined;
  readonly #beforeSpaces: (space: IncrementalSpace) => BeforeSpaces | undefined;
  readonly #importStubs: (space: IncrementalSpace) => readonly ImportStub[];
  readonly #moduleSubjects: (module: ModuleEntity) => readonly Subject[];
  readonly #functionSubjects: (module: ModuleEntity) => readonly Subject[];
  /** By path, what other modules make of the functions there, or with the settings there. */
  readonly #functionsElsewhere: (space: IncrementalSpace) => ReadonlyMap<string, readonly Subject[]>;
  readonly #farSubjects: (module: ModuleEntity) => readonly Subject[];
  readonly #subjects = new WeakMap<object, Subject>();
  readonly spaceSubject: Subject = { kind: 'space' };
  readonly edits: SourceEdits;
  #version = 0;

  constructor(root: string, parser: PythonParser, settings: ModelSettings, tables: PlatformTables, db: Database) {
    this.root = root;
    this.#parser = parser;
    this.#db = db;
    this.#moduleList = db.input<readonly ModuleEntity[]>([]);
    this.#unread = db.input<readonly string[]>([], sameData);
    this.#textList = db.input<readonly TextFile[]>([]);
    this.#settings = db.input(settings, sameData);
    this.#tables = db.input(tables);
    this.edits = sourceEdits(
      (path) => this.text(path) ?? '',
      (path) => this.#modules.get(path)?.document,
    );
    this.#index = db.query('moduleIndex', () => indexOf(this.#moduleList.get(), this.appModule));
    this.#queries = new Queries(
      db,
      () => this.#index(this),
      () => this.#membership.running,
      (module) => {
        const app = this.appModule;
        return app && app === module;
      },
    );
    this.#graph = new ImportGraph(db, this.#queries, () => this.#index(this));
    this.#names = new NameIndex(db, this.#queries);
    this.#program = new Program(db, this.#queries, () => this.modules);
    this.#membership = new Membership(
      db,
      {
        root,
        all: () => this.#moduleList.get(),
        settings: () => this.settings,
        frontMatter: () => this.frontMatter,
        lacksSpaces: (module) => this.#lacksSpaces(module),
      },
      this.#graph,
      this.#names,
    );
    const same = { equals: sameData };
    // What nearly everything reads, and what nearly nothing changes.
    const firm = { equals: sameData, barrier: true };
    this.#codes = db.query(
      'codes',
      () => this.modules.flatMap((module) => this.#program.codesOf(module).map((code) => this.#program.code(code))),
      same,
    );
    const words = new WordIndex();
    const wordIndex = db.query<IncrementalSpace, WordIndex>(
      'wordIndex',
      () => {
        words.update(this.codes);
        return words;
      },
      // The same one, with other words in it.
      { equals: () => false },
    );
    this.#codesNaming = db.queryNamed('codesNaming', (_, word) => wordIndex(this).naming(word), firm);
    this.#lacksSpaces = db.query('lacksSpaces', (module) =>
      this.#names
        .unitsUsing(module, 'spaces')
        .some((unit) => this.#program.codesIn(module, unit).some((code) => this.#appliesGpu(code))),
    );
    this.#codesUsing = db.queryNamed(
      'codesUsing',
      (_, name) =>
        this.modules.flatMap((module) =>
          this.#names
            .unitsUsing(module, name)
            .flatMap((unit) => this.#program.codesIn(module, unit).map((code) => this.#program.code(code))),
        ),
      same,
    );
    this.#imports = db.query('imports', () => this.#computeImports(), same);
    this.#unitHasError = db.query('unitHasError', (unit) => this.#queries.outline(unit).hasError, {
      barrier: true,
    });
    this.#hasErrors = db.query('hasErrors', (module) => module.order.get().some((unit) => this.#unitHasError(unit)));
    this.#gpuFunctions = db.query('gpuFunctions', () => this.#program.gpuFunctions, same);
    this.#gradioVersion = db.query('gradioVersion', () => writtenGradioVersion(this), { barrier: true });
    this.#moduleSubjects = db.query('moduleSubjects', (module) => [
      ...this.#program.codesOf(module).map((entity): Subject => {
        const code = this.#program.code(entity);
        return this.#subject(code, () => ({ kind: 'code', code }));
      }),
      ...this.#functionSubjects(module),
    ]);
    this.#functionSubjects = db.query(
      'functionSubjects',
      (module) => [
        ...this.#program.gpuFunctionsOf(module).map((gpu) => this.#subject(gpu, () => ({ kind: 'gpuFunction', gpu }))),
        ...this.#program
          .handlersOf(module)
          .map((handler) => this.#subject(handler, () => ({ kind: 'handler', handler }))),
      ],
      same,
    );
    const concerned = db.query('concerned', (subject: Subject) => [...pathsOf(subject)], firm);
    this.#functionsElsewhere = db.query('functionsElsewhere', () => {
      const found = new Map<string, Subject[]>();
      for (const home of this.modules) {
        for (const subject of this.#functionSubjects(home)) {
          for (const path of concerned(subject)) {
            if (path !== home.path) found.set(path, [...(found.get(path) ?? []), subject]);
          }
        }
      }
      return found;
    });
    this.#farSubjects = db.query(
      'farSubjects',
      (module) => this.#functionsElsewhere(this).get(module.path) ?? [],
      same,
    );
    this.#hasUnclearGpuUse = db.query(
      'hasUnclearGpuUse',
      () =>
        this.#moduleList.get().some((module) => this.#graph.usesSpaces(module) && !this.modules.includes(module)) ||
        this.codes.some(({ entity }) => this.#appliesGpu(entity)),
    );
    this.#appliesGpu = db.query('appliesGpu', (code) => appliesGpu(this.#queries.facts(code)), { barrier: true });
    this.#beforeSpaces = db.query('beforeSpaces', () => this.#computeBeforeSpaces(), same);
    const stubs = new ImportStubs(db, this.#queries);
    this.#importStubs = db.query('importStubs', () => this.modules.flatMap((module) => stubs.in(module)), same);
    this.#handlerList = db.query('handlers', () => this.#program.handlers, same);
    this.#handlersByFunction = db.query('handlersByFunction', () => {
      const map = new Map<FunctionEntity, Handler[]>();
      for (const handler of this.handlers) {
        for (const { fn } of handler.functions) {
          if (fn) map.set(fn, [...(map.get(fn) ?? []), handler]);
        }
      }
      return map;
    });
    this.#handlersOf = db.query('handlersOf', (fn) => this.#handlersByFunction(this).get(fn) ?? [], same);
  }

  // SpaceModel

  get view(): SpaceView {
    return this;
  }

  get paths(): readonly string[] {
    return [...this.#modules.keys(), ...this.#texts.keys()];
  }

  get unread(): readonly string[] {
    return this.#unread.get();
  }

  get version(): number {
    return this.#version;
  }

  setUnread(path: string): void {
    this.removeFile(path);
    this.#unread.set([...this.unread, path]);
  }

  setFile(path: string, text: string): void {
    this.#version++;
    this.#forgetUnread(path);
    const kind = kindOf(this.root, path);
    if (kind === 'python') {
      this.#dropModule(path);
      const document = new PythonDocument(path, text, this.#parser);
      const { name, isPackage } = moduleName(this.root, path);
      const module: ModuleEntity = new ModuleEntity(path, name, isPackage, document, this.#db, (units) => {
        for (const unit of units) this.#queries.register(unit, module);
      });
      this.#modules.set(path, module);
      // Files come in the order of their paths, mostly, and there may be a thousand.
      const listed = this.#moduleList.get();
      const before = listed.findLastIndex((other) => byPath(other, module) < 0);
      this.#moduleList.set(listed.toSpliced(before + 1, 0, module));
    } else if (kind) {
      const existing = this.#texts.get(path);
      if (existing) {
        existing.text = text;
        existing.lines = new LineIndex(text);
        existing.view.set(viewOf(kind, path, text));
      } else {
        const file: TextFile = {
          kind,
          text,
          lines: new LineIndex(text),
          view: this.#db.input(viewOf(kind, path, text)),
        };
        this.#texts.set(path, file);
        this.#listTexts();
      }
    }
  }

  editFile(path: string, changes: readonly TextChange[]): void {
    this.#version++;
    const module = this.#modules.get(path);
    if (module) {
      for (const { span, text } of changes) module.edited(module.document.edit(span, text));
      return;
    }
    const file = this.#texts.get(path);
    if (!file) return;
    for (const { span, text } of changes) {
      const next = file.text.slice(0, span.start) + text + file.text.slice(span.end);
      // Nothing in the body of a README is read.
      const reads = file.kind !== 'frontMatter' || editTouchesFrontMatter(parsedFrontMatter(file), span.start);
      file.text = next;
      file.lines.edit(span, text, next);
      if (reads) file.view.set(viewOf(file.kind, path, next));
    }
  }

  removeFile(path: string): void {
    this.#version++;
    this.#forgetUnread(path);
    this.#dropModule(path);
    if (this.#texts.delete(path)) this.#listTexts();
  }

  settle(path: string): boolean {
    const module = this.#modules.get(path);
    if (!module) return false;
    this.#version++;
    const changes = module.document.settle();
    module.edited(changes);
    return changes.orderChanged || changes.changed.length > 0;
  }

  configure(settings: ModelSettings, tables: PlatformTables): void {
    this.#version++;
    this.#settings.set(settings);
    this.#tables.set(tables);
  }

  text(place: string): string | undefined;
  text(place: Place): string;
  text(place: string | Place): string | undefined {
    if (typeof place === 'string') {
      return this.#modules.get(place)?.document.text ?? this.#texts.get(place)?.text;
    }
    const { start, end } = absolute(place);
    return (this.text(place.anchor.path) ?? '').slice(start, end);
  }

  lines(path: string): LineIndex | undefined {
    return this.#modules.get(path)?.document.lines ?? this.#texts.get(path)?.lines;
  }

  readAhead(hasTime: () => boolean): boolean {
    const modules = this.#graph.eachRunWith(this.#membership.entries())[Symbol.iterator]();
    while (hasTime()) if (modules.next().done) return true;
    return false;
  }

  comments(path: string, wanted: Span = { start: 0, end: beyond }): readonly FileComment[] {
    const module = this.#modules.get(path);
    if (module) {
      const comments: FileComment[] = [];
      for (const unit of unitsAt(module, wanted)) {
        for (const { start, end, text } of unit.content.tree.comments) {
          const span = { start: unit.offset + start, end: unit.offset + end };
          if (overlaps(span, wanted)) comments.push({ span, text });
        }
      }
      return comments;
    }
    const view = this.#texts.get(path)?.view.get() as FileView<{ comments: readonly FileComment[] }> | undefined;
    return view?.parsed.comments.filter(({ span }) => overlaps(span, wanted)) ?? [];
  }

  hasSyntaxErrorsIn(path: string): boolean {
    const module = this.#modules.get(path);
    if (module) return module.document.hasError;
    const file = this.#texts.get(path);
    return file?.kind === 'frontMatter' && parsedFrontMatter(file).errors.length > 0;
  }

  parses(path: string, text: string): boolean {
    if (!this.#modules.has(path)) {
      return this.#texts.get(path)?.kind !== 'frontMatter' || parseFrontMatter(text).errors.length === 0;
    }
    const tree = this.#parser.parse(text);
    const parses = tree?.rootNode.hasError === false;
    tree?.delete();
    return parses;
  }

  isInText(path: string, offset: number): boolean {
    const module = this.#modules.get(path);
    if (module) return module.document.isInString(offset);
    const file = this.#texts.get(path);
    return file?.kind === 'frontMatter' && isInScalar(parsedFrontMatter(file), offset);
  }

  statementsAt(path: string, offset: number): readonly Span[] {
    const module = this.#modules.get(path);
    if (!module) return [];
    const [unit] = unitsAt(module, { start: offset, end: offset });
    const statement = unit?.content.tree.statement;
    if (!unit || !statement) return [];
    const spans: Span[] = [];
    const visit = (node: Stmt): void => {
      const span = { start: unit.offset + node.start, end: unit.offset + node.end };
      if (offset < span.start || offset > span.end) return;
      spans.unshift(span);
      const blocks = node.kind === 'FunctionDef' || node.kind === 'ClassDef' ? [node.body] : childBlocks(node);
      for (const block of blocks) for (const child of block) visit(child);
    };
    if (statement.kind === 'Except') spans.push({ start: unit.offset, end: unit.offset + unit.length });
    else visit(statement);
    return spans;
  }

  subjects(path: string): readonly Subject[] {
    const module = this.#modules.get(path);
    if (module) {
      return this.modules.includes(module) ? [...this.#moduleSubjects(module), ...this.#farSubjects(module)] : [];
    }
    const file = this.#texts.get(path);
    if (!file) return [];
    const view = file.view.get();
    return [this.#subject(view, () => ({ kind: file.kind, file: view }) as Subject)];
  }

  remember<T>(label: string, compute: (subject: Subject) => T, options: QueryOptions<T> = {}): (subject: Subject) => T {
    return this.#db.query(label, compute, options);
  }

  describe(): SpaceDescription {
    return describeSpace(this, this.#program, this.#moduleList.get(), this.#membership.evidence, (module) =>
      this.#hasErrors(module),
    );
  }

  dispose(): void {
    for (const module of this.#modules.values()) module.document.dispose();
    this.#modules.clear();
    this.#texts.clear();
  }

  // SpaceView

  get isZeroGpu(): boolean {
    return this.#membership.evidence.length > 0;
  }

  get isAppForOther(): boolean {
    const app = this.appModule;
    return app !== undefined && !this.modules.includes(app) && !this.#membership.startsOthers(app);
  }

  get tables(): PlatformTables {
    return this.#tables.get();
  }

  get settings(): ModelSettings {
    return this.#settings.get();
  }

  get appModule(): ModuleEntity | undefined {
    return this.#membership.app;
  }

  get pythonFiles(): readonly string[] {
    const unread = this.#unread.get().filter((path) => kindOf(this.root, path) === 'python');
    return [...this.#moduleList.get().map(({ path }) => path), ...unread].map((path) =>
      path.slice(this.root.length + 1),
    );
  }

  get modules(): readonly ModuleEntity[] {
    return this.#membership.linted;
  }

  get hasSyntaxErrors(): boolean {
    return this.modules.some((module) => this.#hasErrors(module));
  }

  get gpuFunctions(): readonly GpuFunction[] {
    return this.#gpuFunctions(this);
  }

  get handlers(): readonly Handler[] {
    return this.#handlerList(this);
  }

  get gradioVersion(): string | undefined {
    return this.#gradioVersion(this);
  }

  get hasUnclearGpuUse(): boolean {
    return this.#hasUnclearGpuUse(this);
  }

  get beforeSpaces(): BeforeSpaces | undefined {
    return this.#beforeSpaces(this);
  }

  attributesOf(cls: ClassEntity): ReadonlyMap<string, Value> {
    return this.#queries.classes.attributes(cls);
  }

  ownMethodsOf(cls: ClassEntity): readonly Code[] {
    return this.#queries.classes.methods(cls).map((method) => this.code(method));
  }

  lineageOf(cls: ClassEntity): readonly ClassEntity[] {
    return [...this.#queries.classes.lineage(cls)];
  }

  memberOf(cls: ClassEntity, name: string): Value {
    return this.#queries.classMember(cls, name);
  }

  methodsOf(cls: ClassEntity, name: string): readonly FunctionEntity[] {
    return functionsOf(this.memberOf(cls, name));
  }

  libraryBaseOf(cls: ClassEntity): string | undefined {
    return this.#queries.libraryBase(cls);
  }

  isTorchModule(cls: ClassEntity): boolean {
    return isModuleClass(cls, this.#queries);
  }

  get importStubs(): readonly ImportStub[] {
    return this.#importStubs(this);
  }

  get codes(): readonly Code[] {
    return this.#codes(this);
  }

  codesNaming(word: string): readonly Code[] {
    return this.#codesNaming(this, word);
  }

  codesUsing(name: string): readonly Code[] {
    return this.#codesUsing(this, name);
  }

  get imports(): readonly ImportedLibrary[] {
    return this.#imports(this);
  }

  get requirements(): readonly RequirementsView[] {
    return this.#textsOf('requirements') as readonly RequirementsView[];
  }

  get frontMatter(): FrontMatterView | undefined {
    return this.#textsOf('frontMatter')[0] as FrontMatterView | undefined;
  }

  get packages(): PackagesView | undefined {
    return this.#textsOf('packages')[0] as PackagesView | undefined;
  }

  code(fn: FunctionEntity): Code {
    return this.#program.code(fn);
  }

  gpuOf(fn: FunctionEntity): GpuFunction | undefined {
    return this.#program.gpuOf(fn);
  }

  callersOf(fn: FunctionEntity): readonly Code[] {
    return this.#program.callersOf(fn).map((code) => this.#program.code(code));
  }

  calleesOf({ entity }: Code): readonly Code[] {
    return this.#program.calleesOf(entity).map((fn) => this.#program.code(fn));
  }

  handlersOf(fn: FunctionEntity): readonly Handler[] {
    return this.#handlersOf(fn);
  }

  gpuNameIn(module: ModuleEntity): string | undefined {
    for (const name of this.#queries.namesOf(module)) {
      const value = only(this.global(module, name));
      if (value?.kind !== 'external') continue;
      if (value.path === 'spaces') return `${name}.GPU`;
      if (isGpuPath(value.path)) return name;
    }
    return undefined;
  }

  isBoundAt(fn: FunctionEntity, name: string): boolean {
    return this.#queries.isBoundAt(fn, name);
  }

  global(module: ModuleEntity, name: string): Value {
    return this.#queries.global(module, name) ?? UNKNOWN;
  }

  globalIn({ entity, module }: Code, name: string): Value | undefined {
    return entity instanceof FunctionEntity
      ? this.#queries.global(module, name)
      : this.#queries.nameAt(entity.unit, name);
  }

  bindingPlace(module: ModuleEntity, name: string): Place | undefined {
    const unit = this.#queries.lastBinding(module, name);
    return unit && placeOf(unit, this.#queries.spanOf(unit));
  }

  // Own

  /** In the order of their paths, whichever came first. */
  #listTexts(): void {
    const sorted = [...this.#texts].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#textList.set(sorted.map(([, file]) => file));
  }

  #textsOf(kind: TextKind): readonly FileView<unknown>[] {
    return this.#textList
      .get()
      .filter((file) => file.kind === kind)
      .map((file) => file.view.get());
  }

  #subject(key: object, make: () => Subject): Subject {
    let subject = this.#subjects.get(key);
    if (!subject) this.#subjects.set(key, (subject = make()));
    return subject;
  }

  #forgetUnread(path: string): void {
    this.#unread.set(this.unread.filter((each) => each !== path));
  }

  #dropModule(path: string): void {
    const module = this.#modules.get(path);
    if (!module) return;
    module.document.dispose();
    this.#modules.delete(path);
    this.#moduleList.set(this.#moduleList.get().filter((other) => other !== module));
  }

  #computeBeforeSpaces(): BeforeSpaces | undefined {
    const app = this.appModule;
    if (!app) return undefined;
    const imports = this.#graph.importsAtOnce(app);
    const isSpaces = (item: WrittenImport): boolean => item.level === 0 && isOfSpaces(item.module);
    // A module of the Space that imports it may come first.
    const own = imports.find((item) => isSpaces(item) || this.#graph.reaches(app, item));
    const [first] = imports.filter((item) => !item.optional && item.module !== '__future__');
    if (!own || !first || this.#index(this).has('spaces')) return undefined;
    const units = app.order.get();
    const before = units.slice(0, units.indexOf(own.unit));
    return {
      statement: placeOf(own.unit, own.statement),
      isMovable: isSpaces(own) && !own.optional && imports.filter((item) => item.unit === own.unit).length === 1,
      first: placeOf(first.unit, first.statement),
      codes: before.map((unit) => this.#program.code(app.code(unit))),
      modules: this.#graph.modulesBehind(
        app,
        imports.filter((item) => before.includes(item.unit)),
        new Set(this.modules),
      ),
    };
  }

  lateImports(): readonly LateImport[] | undefined {
    const app = this.appModule;
    if (!app || LOADERS.some((name) => this.codesNaming(name).length > 0)) return undefined;
    const later = new Map<ModuleImport, Code>();
    for (const module of this.modules) {
      for (const item of this.#graph.importsOf(module)) {
        const code = item.optional ? this.#functionAround(module, item) : undefined;
        if (code && code.contexts.length > 0 && !code.contexts.includes('import')) later.set(item, code);
      }
    }
    if (later.size === 0) return [];
    const atStart = this.#graph.runWith([app], later);
    const isHidden = this.#moduleList
      .get()
      .some((module) => this.#graph.usesSpaces(module) && !this.modules.includes(module));
    const isApplied = this.codes.some(
      ({ entity, module }) => atStart.has(module) && appliesGpu(this.#queries.facts(entity), false),
    );
    if (isHidden || isApplied) return undefined;
    return [...later].flatMap(([item, code]): readonly LateImport[] => {
      const run = this.#graph.runWith(this.#graph.modulesOf(code.module, item), later);
      const modules = [...run].filter((module) => !atStart.has(module));
      return modules.length > 0 ? [{ place: placeOf(item.unit, item.span), code, modules }] : [];
    });
  }

  /** The innermost function that holds the import. */
  #functionAround(module: ModuleEntity, { unit, span }: ModuleImport): Code | undefined {
    return this.#program
      .codesIn(module, unit)
      .map((entity) => this.#program.code(entity))
      .filter(({ fn, place }) => fn !== undefined && lies(placeOf(unit, span), place))
      .sort((a, b) => absolute(b.place).start - absolute(a.place).start)[0];
  }

  #computeImports(): readonly ImportedLibrary[] {
    const index = this.#index(this);
    const app = this.appModule;
    const atStart = new Set(
      app ? [app, ...this.#graph.modulesBehind(app, this.#graph.importsAtOnce(app), new Set(this.modules))] : [],
    );
    return this.modules.flatMap((importer) =>
      this.#graph.importsOf(importer).flatMap((item) => {
        const [first = ''] = item.module.split('.');
        if (item.level > 0 || first === '' || index.has(first)) return [];
        if (this.#queries.importFrom(importer, 0, first, undefined).alts.some((alt) => alt.kind === 'module'))
          return [];
        const anchor: Anchor = item.unit;
        return [
          {
            module: item.module,
            place: placeOf(anchor, item.span),
            statement: placeOf(anchor, item.statement),
            optional: item.optional,
            atStart: atStart.has(importer),
          },
        ];
      }),
    );
  }
}

/** Something is done with `spaces.GPU`, whatever comes of it; or with what it has made, unless that does not count. */
function appliesGpu(facts: CodeFacts, withResults = true): boolean {
  const isGpu = (value: Value): boolean =>
    value.alts.some(
      (item) =>
        item.kind === 'gpuDecorator' ||
        (withResults && item.kind === 'gpuFunction') ||
        (item.kind === 'external' && isGpuPath(item.path)),
    );
  return (
    facts.calls.some((call) => isGpu(call.callee) || call.args.some((argument) => isGpu(argument.value))) ||
    [...facts.definitions, ...facts.decoratedClasses].some(({ decorators }) =>
      decorators.some(({ value }) => isGpu(value)),
    ) ||
    facts.writes.some(({ value }) => isGpu(value)) ||
    isGpu(facts.returns)
  );
}

/** The platform reads the files that are no Python at the root of the Space only. */
function kindOf(root: string, path: string): 'python' | TextKind | undefined {
  const name = path.slice(root.length + 1);
  if (name.endsWith('.py')) return 'python';
  if (name === 'requirements.txt' || name === 'pre-requirements.txt') return 'requirements';
  if (name === 'packages.txt') return 'packages';
  return name === 'README.md' ? 'frontMatter' : undefined;
}

function viewOf(kind: TextKind, path: string, text: string): FileView<unknown> {
  const anchor: Anchor = { path, offset: 0 };
  const parse = { requirements: parseRequirements, packages: parsePackages, frontMatter: parseFrontMatter }[kind];
  return { path, text, parsed: parse(text), place: (span) => placeOf(anchor, span) };
}

/** The units that touch a span, in order. */
function unitsAt({ document: { units } }: ModuleEntity, span: Span): readonly Unit[] {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const unit = units[middle];
    if (unit && unit.offset + unit.length < span.start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  for (let unit = units[end]; unit && unit.offset <= span.end; unit = units[end]) end++;
  return units.slice(low, end);
}

function parsedFrontMatter(file: TextFile): ReturnType<typeof parseFrontMatter> {
  return (file.view.get() as FrontMatterView).parsed;
}

/** The files of the functions that it is about, and of what `spaces.GPU` is given for them. */
function pathsOf(subject: Subject): ReadonlySet<string> {
  if (subject.kind === 'handler') return new Set(subject.handler.functions.map(({ module }) => module.path));
  if (subject.kind !== 'gpuFunction') return new Set();
  const { targets, duration, settings } = subject.gpu;
  const asked = duration.kind === 'callable' ? duration.functions : [];
  return new Set([
    ...[...targets, ...asked].map(({ module }) => module.path),
    ...settings.map(({ place }) => place.anchor.path),
  ]);
}
