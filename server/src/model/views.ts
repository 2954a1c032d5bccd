/** What the engine and the rules see of a Space. */
import type { Edit, Place } from '../text/place';
import type { Span } from '../text/span';
import type { LineIndex } from '../text/lineIndex';
import type { PlatformTables } from '../platform';
import type { RequirementsFile } from '../syntax/requirements';
import type { FrontMatter } from '../syntax/frontmatter';
import type { PackagesFile } from '../syntax/packages';
import type { QueryOptions } from './database';
import type { ClassEntity, FunctionEntity, ModuleEntity } from './entities';
import type { GpuFunction } from './gpuFunctions';
import type { Handler } from './handlers';
import type { Code } from './program';
import type { Value } from './value';

export type VisitorTier = 'unauthenticated' | 'free' | 'pro';

/** What a user can set that changes what the model believes or what rules say. */
export interface ModelSettings {
  /** Whether the folder is a ZeroGPU Space: from evidence, or because the user says so. */
  readonly treatAsSpace: 'auto' | 'always' | 'never';
  readonly visitorTier: VisitorTier;
  /** The largest `duration` a call may ask for, in seconds; null when the user set none. */
  readonly maxDuration: number | null;
}

/** A file that is parsed as a whole. Its anchor sits at offset 0. */
export interface FileView<T> {
  readonly path: string;
  readonly text: string;
  readonly parsed: T;
  /** The place of a span of `parsed`. */
  place(span: Span): Place;
}
export type RequirementsView = FileView<RequirementsFile>;
export type FrontMatterView = FileView<FrontMatter>;
export type PackagesView = FileView<PackagesFile>;

/** A library module that the Space's Python imports. */
export interface ImportedLibrary {
  /** Dotted, as imported: `torch`, `PIL.Image`. */
  readonly module: string;
  readonly place: Place;
  /** The statement. */
  readonly statement: Place;
  /** In a `try` with handlers, under a condition, or inside a function: it may be meant to be absent. */
  readonly optional: boolean;
  /** The app runs the importing module whenever it starts. */
  readonly atStart: boolean;
}

/** An import inside a function that does not run while the app starts. */
export interface LateImport {
  readonly place: Place;
  /** The function that it stands in. */
  readonly code: Code;
  /** What is imported by it, through other modules too. */
  readonly modules: readonly ModuleEntity[];
}

/** From the start of one place to the end of another in the same file, whatever is written in between. */
export interface Stretch {
  readonly from: Place;
  readonly to: Place;
}

/** `try: import spaces` with a substitute for where the package is missing. */
export interface ImportStub {
  /** What is imported, in the body of the `try`. */
  readonly place: Place;
  /** The `except` line. */
  readonly handler: Place;
  /** The whole statement, from `try` to the end of its last clause. */
  readonly whole: Stretch;
  /** The statements that run when `spaces` is there: the body, and what stands under `else`. */
  readonly kept: readonly Stretch[];
  /** What the substitute binds. */
  readonly names: readonly string[];
}

/** The import of `spaces` in the app, and what runs before it. */
export interface BeforeSpaces {
  /** The statement that imports `spaces`. */
  readonly statement: Place;
  /** It can be moved: it stands on its own, under no condition, and imports nothing else. */
  readonly isMovable: boolean;
  /** The first import of the module, before which the statement could stand. */
  readonly first: Place;
  /** The statements above it, in order. */
  readonly codes: readonly Code[];
  /** The other modules of the Space that those import, on every way: their statements run before it too. */
  readonly modules: readonly ModuleEntity[];
}

