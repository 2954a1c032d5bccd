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
import { limitOf } from '../platform';
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

/** One of several triggers is such an event. */
const TRIGGERS = /\.(?:click|submit|change|clear)\b/;

function mayGiveNothing(handler: Handler, target: Code, index: number, space: SpaceView): boolean {
  const { event, inputs } = handler;
  const bound = handler.argument('fn');
  const isItself = !bound || functionsOf(bound.value).some((fn) => fn === target.fn);
  const component = inputs?.[index];
  if (!isItself || !startsUnchecked(handler, space) || !component || !isEmptyable(component)) return false;
  return event !== 'then' || isLeftEmpty(component, handler, space);
}

/** It may start with nothing put in: no event of the component, and no check in the browser or before it, stands in the way. */
function startsUnchecked(handler: Handler, space: SpaceView): boolean {
  const { event } = handler;
  if (!EVENTS.test(event) || handler.argument('validator') || handler.argument('js')) return false;
  const triggers = event === 'on' ? handler.argument('triggers') : undefined;
  return !triggers || TRIGGERS.test(space.text(triggers.place));
}

/** What runs before in the chain is known, and puts nothing into a component of this kind: `.click(load, None, text).then(…)`. */
function isLeftEmpty(component: Value, { call, code }: Handler, space: SpaceView): boolean {
  const before = space.handlers.filter(
    (each) => each.code === code && each.call !== call && call && each.call?.place.start === call.place.start,
  );
  const isLeft = (each: Handler): boolean =>
    startsUnchecked(each, space) && each.outputs?.every((output) => isOther(output, component)) === true;
  return before.length > 0 && before.every(isLeft);
}

/** A component of another class. */
function isOther(output: Value, component: Value): boolean {
  const [one, other] = [only(output), only(component)];
  return one?.kind === 'object' && other?.kind === 'object' && one.type !== other.type;
}

function isEmptyable(component: Value): boolean {
  const kind = only(component);
  if (kind?.kind === 'text') return ['image', 'audio', 'video', 'file'].includes(kind.value ?? '');
  return kind?.kind === 'object' && !kind.isFixed && MAY_BE_EMPTY.test(kind.type);
}

/** `if image is None: return 60` above the statement that fails: what `spaces.GPU` takes where nothing is asked for. */
function askedBefore(parameter: string, statement: Place | undefined, space: SpaceView): readonly Fix[] {
  const seconds = limitOf(space.tables, 'default-duration');
  if (seconds === undefined || !statement || !space.edits.ownsLines(statement)) return [];
  const { edits } = space;
  const indent = edits.indentation(statement);
  const lines = [`if ${parameter} is None:`, `${indent}return ${seconds}`].join(edits.lineEnding(statement) + indent);
  return [reviewFix(`Return ${seconds} where \`${parameter}\` is None`, edits.insertLineAbove(statement, lines))];
}
