import {
  appendLine,
  argumentOf,
  calledPath,
  callsOf,
  cardEntry,
  constantOf,
  dependency,
  deviceOfValue,
  emulatedCuda,
  externalPath,
  fittingGradio,
  gpuDecoration,
  isClientCall,
  isDevice,
  isGivenAway,
  limitsFor,
  linesToLimit,
  longestForAll,
  mainRequirements,
  only,
  picklesItself,
  requirementText,
  requoted,
  respecify,
  setsVariable,
  valueOnceStarted,
  writtenSeconds,
  type BeforeSpaces,
  type CallArgument,
  type CallFact,
  type ClassEntity,
  type Code,
  type DefinitionFact,
  type EnvironmentWrite,
  type FrontMatterNode,
  type FrontMatterView,
  type GpuFunction,
  type LongRequest,
  type ModuleEntity,
  type SpaceView,
  type Value,
} from '../model';
import { admits, cardKeyOf, cardProblems, compareVersions, majorOf, newestRelease } from '../platform';
import { UNPICKLABLE } from '../platform/libraries';
import { writeDuration } from '../refactorings/setDuration';
import { sameData } from '../text/equality';
import { nearest } from '../text/nearest';
import { absolute, type Edit, type Place } from '../text/place';
import type { Details, Fix, Related, Safety } from './rule';

/** What a toast of ZeroGPU has as its title, and what stands below it, which alone is in the log (pypi.org/project/spaces, read 2026-11-21). */
export const quotaExceeded = ['ZeroGPU quota exceeded', 'requested vs.', 's left vs.'] as const;
export const illegalDuration = ['ZeroGPU illegal duration', 'is larger than the maximum allowed'] as const;
export const queueTimeout = ['ZeroGPU queue timeout', 'No GPU was available after'] as const;

/** A change that a refactoring proposes as a fix, for a person to choose. */
export function proposed(proposal: Pick<Fix, 'title' | 'edits'> | undefined): readonly Fix[] {
  return proposal ? [{ title: proposal.title, safety: 'review', edits: proposal.edits }] : [];
}

/**
 * The edits that make the card ask for this Gradio, and the requirements for what it fails without and does not tell pip
 * of; with that, as the end of a title.
 */
export function askForGradio(
  space: SpaceView,
  card: FrontMatterView,
  value: FrontMatterNode,
  version: string,
): { readonly edits: readonly Edit[]; readonly added: string } {
  const file = mainRequirements(space);
  const limits = file ? limitsFor(space, version) : [];
  const open = file ? linesToLimit(space, version) : [];
  const listed = (verb: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `, and ${verb} ${lines.map((line) => `\`${line}\``).join(' and ')}`;
  const narrowed = open.map(({ dependency: { name = '' }, specifiers }) => `${name}${specifiers}`);
  return {
    edits: [
      space.edits.replace(card.place(value.span), requoted(value, version)),
      ...open.map(({ dependency, specifiers }) => respecify(space, dependency, specifiers)),
      ...(file && limits.length > 0 ? [appendLine(space, file, limits.join(file.parsed.lineEnding))] : []),
    ],
    added: listed('add', limits) + listed('ask for', narrowed),
  };
}

/** Where the GPU function is made in whose worker something happens. */
export function inWorkerOf(gpu: GpuFunction | undefined): readonly Related[] {
  return gpu ? [{ place: gpu.place, message: `\`${gpu.name}\` runs in a worker` }] : [];
}

/** Where the GPU function is made that has a visitor pay for what happens in it. */
export function heldBy(gpu: GpuFunction): Related {
  return { place: gpu.place, message: `\`${gpu.name}\` holds a GPU from here` };
}

/** Makes a function a GPU function. */
export function decorate(code: Code, space: SpaceView): Fix {
  const { decorator, edit, added } = gpuDecoration(code, space);
  const edits = [...(added ? [added] : []), edit];
  return { title: `Decorate \`${code.name}\` with \`${decorator}\``, safety: 'review', edits };
}

/** What asks whether there is CUDA. */
export const ASKS = 'torch.cuda.is_available';

/**
 * The only name of the module that is given a CUDA device in a statement that asks for CUDA, once, above the place;
 * undefined when there is none.
 */
