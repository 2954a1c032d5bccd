import type { Edit, Place } from '../text/place';
import type { Code, GpuFunction, Handler, RequirementsView, FrontMatterView, PackagesView, SpaceView } from '../model';

/** `error`: it will fail on ZeroGPU, certainly. `warning`: it hurts visitors or quota, or fails under a condition met in practice. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Confidence = 'high' | 'medium' | 'low';
/** `safe` fixes take part in fix-all; `review` ones are offered one at a time. */
export type Safety = 'safe' | 'review';

export interface Source {
  readonly url: string;
  /** The day the page was last read, as an ISO date. */
  readonly read: string;
}

// The pages that most rules rest on.
export const SPACES_PACKAGE: Source = { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' };
export const ZEROGPU_DOCS: Source = { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' };
export const CARD_DOCS: Source = {
  url: 'https://huggingface.co/docs/hub/spaces-config-reference',
  read: '2026-11-21',
};
export const DEPENDENCY_DOCS: Source = {
  url: 'https://huggingface.co/docs/hub/spaces-dependencies',
  read: '2026-11-21',
};

export interface Fix {
  /** Says what will happen, in the user's own names. */
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly Edit[];
}

export interface Related {
  readonly place: Place;
  readonly message: string;
}

export interface Details {
  /** The other ends: decorator, handler, loop, requirement line. */
  readonly related?: readonly Related[];
  /** Built only when somebody asks for the fixes of this finding, the preferred one first. */
  readonly fixes?: () => readonly Fix[];
  /** Lower than the rule's own, when this case is less certain. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Shown faded: the code has no effect. */
  readonly unnecessary?: boolean;
}

/** The `{name}`s of a message template. */
type Placeholders<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Arguments<T extends string> = Readonly<Record<Placeholders<T>, string | number>>;

export type Report<M extends Readonly<Record<string, string>>> = <K extends keyof M & string>(
  place: Place,
  message: K,
  args: Arguments<M[K]>,
  details?: Details,
) => void;

/** What a rule may look at, one method per kind of subject. The engine runs a method again only when what it read changed. */
export interface Checks<M extends Readonly<Record<string, string>>> {
  /** Each function body, and each top-level statement outside functions. */
  code?(code: Code, report: Report<M>, space: SpaceView): void;
  gpuFunction?(gpu: GpuFunction, report: Report<M>, space: SpaceView): void;
  handler?(handler: Handler, report: Report<M>, space: SpaceView): void;
  /** `requirements.txt` and `pre-requirements.txt`. */
  requirements?(file: RequirementsView, report: Report<M>, space: SpaceView): void;
  frontMatter?(frontMatter: FrontMatterView, report: Report<M>, space: SpaceView): void;
  packages?(file: PackagesView, report: Report<M>, space: SpaceView): void;
  /** Questions about the Space as a whole. */
  space?(space: SpaceView, report: Report<M>): void;
}

export interface RuleDeclaration<M extends Readonly<Record<string, string>>> {
  /** Kebab-case; the diagnostic code, the file name and the name of the page. */
  readonly name: string;
  readonly summary: string;
  readonly group:
    'registration' | 'duration' | 'cuda' | 'process' | 'gradio' | 'requirements' | 'front-matter' | 'suppression';
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly audience: 'default' | 'pedantic';
  readonly messages: M;
  /**
   * The platform error texts that this rule explains, each a stretch that stays the same whatever the numbers in it. A
   * single word is an exception, or a state of the Space, that comes without a message.
   */
  readonly explains: readonly string[];
  readonly sources: readonly Source[];
  /** Which code concerns it: what has one of these words (model/words.ts). Without them it looks at all code. */
  readonly concerns?: readonly string[] | undefined;
  readonly check: Checks<M>;
}

/** A rule whose message keys are no longer of interest to the type checker. */
export type Rule = RuleDeclaration<Readonly<Record<string, string>>>;

/** Declares a rule; the message templates type the arguments of `report`. */
export function rule<const M extends Readonly<Record<string, string>>>(declaration: RuleDeclaration<M>): Rule {
  return declaration;
}

/** A fix that is certain to be what the author wants. */
export function safeFix(title: string, ...edits: readonly Edit[]): Fix {
  return { title, safety: 'safe', edits };
}

/** A fix that is a decision, for a person to make. */
export function reviewFix(title: string, ...edits: readonly Edit[]): Fix {
  return { title, safety: 'review', edits };
}

/** A change that a refactoring proposes, as a fix; none where it proposes nothing. */
export function proposed(proposal: Pick<Fix, 'title' | 'edits'> | undefined): readonly Fix[] {
  return proposal ? [reviewFix(proposal.title, ...proposal.edits)] : [];
}