/** A Space as one snapshot of all its files. */
export interface SpaceView {
  readonly root: string;
  /** Evidence says that this is a ZeroGPU Space. Rules run only then. */
  readonly isZeroGpu: boolean;
  /** The Gradio version that is installed; undefined when it is the newest, or not known. */
  readonly gradioVersion: string | undefined;
  readonly tables: PlatformTables;
  readonly settings: ModelSettings;
  /** The module that the Hub runs, when it is there. */
  readonly appModule: ModuleEntity | undefined;
  /** The app, and with it what the Space asks for, is for other hardware: only an entry beside it uses `spaces`. */
  readonly isAppForOther: boolean;
  /** Every Python file that was found, relative to the root, whether or not it can be read and rules look at it. */
  readonly pythonFiles: readonly string[];
  /** The Space's own modules that rules look at: the app, and what is reachable from it, not vendored, no tests. */
  readonly modules: readonly ModuleEntity[];
  /** Some module has a syntax error, so that something may be there that is not seen. */
  readonly hasSyntaxErrors: boolean;
  readonly gpuFunctions: readonly GpuFunction[];
  readonly handlers: readonly Handler[];
  /** `spaces.GPU` is applied in a way, or in a file, that the model does not follow. */
  readonly hasUnclearGpuUse: boolean;
  readonly importStubs: readonly ImportStub[];
  /** What the app runs before it imports `spaces`; undefined when it does not import it itself, or first of all. */
  readonly beforeSpaces: BeforeSpaces | undefined;
  /** What the methods of a class set on `self`, by name. */
  attributesOf(cls: ClassEntity): ReadonlyMap<string, Value>;
  /** The methods that the class itself defines. */
  ownMethodsOf(cls: ClassEntity): readonly Code[];
  /** The class and those of the Space that it comes from, nearest first. */
  lineageOf(cls: ClassEntity): readonly ClassEntity[];
  /** What a name stands for on the class itself, inherited or not. */
  memberOf(cls: ClassEntity, name: string): Value;
  /** What a method name stands for on instances of a class, inherited or not. */
  methodsOf(cls: ClassEntity, name: string): readonly FunctionEntity[];
  /** The class of a library that a class is made from, by its full dotted name; undefined when there is none. */
  libraryBaseOf(cls: ClassEntity): string | undefined;
  /** The class is a `torch.nn.Module`. */
  isTorchModule(cls: ClassEntity): boolean;
  /** Every function body and top-level statement of `modules`. */
  readonly codes: readonly Code[];
  /** Those of `codes` that have the word (words.ts). */
  codesNaming(word: string): readonly Code[];
  /** Those of `codes` whose top-level statement names the variable anywhere, whatever it stands for there. */
  codesUsing(name: string): readonly Code[];
  readonly imports: readonly ImportedLibrary[];
  /**
   * The imports that run only once visitors are there, of modules that nothing imports before; undefined when
   * `spaces.GPU` is applied before, too, or that can't be known.
   */
  lateImports(): readonly LateImport[] | undefined;
  readonly requirements: readonly RequirementsView[];
  readonly frontMatter: FrontMatterView | undefined;
  readonly packages: PackagesView | undefined;
  code(fn: FunctionEntity): Code;
  /** The GPU function that this function is, however it was made one. */
  gpuOf(fn: FunctionEntity): GpuFunction | undefined;
  /** Code that names the function, to call it or to hand it on; for a constructor, code that does so with the class. */
  callersOf(fn: FunctionEntity): readonly Code[];
  /** The functions that code calls or hands on. */
  calleesOf(code: Code): readonly Code[];
  handlersOf(fn: FunctionEntity): readonly Handler[];
  /** Whether the name means something where the function is defined: a decorator there may use it. */
  isBoundAt(fn: FunctionEntity, name: string): boolean;
  /** How a module writes the decorator, from its imports: `spaces.GPU`, `GPU`, `sp.GPU`; undefined when it imports neither. */
  gpuNameIn(module: ModuleEntity): string | undefined;
  /** What a name is in functions of a module once it has run; unknown when nothing binds it. */
  global(module: ModuleEntity, name: string): Value;
  /**
   * What a name of the module is where the code runs: in a function that of a module that has run, else what stands above.
   * Undefined when nothing binds it yet.
   */
  globalIn(code: Code, name: string): Value | undefined;
  /** Where the name was last bound outside functions. */
  bindingPlace(module: ModuleEntity, name: string): Place | undefined;
  /** The text at a place now. */
  text(place: Place): string;
  readonly edits: SourceEdits;
}

