import {
  functionsOf,
  isGpuValue,
  isUsedBesides,
  unpacks,
  type CallFact,
  type Code,
  type Handler,
  type Parameter,
  type SpaceView,
} from '../model';
import type { Edit, Place } from '../text/place';
import { rule, safeFix, ZEROGPU_DOCS, type Fix, type Related } from './rule';
import { definedHere } from './shared/related';

/** What the parameters for all other arguments may be called, the usual name first. */
const NAMES = [
  ['args', 'rest', 'more_args'],
  ['kwargs', 'others', 'more_kwargs'],
];

export default rule({
  name: 'duration-callable-signature',
  summary: 'A duration function that cannot take the arguments of its GPU function',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tooMany:
      '`{callable}` is called with the same arguments as `{name}`, {given}, but takes only {takes}: every such call on ZeroGPU fails with a `TypeError`',
    tooFew:
      '`{callable}` is called with the same arguments as `{name}`, {given}, but needs {takes}: every such call on ZeroGPU fails with a `TypeError`',
    keyword:
      '`{callable}` is called with the same arguments as `{name}`, including `{keyword}=`, which it does not take: this call fails with a `TypeError` on ZeroGPU',
  },
  explains: ['duration() takes', 'duration() got an unexpected keyword argument', 'duration() missing'],
  sources: [
    ZEROGPU_DOCS,
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/helpers.py', read: '2026-11-21' },
  ],
  check: {
    gpuFunction(gpu, report, space) {
      const { duration, name } = gpu;
      const [target] = gpu.targets;
      if (duration.kind !== 'callable' || duration.isAdapted || !target?.fn || gpu.targets.length > 1) return;
      const [fn] = duration.functions;
      if (!fn || duration.functions.length > 1) return;
      const callable = space.code(fn);
      if (callable.decorators.length > 0) return;
      const takes = capacity(callable.params);
      for (const use of uses(target, space)) {
        const problem = mismatch(takes, use);
        if (!problem) continue;
        const details = {
          related: [definedHere(callable), { place: use.place, message: use.says }],
          fixes: () => {
            // What it would still lack is for the author to add.
            if (mismatch({ ...takes, most: Infinity, anyKeyword: true }, use)) return [];
            return takingAll(callable, target, problem.kind === 'keyword', space);
          },
        };
        const place = duration.argument.place;
        const given = use.positional + use.keywords.length;
        if (problem.kind === 'keyword') {
          report(place, 'keyword', { callable: callable.name, name, keyword: problem.keyword }, details);
        } else {
          const count = problem.kind === 'tooMany' ? takes.most : takes.required.length;
          report(
            place,
            problem.kind,
            { callable: callable.name, name, given: given === 1 ? '1 argument' : `${given} arguments`, takes: count },
            details,
          );
        }
        return;
      }
    },
  },
});

/** One way in which the GPU function is called from outside a worker. */
interface Use {
  readonly positional: number;
  readonly keywords: readonly string[];
  readonly place: Place;
  readonly says: Related['message'];
}

interface Capacity {
  readonly most: number;
  readonly names: readonly string[];
  /** Names that must be given, in order. */
  readonly required: readonly string[];
  readonly positionalNames: readonly string[];
  readonly anyKeyword: boolean;
}

function capacity(params: readonly Parameter[]): Capacity {
  const star = params.findIndex((parameter) => parameter.star === '*');
  const positional = params.slice(0, star < 0 ? undefined : star).filter((parameter) => parameter.star === '');
  const all = params.filter((parameter) => parameter.star === '');
  const takesAny = star >= 0 && params[star]?.name !== '';
  return {
    most: takesAny ? Infinity : positional.length,
    names: all.map(({ name }) => name),
    required: all.filter(({ defaultValue }) => defaultValue === undefined).map(({ name }) => name),
    positionalNames: positional.map(({ name }) => name),
    anyKeyword: params.some((parameter) => parameter.star === '**'),
  };
}

