import { entryOf } from '../syntax/frontmatter';
import { sameData } from '../text/equality';
import { folderOf, isInside, isTestFile, relativeTo, withoutDot } from '../text/paths';
import type { Database } from './database';
import type { ModuleEntity } from './entities';
import type { ImportGraph } from './names/importGraph';
import { isOfSpaces } from './names/imports';
import type { NameIndex } from './names/nameIndex';
import type { FrontMatterView, ModelSettings } from './views';

/** Folders whose code somebody else wrote. */
const VENDORED =
  /(?:^|\/)(?:vendor|vendored|third_party|thirdparty|third-party|external|extern|submodules|site-packages)\//;
/** What an app imports under such a name is a part of it that can be run by itself: `scripts/t2v_test.py`. */
const MODULE_TRIED_OUT = /^(?!(?:.*\/)?(?:tests?|testing)\/).*_test\.py$/;
/** What an app imports that may start another file of the Space, and what else runs one: `os.system("python web.py")`. */
const STARTING = /^(?:subprocess|runpy|importlib|multiprocessing)(?:\.|$)/;
const STARTERS = ['system', 'exec', 'execv', 'execvp'];

/** Folders that are taken to be copies of a library when they are this large and know nothing of ZeroGPU. */
const LARGE_PACKAGE = 40;

/** What of the Space is asked, to say what belongs to it. */
interface Sources {
  readonly root: string;
  /** Every Python file of the folder, by path. */
  readonly all: () => readonly ModuleEntity[];
  readonly settings: () => ModelSettings;
  readonly frontMatter: () => FrontMatterView | undefined;
  /** It decorates with a `spaces.GPU` that nothing binds. */
  readonly lacksSpaces: (module: ModuleEntity) => boolean;
}

/** What says that a folder is a ZeroGPU Space, and which of its modules the platform runs and the linter looks at. */
export class Membership {
  readonly #sources: Sources;
  readonly #graph: ImportGraph;
  readonly #app: (membership: Membership) => ModuleEntity | undefined;
  readonly #linted: (membership: Membership) => readonly ModuleEntity[];
  readonly #running: (membership: Membership) => readonly ModuleEntity[];
  readonly #evidence: (membership: Membership) => readonly string[];
  readonly #namesSpaces: (module: ModuleEntity) => boolean;
  readonly #isScript: (module: ModuleEntity) => boolean;
  readonly #startsOthers: (module: ModuleEntity) => boolean;