/** Edits in the style of the file they change. */
export interface SourceEdits {
  replace(place: Place, newText: string): Edit;
  /** Leaves of an expression only a part of it, in parentheses where it needs them. */
  leaveOnly(whole: Place, part: Place): Edit;
  insertBefore(place: Place, newText: string): Edit;
  insertAfter(place: Place, newText: string): Edit;
  /**
   * Deletes what the place covers; the whole lines with the comment behind, when nothing else stands on them. The only
   * statement of a block leaves a `pass` behind, or takes a test along that only asks; one of several on a line takes its
   * `;` along.
   */
  remove(place: Place): Edit;
  /** Adds `keyword=value` or positional arguments to a call; `argsPlace` runs from parenthesis to parenthesis. */
  addArgument(argsPlace: Place, ...added: readonly string[]): Edit;
  /** What is written behind an argument to add another one there: on a line of its own where that one has its own. */
  besideArgument(argument: Place, added: string): string;
  /** Removes one argument with its comma. */
  removeArgument(argsPlace: Place, argument: Place): Edit;
  /** A new line with the text above the line on which the place starts, indented like it. */
  insertLineAbove(place: Place, text: string): Edit;
  /** A new line with the text below the line on which the place ends, indented like the one on which it starts. */
  insertLineBelow(place: Place, text: string): Edit;
  /** Nothing stands on the lines of the place but a comment behind it. */
  ownsLines(place: Place): boolean;
  /** Between the two stand only blank lines, and comments that belong to the lower one; the upper one owns its lines. */
  isRightAbove(upper: Place, lower: Place): boolean;
  /** The place and the comment behind it on its last line: what is to be moved with it. */
  withComment(place: Place): Place;
  /** A Python string, without prefix or escapes, in the quotes of the one at the place, else in those the file prefers. */
  string(place: Place, content: string): string;
  /**
   * Statements above a definition and the comments that belong to it, indented like it, and set off by as many blank lines
   * as the definition is. `newText` is indented for no block and ends in no line ending.
   */
  insertAbove(place: Place, newText: string): Edit;
  /** Lines below a statement, each with its own indentation. */
  insertLinesBelow(place: Place, newText: string): Edit;
  /** How many blank lines set a definition off, two at most; those above its comments. */
  blankLinesAbove(place: Place): number;
  /** Puts definitions in the place of a statement outside functions, set off by two blank lines. */
  replaceWithBlock(place: Place, newText: string): Edit;
  /** The same below a definition, `newText` being one line. */
  insertBelow(place: Place, newText: string): Edit;
  /**
   * Statements with the comments that belong to them, as they would be written in no block. Undefined when a string that
   * spans lines would change with them, or when something else stands on their lines.
   */
  outdented(statements: readonly Place[]): string | undefined;
  /** Deletes the lines of statements, those of the comments that belong to them included. */
  removeLines(statements: readonly Place[]): readonly Edit[];
  /** Puts statements in the place of the block that holds them, indented like it. */
  unwrap(whole: Stretch, kept: readonly Stretch[]): Edit;
  /** `.cpu()` and the like behind an expression. */
  appendMethod(place: Place, needsParens: boolean, suffix: string): Edit;
  /** An import at the top of the module, behind docstring, `__future__` and comments. Undefined when it is there already. */
  addImport(module: ModuleEntity, statement: string): Edit | undefined;
  /** The line on which the place starts, up to the place: blanks only for a statement. */
  indentation(place: Place): string;
  /** `\n` or `\r\n`, as the file has it. */
  lineEnding(place: Place): string;
}