function mismatch(
  takes: Capacity,
  { positional, keywords }: Use,
): { readonly kind: 'tooMany' | 'tooFew' } | { readonly kind: 'keyword'; readonly keyword: string } | undefined {
  if (positional > takes.most) return { kind: 'tooMany' };
  const keyword = keywords.find((name) => !takes.anyKeyword && !takes.names.includes(name));
  if (keyword !== undefined) return { kind: 'keyword', keyword };
  const filled = new Set([...takes.positionalNames.slice(0, positional), ...keywords]);
  return takes.required.some((name) => !filled.has(name)) ? { kind: 'tooFew' } : undefined;
}

function uses(target: Code, space: SpaceView): readonly Use[] {
  const { fn } = target;
  if (!fn) return [];
  const [handler] = space.handlersOf(fn);
  const asHandler = handler ? useOfHandler(target, handler) : [];
  // A method gets its object first, which Gradio's call adds to the arguments; whether another call names the class is not followed.
  if (target.cls) return asHandler;
  const calls = space
    .callersOf(fn)
    .filter((caller) => !caller.isGpuOnly)
    .flatMap((caller) =>
      caller.calls.filter((call) => isGpuValue(call.callee) && functionsOf(call.callee).includes(fn)),
    )
    .flatMap(useOfCall)
    // One that the function itself can't take, as while it is typed, fails whatever the duration function takes.
    .filter((use) => mismatch(capacity(target.params), use) === undefined);
  return [...asHandler, ...calls];
}

/** Gradio passes all parameters by position: inputs, what it fills in itself, and the defaults of the rest. */
function useOfHandler(target: Code, handler: Handler): readonly Use[] {
  if (target.params.some(({ star }) => star !== '')) return [];
  const object = target.cls ? ', its object among them' : '';
  const says = `Gradio calls \`${target.name}\` with ${target.params.length} arguments${object}`;
  return [{ positional: target.params.length, keywords: [], place: handler.place, says }];
}

function useOfCall(call: CallFact): readonly Use[] {
  if (unpacks(call)) return [];
  const keywords = call.args.flatMap(({ keyword }) => (keyword === undefined ? [] : [keyword]));
  return [{ positional: call.args.length - keywords.length, keywords, place: call.place, says: 'It is called here' }];
}

/**
 * The duration function with the parameters of the GPU function that it lacks: by name, where one of its own comes too
 * early without them, and behind its own as `*args, **kwargs`.
 */
function takingAll(callable: Code, target: Code, byKeyword: boolean, space: SpaceView): readonly Fix[] {
  const { params, name } = callable;
  const last = params.at(-1);
  if (!last || params.some(({ star }) => star !== '')) return [];
  const written: readonly string[] = space.text(callable.place).match(/\w+/g) ?? [];
  const [args, kwargs] = NAMES.map((names) => names.find((each) => !written.includes(each)));
  if (args === undefined || kwargs === undefined) return [];
  const given = target.params.filter(({ star }) => star === '').map((parameter) => parameter.name);
  const title = `Let \`${name}\` take every other argument too`;
  const rest = space.edits.insertAfter(last.place, `, *${args}, **${kwargs}`);
  const isInPlace = params.every((parameter, i) => !given.includes(parameter.name) || given[i] === parameter.name);
  if (isInPlace) return [safeFix(title, rest)];
  const edits: Edit[] = [];
  let next = 0;
  let isOptional = false;
  for (const parameter of params) {
    const index = given.indexOf(parameter.name);
    const lacking = given.slice(next, index);
    // In another order, under other names, or where what is added would have to be optional too.
    if (index < next || (lacking.length > 0 && isOptional) || lacking.some((each) => written.includes(each))) return [];
    if (lacking.length > 0) edits.push(space.edits.insertBefore(parameter.place, `${lacking.join(', ')}, `));
    isOptional ||= parameter.defaultValue !== undefined;
    next = index + 1;
  }
  if (isUsedBesides(callable, space)) return [];
  const takesMore = byKeyword || next < given.length || target.params.length > given.length;
  return [safeFix(title, ...(takesMore ? [...edits, rest] : edits))];
}
