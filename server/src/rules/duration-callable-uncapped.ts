import { longestForAll, only, uncappedParameters, type Code, type SpaceView, type Value } from '../model';
import { reviewFix, rule, ZEROGPU_DOCS, type Fix } from './rule';
import { illegalDuration, quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'duration-callable-uncapped',
  summary: 'A duration that grows without limit with what a visitor enters',
  group: 'duration',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    uncapped:
      '`{callable}` multiplies `{parameter}`, and the {component} it comes from sets no maximum: with a large value ZeroGPU refuses `{name}` with “illegal duration”; cap it, for instance with `min(…, {cap})`',
  },
  explains: [...illegalDuration, ...quotaExceeded],
  sources: [
    ZEROGPU_DOCS,
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/components/number.py', read: '2026-11-22' },
  ],
  check: {
    gpuFunction(gpu, report, space) {
      const { duration, name, size } = gpu;
      const cap = longestForAll(space, size);
      if (duration.kind !== 'callable' || cap === undefined) return;
      const [fn] = duration.functions;
      const [target] = gpu.targets;
      if (!fn || !target?.fn || duration.functions.length > 1) return;
      const callable = space.code(fn);
      const grows = uncappedParameters(fn);
      if (grows.length === 0) return;
      for (const handler of space.handlersOf(target.fn)) {
        const { inputs } = handler;
        if (!inputs) continue;
        for (const [index, { name: parameter, place }] of callable.params.entries()) {
          const component = grows.includes(parameter) ? unlimited(inputs[index]) : undefined;
          if (component === undefined) continue;
          report(
            duration.argument.place,
            'uncapped',
            { callable: callable.name, parameter, component, name, cap },
            {
              related: [
                { place, message: `\`${parameter}\` of \`${callable.name}\`` },
                { place: handler.place, message: `\`${name}\` gets its inputs here` },
              ],
              fixes: () => capped(callable, cap, space),
            },
          );
          return;
        }
      }
    },
  },
});

/** What a visitor can enter anything into. */
const UNLIMITED = new Set(['Number', 'Textbox', 'TextArea', 'Audio', 'Video', 'File', 'Files', 'MultimodalTextbox']);

function unlimited(component: Value | undefined): string | undefined {
  const alternative = component && only(component);
  if (alternative?.kind === 'text' && alternative.value !== undefined) {
    return ['number', 'textbox', 'text', 'audio', 'video'].includes(alternative.value) ? alternative.value : undefined;
  }
  if (alternative?.kind !== 'object' || alternative.isLimited) return undefined;
  const kind = /^gradio\.(?:components\.)?(\w+)$/.exec(alternative.type)?.[1];
  return kind !== undefined && UNLIMITED.has(kind) ? `\`gr.${kind}\`` : undefined;
}

/** `min(…, cap)` around what the function returns. */
function capped(callable: Code, cap: number, space: SpaceView): readonly Fix[] {
  const { fn, exits } = callable;
  if (!fn || callable.owns('min') || space.bindingPlace(callable.module, 'min')) return [];
  const edits = exits.flatMap(({ place }) => [
    space.edits.insertBefore(place, 'min('),
    space.edits.insertAfter(place, `, ${cap})`),
  ]);
  const name = callable.name === 'lambda' ? 'the duration' : `\`${callable.name}\``;
  return edits.length === 0 ? [] : [reviewFix(`Cap ${name} at ${cap} s`, ...edits)];
}