/** What the engine asks rules about, one at a time. */
export type Subject =
  | { readonly kind: 'code'; readonly code: Code }
  | { readonly kind: 'gpuFunction'; readonly gpu: GpuFunction }
  | { readonly kind: 'handler'; readonly handler: Handler }
  | { readonly kind: 'requirements'; readonly file: RequirementsView }
  | { readonly kind: 'frontMatter'; readonly file: FrontMatterView }
  | { readonly kind: 'packages'; readonly file: PackagesView }
  | { readonly kind: 'space' };

/** One edit of an open document; the span is in the text as it was before this edit. */
export interface TextChange {
  readonly span: Span;
  readonly text: string;
}

/** A comment in any kind of file, in whole-file offsets. */
export interface FileComment {
  readonly span: Span;
  readonly text: string;
}

/** What the engine may do with a Space. The only mutable thing in the model. */
export interface SpaceModel {
  readonly root: string;
  readonly view: SpaceView;
  readonly paths: readonly string[];
  /** Files that are there, and that is all that is known of them. */
  readonly unread: readonly string[];
  /** Rises with every change of a file or a setting: while it stays, so does every answer. */
  readonly version: number;
  /** Adds a file or replaces its whole text. */
  setFile(path: string, text: string): void;
  /** Adds a file whose text can't be read, until it is set or removed. */
  setUnread(path: string): void;
  /** Applies edits in order, incrementally. */
  editFile(path: string, changes: readonly TextChange[]): void;
  removeFile(path: string): void;
  /** Parses files with syntax errors again from scratch; true when that changed anything. To be called after a pause in typing. */
  settle(path: string): boolean;
  /** Settings and tables can change while documents are open. */
  configure(settings: ModelSettings, tables: PlatformTables): void;
  text(path: string): string | undefined;
  lines(path: string): LineIndex | undefined;
  /** Parses what may run in the Space, as long as there is time; true when all of that is parsed. */
  readAhead(hasTime: () => boolean): boolean;
  /** The comments of a file, in order; those that touch `span` when it is given. */
  comments(path: string, span?: Span): readonly FileComment[];
  /** Inside a Python string or a YAML value, where a line added would become part of it. */
  isInText(path: string, offset: number): boolean;
  /** The Python or the YAML of the file can't be parsed as a whole. */
  hasSyntaxErrorsIn(path: string): boolean;
  /** The file could be parsed as a whole if this were its text. */
  parses(path: string, text: string): boolean;
  /** Spans of whole statements (decorators and headers included), for placing a suppression comment. Innermost first. */
  statementsAt(path: string, offset: number): readonly Span[];
  /** The subjects whose findings can lie in the file; for the Space as a whole see `spaceSubject`. */
  subjects(path: string): readonly Subject[];
  readonly spaceSubject: Subject;
  /** Remembers what `compute` finds for a subject until something it read changes. */
  remember<T>(label: string, compute: (subject: Subject) => T, options?: QueryOptions<T>): (subject: Subject) => T;
  /** What the model believes, as text for a person or as data. */
  describe(): SpaceDescription;
  /** Frees every parse tree. */
  dispose(): void;
}

/** What the linter sees of a Space: plain data for people, tests and `zerogpu-lint model --json`. */
export interface SpaceDescription {
  readonly root: string;
  readonly isZeroGpu: boolean;
  readonly evidence: readonly string[];
  readonly appFile: string | undefined;
  readonly modules: readonly {
    readonly name: string;
    readonly path: string;
    readonly linted: boolean;
    readonly hasSyntaxErrors: boolean;
  }[];
  readonly gpuFunctions: readonly {
    readonly name: string;
    readonly at: string;
    readonly made: string;
    readonly duration: number | 'callable' | 'unknown';
    readonly durationIsDefault: boolean;
    readonly size: string | undefined;
    readonly certain: boolean;
  }[];
  readonly handlers: readonly { readonly event: string; readonly functions: readonly string[]; readonly at: string }[];
  readonly functions: readonly {
    readonly name: string;
    readonly at: string;
    readonly contexts: readonly string[];
    readonly returns: string;
  }[];
}
