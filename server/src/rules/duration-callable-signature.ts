import type { Code, Handler, Parameter, SpaceView } from '../model';
import { functionsOf, isGpuValue } from '../model';
import type { CallFact } from '../model';
import type { Place } from '../text/place';
import { rule, type Related } from './rule';

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
      '`{callable}` is called with exactly what `{name}` gets: {given} arguments, and it takes {takes}, so every such call on ZeroGPU fails with a `TypeError`',
    tooFew:
      '`{callable}` is called with exactly what `{name}` gets: {given} arguments, and it needs {takes}, so every such call on ZeroGPU fails with a `TypeError`',
    keyword:
      '`{callable}` is called with exactly what `{name}` gets, `{keyword}=` included, which it does not take: this call fails with a `TypeError` on ZeroGPU',
  },
  explains: ['duration() takes', 'duration() got an unexpected keyword argument', 'duration() missing'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
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
      // A method gets its object first; which one is not followed.
      if (callable.cls || target.cls || callable.decorators.length > 0) return;
      const takes = capacity(callable.params);
      for (const use of uses(target, space)) {
        const problem = mismatch(takes, use);
        if (!problem) continue;
        const details = {
          related: [
            { place: callable.namePlace, message: `\`${callable.name}\` is defined here` },
            { place: use.place, message: use.says },
          ],
          fixes: () => {
            const last = callable.params.at(-1);
            if (problem.kind === 'tooFew' || !last || callable.params.some(({ star }) => star !== '')) return [];
            const written: readonly string[] = space.text(callable.place).match(/\w+/g) ?? [];
            const [args, kwargs] = NAMES.map((names) => names.find((each) => !written.includes(each)));
            if (args === undefined || kwargs === undefined) return [];
            const edits = [space.edits.insertAfter(last.place, `, *${args}, **${kwargs}`)];
            return [
              { title: `Let \`${callable.name}\` take every other argument too`, safety: 'safe' as const, edits },
            ];
          },
        };
        const place = duration.argument.place;
        const given = use.positional + use.keywords.length;
        if (problem.kind === 'keyword') {
          report(place, 'keyword', { callable: callable.name, name, keyword: problem.keyword }, details);
        } else {
          const count = problem.kind === 'tooMany' ? takes.most : takes.required.length;
          report(place, problem.kind, { callable: callable.name, name, given, takes: count }, details);
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
  const calls = space
    .callersOf(fn)
    .filter((caller) => !caller.isGpuOnly)
    .flatMap((caller) =>
      caller.calls.filter((call) => isGpuValue(call.callee) && functionsOf(call.callee).includes(fn)),
    )
    .flatMap(useOfCall);
  const [handler] = space.handlersOf(fn);
  return [...(handler ? useOfHandler(target, handler) : []), ...calls];
}

/** Gradio passes all parameters by position: inputs, what it fills in itself, and the defaults of the rest. */
function useOfHandler(target: Code, handler: Handler): readonly Use[] {
  if (target.params.some(({ star }) => star !== '')) return [];
  const says = `Gradio calls \`${target.name}\` with ${target.params.length} arguments`;
  return [{ positional: target.params.length, keywords: [], place: handler.place, says }];
}

function useOfCall(call: CallFact): readonly Use[] {
  if (call.isDecorator || call.args.some(({ keyword }) => keyword === '*' || keyword === '**')) return [];
  const keywords = call.args.flatMap(({ keyword }) => (keyword === undefined ? [] : [keyword]));
  return [{ positional: call.args.length - keywords.length, keywords, place: call.place, says: 'It is called here' }];
}