export function deviceNameAbove(place: Place, module: ModuleEntity, space: SpaceView): string | undefined {
  const names = space.codesNaming(ASKS).flatMap((code) => {
    if (code.fn || code.module !== module || code.reach.runs !== 'always') return [];
    const call = code.calls.find((each) => calledPath(each) === ASKS);
    if (!call || absolute(call.place).start > absolute(place).start) return [];
    return [...code.facts.names].flatMap(([name, value]) =>
      (constantOf(value) === 'cuda' || (isDevice(value) && deviceOfValue(value) === 'cuda')) &&
      space.bindingPlace(module, name)?.anchor === call.place.anchor
        ? [name]
        : [],
    );
  });
  const [name, ...others] = names;
  return others.length > 0 ? undefined : name;
}

/** How the module names the CUDA device there: its own variable that asks for one, unless `code` hides it, or the text. */
export function cudaAt(place: Place, module: ModuleEntity, space: SpaceView, code?: Code): string {
  const name = deviceNameAbove(place, module, space);
  return name === undefined || code?.owns(name) === true ? space.edits.string(place, 'cuda') : name;
}

/** Chooses the attention that torch has itself. */
export function useOwnAttention({ place }: CallArgument, space: SpaceView): Fix {
  const edits = [space.edits.replace(place, space.edits.string(place, 'sdpa'))];
  return { title: 'Use PyTorch’s own attention', safety: 'safe', edits };
}

/** Removes what sets an environment variable, where that is all that a statement of the module does, in no block. */
export function withoutAssignment(
  { variable, isAlone, statement }: EnvironmentWrite,
  code: Code,
  safety: Safety,
  space: SpaceView,
): readonly Fix[] {
  if (!isAlone || code.fn || code.reach.headers.length > 0) return [];
  return [{ title: `Remove the assignment of \`${variable}\``, safety, edits: [space.edits.remove(statement)] }];
}

/** Position of a decorator of this name that stands below the one at `index`. */
export function below(definition: DefinitionFact, index: number, path: string): number | undefined {
  const found = definition.decorators.findIndex(({ value }, i) => i > index && externalPath(value) === path);
  return found < 0 ? undefined : found;
}

/** Puts the decorator at `index` where the one at `last` stands, and those in between one up. */
export function moveBelow(definition: DefinitionFact, index: number, last: number, space: SpaceView): readonly Edit[] {
  const wholes = definition.decorators.slice(index, last + 1).map(({ whole }) => whole);
  return wholes.map((whole, i) => space.edits.replace(whole, space.text(wholes[(i + 1) % wholes.length] ?? whole)));
}

/** Puts a context, written as `torch.…`, directly above the functions, below all their decorators. */
export function underTorchContext(functions: readonly Code[], context: string, space: SpaceView): readonly Fix[] {
  const canBe = functions.every(({ fn, node, module }) => {
    const isTorch = externalPath(space.global(module, 'torch')) === 'torch';
    return fn && node?.kind === 'FunctionDef' && isTorch && space.isBoundAt(fn, 'torch');
  });
  if (!canBe) return [];
  const edits = functions.map(({ definitionPlace }) => space.edits.insertLineAbove(definitionPlace, `@${context}`));
  const names = functions.map(({ name }) => `\`${name}\``).join(', ');
  return [{ title: `Put \`@${context}\` above ${names}`, safety: 'review', edits }];
}

/** Moves the import of `spaces` above all others, where it can be moved. */
export function importFirst(before: BeforeSpaces, space: SpaceView): readonly Fix[] {
  if (!before.isMovable) return [];
  const written = space.text(before.statement);
  return [
    {
      title: `Move \`${written}\` to the top`,
      safety: 'safe',
      edits: [
        space.edits.insertLineAbove(before.first, space.text(space.edits.withComment(before.statement))),
        space.edits.remove(before.statement),
      ],
    },
  ];
}

/** Writes a `duration` that nobody whom the Space is made for is shut out by. */
export function lowerDuration(gpu: GpuFunction, space: SpaceView): readonly Fix[] {
  const seconds = longestForAll(space, gpu.size);
  if (seconds === undefined) return [];
  const why = `which ${space.settings.visitorTier === 'pro' ? 'PRO accounts' : 'everybody'} can run`;
  if (gpu.duration.kind === 'constant') return rewriteDuration(gpu, seconds, space, why);
  const edit = writeDuration(gpu, String(seconds), space);
  if (!edit) return [];
  return [{ title: `Set the duration of \`${gpu.name}\` to ${seconds} s, ${why}`, safety: 'review', edits: [edit] }];
}

