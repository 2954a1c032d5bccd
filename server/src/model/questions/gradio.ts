/** What the app does with Gradio: which one, what it makes of it, and how Gradio calls the functions that it is given. */
import { compareVersions, isVersion, majorOf } from '../../platform';
import { sameData } from '../../text/equality';
import { functionsOf, isGpuDecorator } from '../callables';
import { cardText } from './card';
import { dependency } from './dependencies';
import { setsVariable } from './environment';
import type { CallFact } from '../facts';
import type { Code, Parameter } from '../program';
import { alternatives, externalPath, mayBeExternal, objectOf, type Value } from '../value';
import type { SpaceView } from '../views';

/** The Gradio version that the files ask for: `sdk_version` as written, or a pin. */
export function writtenGradioVersion(space: SpaceView): string | undefined {
  const version = cardText(space, 'sdk_version') ?? dependency(space, 'gradio')?.pin;
  return version !== undefined && isVersion(version) ? version : undefined;
}

/** The major version of Gradio; undefined when it is the newest, or not known. */
export function gradioMajor(space: SpaceView): number | undefined {
  const { gradioVersion } = space;
  return gradioVersion === undefined ? undefined : majorOf(gradioVersion);
}

/** True when the Space says that it uses a Gradio older than `version`. */
export function gradioIsOlder(space: SpaceView, version: string): boolean {
  const { gradioVersion } = space;
  return gradioVersion !== undefined && (compareVersions(gradioVersion, version) ?? 0) < 0;
}

/** `progress=gr.Progress(…)`: Gradio fills it in, and shows what is reported to it. */
export function isProgress({ defaultValue }: Parameter): boolean {
  return (
    defaultValue !== undefined && alternatives(defaultValue, 'object').some(({ type }) => type === 'gradio.Progress')
  );
}

/** The bar of this parameter shows what `tqdm` counts, without being told: `gr.Progress(track_tqdm=True)`. */
export function tracksTqdm(name: string, { header }: Code): boolean {
  const made = header?.params.find((param) => param.name === name)?.defaultValue;
  if (made?.kind !== 'Call') return false;
  const given = made.args.find(({ keyword }) => keyword === undefined || keyword === 'track_tqdm')?.value;
  return given !== undefined && !(given.kind === 'Constant' && given.value === false);
}

/** A `gr.State`, for certain. */
export function isState(value: Value): boolean {
  return objectOf(value, 'state') !== undefined;
}

/** `gradio_client.Client(…)`. */
export function isClientCall(call: CallFact): boolean {
  return mayBeExternal(call.callee, /^(?:gradio_client|gradio)(?:\.client)?\.Client$/);
}

/** `gr.Examples(…)`. */
export function isExamplesCall(call: CallFact): boolean {
  return mayBeExternal(call.callee, /^gradio(?:\.helpers)?\.Examples$/);
}

/** The functions that Gradio calls for visitors, each once. */
export function handlerFunctions(space: SpaceView): readonly Code[] {
  return [...new Set(space.handlers.flatMap(({ functions }) => functions))];
}

/** The name under which a function can use gradio. */
export function gradioNameIn(code: Code, space: SpaceView): string | undefined {
  return ['gr', 'gradio'].find(
    (name) => externalPath(space.global(code.module, name)) === 'gradio' && !code.owns(name),
  );
}

/** Gradio calls the function as it is written: no decorator has put something around it that calls it in its own way. */
export function isHandledItself(code: Code, space: SpaceView): boolean {
  const { fn } = code;
  if (!fn) return false;
  return space.handlersOf(fn).some((handler) => {
    const bound = handler.argument('fn');
    if (bound) return functionsOf(bound.value).includes(fn);
    const { call } = handler;
    if (call?.isDecorator !== true) return false;
    const at = code.decorators.findIndex(({ place }) => sameData(place, call.place));
    return code.decorators.slice(at + 1).every(({ value }) => isGpuDecorator(value));
  });
}

/** `spaces` is told to decorate Gradio's functions by itself, by its function or in the environment. */
export function wrapsByItself(space: SpaceView): boolean {
  return (
    space.codesNaming('spaces.enable_gradio_auto_wrap').length > 0 || setsVariable('SPACES_GRADIO_AUTO_WRAP', space)
  );
}
