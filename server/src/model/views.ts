/**
 * The questions a rule can ask. Everything here is answered lazily, and remembered until something it read changes.
 */
import type { Place } from '../text/place';
import type { Span } from '../text/span';
import type { LineIndex } from '../text/lineIndex';
import type { PlatformTables } from '../platform';
import type { RequirementsFile } from '../syntax/requirements';
import type { FrontMatter } from '../syntax/frontmatter';
import type { PackagesFile } from '../syntax/packages';
import type { Value } from './value';
import type { FunctionEntity, ModuleEntity, UnitEntity } from './entities';

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
  readonly parsed: T;
  /** The place of a span of `parsed`. */
  place(span: Span): Place;
}
export type RequirementsView = FileView<RequirementsFile>;
export type FrontMatterView = FileView<FrontMatter>;
export type PackagesView = FileView<PackagesFile>;

/** The number of seconds requested, or why it is not known. */
export type Duration =
  | { readonly kind: 'default'; readonly seconds: number }
  | { readonly kind: 'constant'; readonly seconds: number; readonly place: Place | undefined }
  | { readonly kind: 'callable'; readonly callable: Value; readonly place: Place | undefined }
  | { readonly kind: 'unknown'; readonly value: Value; readonly place: Place | undefined };

/** One argument of a call that makes a GPU function. */
export interface SettingArgument {
  /** The keyword, or undefined for a positional argument. */
  readonly keyword: string | undefined;
  readonly value: Value;
  /** The value as written; undefined when it was written elsewhere, in a factory for instance. */
  readonly place: Place | undefined;
  /** Keyword and value together. */
  readonly whole: Place | undefined;
}

export interface GpuSettings {
  readonly args: readonly SettingArgument[];
  readonly duration: Duration;
  /** The literal `size`, `large` when none is given, undefined when not known. */
  readonly size: string | undefined;
}

/** A function that runs in a GPU worker when it is called, however it was made one. */
export interface GpuFunction {
  readonly fn: FunctionEntity;
  readonly name: string;
  readonly settings: GpuSettings;
  /** How it became one. `call` covers `spaces.GPU(f)` and re-binding, `indirect` a factory or a helper that decorates. */
  readonly made: 'decorator' | 'call' | 'indirect';
  /** False when another reading of the code leaves it undecorated, as with a conditional decorator. */
  readonly certain: boolean;
  /** The decorator without `@`, or the call. */
  readonly place: Place;
  /** What `place` looks like: `@spaces.GPU` is bare, `@spaces.GPU()` is called. */
  readonly form: 'bare' | 'called';
  /** From the opening to the closing parenthesis of the called form. */
  readonly argsPlace: Place | undefined;
  readonly namePlace: Place;
}

export interface LoopContext {
  readonly kind: 'for' | 'while' | 'comprehension' | 'map';
  /** The header of the statement, or the comprehension's clause. */
  readonly place: Place;
  /** How often the body runs, where that is certain. */
  readonly times: number | undefined;
  /** The call is followed by `return`, `break` or `raise` on every path: the loop is left in the first pass. */
  readonly leftAfterFirstPass: boolean;
}

export interface CallArgument {
  readonly keyword: string | undefined;
  readonly value: Value;
  readonly place: Place;
}

/** One call as written, with what the model knows where it stands. */
export interface CallSite {
  readonly code: Code;
  /** The whole call. */
  readonly place: Place;
  /** What is called, as written: `torch.compile`. */
  readonly calleePlace: Place;
  readonly calleeText: string;
  readonly callee: Value;
  /** For `object.method(…)`: the method's name and what the object is. */
  readonly method: string | undefined;
  readonly receiver: Value | undefined;
  readonly receiverPlace: Place | undefined;
  readonly args: readonly CallArgument[];
  readonly result: Value;
  /** The innermost first. */
  readonly loops: readonly LoopContext[];
  /** It is the decorator of something. */
  readonly isDecorator: boolean;
  /** The result is thrown away. */
  readonly isStatement: boolean;
  /** Inside the `try` body of a statement that handles errors. */
  readonly insideTry: boolean;
}

export interface ValueSite {
  readonly place: Place;
  readonly value: Value;
}

/** Code that runs as one piece: a function body, or a statement outside functions. */
export interface Code {
  readonly module: ModuleEntity;
  readonly unit: UnitEntity;
  /** Undefined for a statement outside functions. */
  readonly fn: FunctionEntity | undefined;
  readonly name: string;
}

/** A function that Gradio calls. */
export interface Handler {
  readonly place: Place;
  readonly event: string;
  readonly fnPlace: Place;
  readonly functions: readonly FunctionEntity[];
}

/** A Space as one snapshot of all its files. */
export interface SpaceView {
  readonly root: string;
  /** Evidence says that this is a ZeroGPU Space. Rules run only then. */
  readonly isZeroGpu: boolean;
  readonly tables: PlatformTables;
  readonly settings: ModelSettings;
  readonly gpuFunctions: readonly GpuFunction[];
  readonly handlers: readonly Handler[];
  readonly requirements: readonly RequirementsView[];
  readonly frontMatter: FrontMatterView | undefined;
  readonly packages: PackagesView | undefined;
  /** The text at a place now. */
  text(place: Place): string;
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
  /** Adds a file or replaces its whole text. */
  setFile(path: string, text: string): void;
  /** Applies edits in order, incrementally. */
  editFile(path: string, changes: readonly TextChange[]): void;
  removeFile(path: string): void;
  /** Settings and tables can change while documents are open. */
  configure(settings: ModelSettings, tables: PlatformTables): void;
  text(path: string): string | undefined;
  lines(path: string): LineIndex | undefined;
  comments(path: string): readonly FileComment[];
  /** Spans of whole statements (decorators and headers included), for placing a suppression comment. Innermost first. */
  statementsAt(path: string, offset: number): readonly Span[];
  /** The subjects whose findings can lie in the file; for the Space as a whole see `spaceSubject`. */
  subjects(path: string): readonly Subject[];
  readonly spaceSubject: Subject;
  /** Remembers what `compute` finds for a subject until something it read changes. */
  remember<T>(label: string, compute: (subject: Subject) => T, equals: (a: T, b: T) => boolean): (subject: Subject) => T;
  /** Frees every parse tree. */
  dispose(): void;
}