/** What the rules on requests that are too long tell besides: where a function gives the seconds, and the fix. */
export function longRequestDetails(gpu: GpuFunction, { estimates, place }: LongRequest, space: SpaceView): Details {
  return {
    // A lambda stands in the argument itself.
    related: estimates
      .filter((code) => !sameData(code.place, place))
      .map(({ name, namePlace }) => ({ place: namePlace, message: `\`${name}\` gives the seconds` })),
    fixes: () => lowerDuration(gpu, space),
  };
}

/** Writes another number of seconds where the present one is written. */
export function rewriteDuration(gpu: GpuFunction, seconds: number, space: SpaceView, why: string): readonly Fix[] {
  const place = writtenSeconds(gpu, space);
  if (!place || gpu.duration.kind !== 'constant') return [];
  const { place: argument } = gpu.duration.argument;
  const what = sameData(place, argument) ? `the duration of \`${gpu.name}\`` : `\`${space.text(argument)}\``;
  const edits = [space.edits.replace(place, String(seconds))];
  return [{ title: `Set ${what} to ${seconds} s, ${why}`, safety: 'review', edits }];
}

/**
 * Writes a Gradio that is not older than `least` into the front matter, and frees the requirements of what excludes it: one
 * of the same major version where that can be, which changes least, else the newest that goes with the requirements.
 */
export function raiseGradio(space: SpaceView, least: string): readonly Fix[] {
  const { frontMatter, gradioVersion = '' } = space;
  const value = frontMatter && cardEntry(frontMatter, 'sdk_version')?.value;
  const isEnough = (version: string): boolean => (compareVersions(version, least) ?? -1) >= 0;
  const version =
    fittingGradio(space, (each) => isEnough(each) && majorOf(each) === majorOf(gradioVersion)) ??
    fittingGradio(space, isEnough) ??
    newestRelease(space.tables, 'gradio');
  if (!value || version === undefined) return [];
  const asked = dependency(space, 'gradio');
  const isExcluded = asked && admits(asked.specifiers, version) === false;
  if (isExcluded && asked.line.form !== 'name') return [];
  const { edits, added } = askForGradio(space, frontMatter, value, version);
  const title = `Raise \`sdk_version\` to ${version}`;
  if (!isExcluded) return [{ title: `${title}${added}`, safety: 'review', edits }];
  return [
    {
      title: `${title}, and ask for \`gradio\` instead of \`${requirementText(asked)}\`${added}`,
      safety: 'review',
      edits: [...edits, respecify(space, asked, '')],
    },
  ];
}

/** The token that a Gradio client is given by the name it had until Gradio 6, where no other name is tried. */
export function oldTokenOf(call: CallFact): CallArgument | undefined {
  return isClientCall(call) && !call.insideTry ? argumentOf(call, 'hf_token') : undefined;
}

/** The edit that calls it as Gradio 6 does. */
export function renamedToken({ whole }: CallArgument, space: SpaceView): Edit {
  return space.edits.replace({ ...whole, end: whole.start + 'hf_token'.length }, 'token');
}

/** `spaces` is told to decorate Gradio's functions by itself, by its function or in the environment. */
export function wrapsByItself(space: SpaceView): boolean {
  return (
    space.codesNaming('spaces.enable_gradio_auto_wrap').length > 0 || setsVariable('SPACES_GRADIO_AUTO_WRAP', space)
  );
}

/** Other GPU functions ask the duration function too, or the app calls it itself. */
export function isUsedElsewhere({ fn }: Code, space: SpaceView): boolean {
  const asking = space.gpuFunctions.filter(
    ({ duration }) => duration.kind === 'callable' && duration.functions.some((each) => each === fn),
  );
  return asking.length > 1 || space.codes.some((code) => callsOf(fn, code).length > 0);
}