  constructor(db: Database, sources: Sources, graph: ImportGraph, names: NameIndex) {
    this.#sources = sources;
    this.#graph = graph;
    // What nearly everything reads, and what nearly nothing changes.
    const firm = { equals: sameData, barrier: true };
    this.#app = db.query('appModule', () => this.#computeApp(), { barrier: true });
    this.#linted = db.query('linted', () => this.#computeLinted(), firm);
    this.#running = db.query('running', () => this.#computeRunning(), firm);
    this.#evidence = db.query('evidence', () => this.#computeEvidence(), firm);
    this.#namesSpaces = names.usesName('spaces');
    this.#isScript = names.usesName('__name__');
    const runsText = STARTERS.map((name) => names.usesName(name));
    this.#startsOthers = db.query(
      'startsOthers',
      (module) =>
        graph.importsComputed(module) ||
        graph.importsOf(module).some((item) => STARTING.test(item.module)) ||
        runsText.some((uses) => uses(module)),
      { barrier: true },
    );
  }

  /** The module that the Hub runs; undefined when there is none of that name. */
  get app(): ModuleEntity | undefined {
    return this.#app(this);
  }

  /** The modules that rules look at. */
  get linted(): readonly ModuleEntity[] {
    return this.#linted(this);
  }

  /** What may run in the Space, linted or not. */
  get running(): readonly ModuleEntity[] {
    return this.#running(this);
  }

  /** What says that this is a ZeroGPU Space; empty when nothing does. */
  get evidence(): readonly string[] {
    return this.#evidence(this);
  }

  /** It may start another entry by a command, or run its text. */
  startsOthers(module: ModuleEntity): boolean {
    return this.#startsOthers(module);
  }

  /** What runs by itself: the app, and whatever imports `spaces`. */
  entries(): readonly ModuleEntity[] {
    const { app } = this;
    return app ? [app, ...this.#importers()] : this.#importers();
  }

  #computeApp(): ModuleEntity | undefined {
    const modules = this.#sources.all();
    const frontMatter = this.#sources.frontMatter();
    const written = frontMatter && entryOf(frontMatter.parsed, 'app_file')?.value.value;
    const file = typeof written === 'string' ? withoutDot(written) : 'app.py';
    return modules.find((module) => module.path === `${this.#sources.root}/${file}`);
  }

  #computeLinted(): readonly ModuleEntity[] {
    const all = this.#sources.all();
    const { app } = this;
    const importers = this.#importers();
    const ofApp = this.#graph.runWith(app ? [app] : []);
    // Where other entries than the app use `spaces`, the app is for other hardware, unless only its import is missing.
    const isForOther =
      importers.length > 0 &&
      this.#declaredEvidence().length === 0 &&
      ![...ofApp].some((module) => this.#graph.usesSpaces(module) || this.#namesSpaces(module));
    const reached = new Set([...(isForOther ? [] : ofApp), ...this.#graph.runWith(this.#users(importers))]);
    const sizes = new Map<string, { count: number; own: boolean }>();
    for (const module of all) {
      const folder = topFolder(this.#sources.root, module.path);
      const size = sizes.get(folder) ?? { count: 0, own: false };
      sizes.set(folder, { count: size.count + 1, own: size.own || this.#graph.usesSpaces(module) });
    }
    return [...reached].sort(byPath).filter((module) => {
      if (module === app) return true;
      const relative = relativeTo(this.#sources.root, module.path);
      if (VENDORED.test(relative) || (isTestFile(relative) && !MODULE_TRIED_OUT.test(relative))) return false;
      // What lies beside the app, or below, is the app's, however large the package is that it is a part of.
      const beside = app && folderOf(app.path);
      if (beside !== undefined && beside !== this.#sources.root && isInside(module.path, beside)) return true;
      const size = sizes.get(topFolder(this.#sources.root, module.path));
      return !(relative.includes('/') && size && size.count > LARGE_PACKAGE && !size.own);
    });
  }

  /** The modules that import `spaces`, save tests. */
  #importers(): readonly ModuleEntity[] {
    return this.#sources
      .all()
      .filter((module) => this.#graph.usesSpaces(module) && !isTestFile(relativeTo(this.#sources.root, module.path)));
  }

  /** Save scripts that leave it at the import, as what they import does: beside modules that use it they are for other hardware. */
  #users(importers: readonly ModuleEntity[]): readonly ModuleEntity[] {
    if (importers.length === 1) return importers;
    const mayLoadAny = [...this.#graph.runWith(importers)].some((module) => this.#graph.importsComputed(module));
    const users = importers.filter(
      (importer) =>
        // What others load at run time is seldom run for itself, too.
        (mayLoadAny && !this.#isScript(importer)) ||
        [...this.#graph.runWith([importer])].some(
          (module) => this.#graph.usesSpaces(module) && !this.#onlyImports(module),
        ),
    );
    return users.length === 0 ? importers : users;
  }

  /** All it does with `spaces` is `import spaces`. */
  #onlyImports(module: ModuleEntity): boolean {
    const imports = this.#graph.importsOf(module).filter((item) => item.level === 0 && isOfSpaces(item.module));
    const isPlain = imports.every(
      (item) => item.module === 'spaces' && item.names.length === 0 && item.alias === undefined,
    );
    return isPlain && !this.#namesSpaces(module);
  }

  #computeRunning(): readonly ModuleEntity[] {
    if (this.linted.some((module) => this.#graph.importsComputed(module))) return this.#sources.all();
    return [...this.#graph.runWith(this.entries())].sort(byPath);
  }

  #computeEvidence(): readonly string[] {
    if (this.#sources.settings().treatAsSpace === 'never') return [];
    const [importer] = this.#importers();
    const written = importer
      ? [`${relativeTo(this.#sources.root, importer.path)} imports spaces`]
      : this.#forgottenImport();
    return [...written, ...this.#declaredEvidence()];
  }

  /** Of the app, what decorates with `spaces.GPU` and has nothing of that name. */
  #forgottenImport(): readonly string[] {
    const { app } = this;
    const module = [...this.#graph.runWith(app ? [app] : [])].find((each) => this.#sources.lacksSpaces(each));
    return module ? [`${relativeTo(this.#sources.root, module.path)} uses spaces.GPU without importing it`] : [];
  }

  /** What says of the whole folder that it is a ZeroGPU Space. */
  #declaredEvidence(): readonly string[] {
    const evidence: string[] = [];
    const { treatAsSpace } = this.#sources.settings();
    if (treatAsSpace === 'always') evidence.push('a setting says that this is a ZeroGPU Space');
    const frontMatter = this.#sources.frontMatter();
    const sdk = frontMatter && entryOf(frontMatter.parsed, 'sdk')?.value.value;
    const hardware = frontMatter && entryOf(frontMatter.parsed, 'suggested_hardware')?.value.value;
    if (sdk === 'gradio' && typeof hardware === 'string' && hardware.startsWith('zero-')) {
      evidence.push(`README.md suggests the hardware ${hardware}`);
    }
    return evidence;
  }
}

/** By path, ascending. */
export function byPath(a: ModuleEntity, b: ModuleEntity): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function topFolder(root: string, path: string): string {
  const relative = path.slice(root.length + 1);
  return relative.includes('/') ? relative.slice(0, relative.indexOf('/')) : '';
}
