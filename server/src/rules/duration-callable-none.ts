import {
  asksWhetherGiven,
  failsWithout,
  functionsOf,
  only,
  type Code,
  type Handler,
  type SpaceView,
  type Value,
} from '../model';
import type { Place } from '../text/place';
import { reviewFix, rule, SPACES_PACKAGE, ZEROGPU_DOCS, type Fix } from './rule';

export default rule({
  name: 'duration-callable-none',
  summary: 'A duration function that fails on what the GPU function would ask about',
  group: 'duration',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    none: 'On ZeroGPU `{callable}` runs before `{name}`, which asks whether it got `{parameter}`: where a visitor gives none it fails here already, and nothing in `{name}` runs',
  },
  explains: ["'NoneType' object has no attribute 'size'"],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report, space) {
      const { duration, name } = gpu;
      const [target, ...others] = gpu.targets;
      if (duration.kind !== 'callable' || duration.isAdapted || !target?.fn || target.cls || others.length > 0) return;
      const [fn] = duration.functions;
      if (!fn || duration.functions.length > 1) return;
      const callable = space.code(fn);
      if (callable.cls || callable.decorators.length > 0) return;
      for (const [i, { name: parameter, star }] of callable.params.entries()) {
        const asked = target.params[i];
        if (star !== '' || asked?.star !== '') return;
        const handler = space.handlersOf(target.fn).find((each) => mayGiveNothing(each, target, i, space));
        if (!handler || !asksWhetherGiven(target, asked.name)) continue;
        const failure = failsWithout(callable, parameter, space);
        if (!failure) continue;
        report(
          failure.place,
          'none',
          { callable: callable.name, name, parameter: asked.name },
          {
            related: [{ place: handler.place, message: `\`${name}\` gets its inputs here` }],
            fixes: () => askedBefore(parameter, failure.statement, space),
          },
        );
      }
    },
  },
});

/** Components that give None where nothing was put in. */
const MAY_BE_EMPTY = /^gradio\.(?:components\.)?(?:Image|Audio|Video|File|Model3D)$/;

/** Events on which no input has been checked before, and that don't come from the component itself when it is filled. */
const EVENTS = /^(?:click|submit|then|on|Interface|change|clear)$/;

function mayGiveNothing(handler: Handler, target: Code, index: number, space: SpaceView): boolean {
  const { event, inputs } = handler;
  const bound = handler.argument('fn');
  const isItself = !bound || functionsOf(bound.value).some((fn) => fn === target.fn);
  if (!EVENTS.test(event) || !isItself || handler.argument('validator') || !isEmptyable(inputs?.[index])) return false;
  if (event === 'then') return !mayBeFilledBefore(handler, index, space);
  const triggers = handler.argument('triggers');
  return event !== 'on' || !triggers || TRIGGERS.test(space.text(triggers.place));
}

/** One of several triggers is such an event. */
const TRIGGERS = /\.(?:click|submit|change|clear)\b/;

/** What runs before in the chain, as far as it is known, puts something into the component: `.click(load, None, image).then(…)`. */
function mayBeFilledBefore(handler: Handler, index: number, space: SpaceView): boolean {
  const { call, code } = handler;
  const inputs = handler.argument('inputs');
  const component = inputs && /^\[?([\w.,\s]*)\]?$/.exec(space.text(inputs.place))?.[1]?.split(',')[index]?.trim();
  const before = space.handlers.filter(
    (each) => each.code === code && each.call !== call && call && each.call?.place.start === call.place.start,
  );
  return (
    before.length === 0 ||
    !component ||
    before.some((each) => {
      const outputs = each.argument('outputs');
      return (
        outputs &&
        space
          .text(outputs.place)
          .match(/[\w.]+/g)
          ?.includes(component)
      );
    })
  );
}

function isEmptyable(component: Value | undefined): boolean {
  const kind = component && only(component);
  if (kind?.kind === 'text') return ['image', 'audio', 'video', 'file'].includes(kind.value ?? '');
  return kind?.kind === 'object' && !kind.isFixed && MAY_BE_EMPTY.test(kind.type);
}

/** The default of `spaces.GPU`, in seconds. */
const DEFAULT = 60;

/** `if image is None: return 60` above the statement that fails. */
function askedBefore(parameter: string, statement: Place | undefined, space: SpaceView): readonly Fix[] {
  if (!statement || !space.edits.ownsLines(statement)) return [];
  const { edits } = space;
  const indent = edits.indentation(statement);
  const lines = [`if ${parameter} is None:`, `${indent}return ${DEFAULT}`].join(edits.lineEnding(statement) + indent);
  return [reviewFix(`Return ${DEFAULT} where \`${parameter}\` is None`, edits.insertLineAbove(statement, lines))];
}