/** Why an object of a class had better not be pickled: the worst reason, and the attribute; undefined when none is known. */
export function burdenOf(
  cls: ClassEntity,
  space: SpaceView,
): { readonly message: 'impossible' | 'empty' | 'heavy'; readonly attribute: string } | undefined {
  if (picklesItself(cls, space)) return undefined;
  const attributes = [...space.attributesOf(cls).keys()]
    .filter((name) => !isSetInWorkers(cls, name, space) && !isGivenAway(cls, name, space))
    .map((name) => [name, valueOnceStarted(cls, name, space)] as const);
  const impossible = attributes.find(([, value]) => isObject(value, (kind) => kind in UNPICKLABLE));
  const empty = attributes.find(([, value]) => emulatedCuda(value, space) !== undefined);
  const heavy = attributes.find(([, value]) => isObject(value, (kind) => kind === 'model' || kind === 'pipeline'));
  const told = impossible ?? empty ?? heavy;
  return told && { message: impossible ? 'impossible' : empty ? 'empty' : 'heavy', attribute: told[0] };
}

/** A method that may become a GPU function: its object is not known to be hard to pickle, and loses nothing in a worker. */
export function isLightMethod({ cls, node, isAsync, outer, writes }: Code, space: SpaceView): boolean {
  if (!cls || node?.kind !== 'FunctionDef' || isAsync || outer.fn || /^__(?!call__)\w+__$/.test(node.name))
    return false;
  if (burdenOf(cls, space) || writes.some(({ root }) => root.owner === 'self')) return false;
  // Gradio's page holds locks and the functions of its events.
  return ![...space.attributesOf(cls).values()].some(({ alts }) =>
    alts.some((item) => item.kind === 'object' && ['component', 'blocks', 'event'].includes(item.object)),
  );
}

/** Only GPU functions make it more than None, so that the object that is sent does not have it. */
function isSetInWorkers(cls: ClassEntity, attribute: string, space: SpaceView): boolean {
  const setters = space
    .ownMethodsOf(cls)
    .filter(({ writes }) =>
      writes.some(
        ({ kind, root, attribute: written, value }) =>
          kind === 'attribute' && root.owner === 'self' && written === attribute && only(value)?.kind !== 'none',
      ),
    );
  return setters.length > 0 && setters.every(({ gpu, isGpuOnly }) => gpu !== undefined || isGpuOnly);
}

function isObject(value: Value, test: (kind: string) => boolean): boolean {
  return !value.open && value.alts.some((item) => item.kind === 'object' && test(item.object));
}

interface MisspeltKey {
  readonly entry: FrontMatterView['parsed']['entries'][number];
  readonly meant: string;
}

/** The keys that the Hub does not know and that look like one it does, which is not there. */
export function misspeltKeys(file: FrontMatterView, { tables }: SpaceView): readonly MisspeltKey[] {
  const keys = tables.cardKeys.rows.filter(({ status }) => status === 'space').map(({ key }) => key);
  return file.parsed.entries.flatMap((entry) => {
    const { key, duplicate } = entry;
    if (duplicate || key.length < 4 || cardKeyOf(tables, key)) return [];
    const meant = nearest(key, keys);
    // With the right key there as well, this is more likely to be something else on purpose.
    return meant === undefined || cardEntry(file, meant) ? [] : [{ entry, meant }];
  });
}

/** Writes the key that was meant; nothing where its value would be wrong for that. */
export function renameKey({ entry, meant }: MisspeltKey, file: FrontMatterView, space: SpaceView): readonly Fix[] {
  const { keySpan, value } = entry;
  const better = valueFor(meant, value, space);
  if (better === undefined) return [];
  const edits = [space.edits.replace(file.place(keySpan), meant)];
  if (better !== value.raw) edits.push(space.edits.replace(file.place(value.span), better));
  return [{ title: `Rename \`${entry.key}\` to \`${meant}\``, safety: 'review', edits }];
}

/** The value as the key takes it: one text is the only item of a list. Undefined when it would be wrong for the key. */
function valueFor(
  key: string,
  { kind, style, raw, value }: FrontMatterNode,
  { tables }: SpaceView,
): string | undefined {
  const [problem] = cardProblems(tables, key, value);
  if (problem === undefined) return raw;
  // A version without quotes is another one to YAML.
  if (kind === 'number' && style === 'plain')
    return cardProblems(tables, key, raw).length === 0 ? `"${raw}"` : undefined;
  const isItem = problem.kind === 'type' && problem.expected === 'list' && kind === 'string' && style !== 'block';
  // In brackets these mean something else.
  if (!isItem || (style === 'plain' && /[[\]{},#]/.test(raw))) return undefined;
  return cardProblems(tables, key, [value]).length === 0 ? `[${raw}]` : undefined;
}
