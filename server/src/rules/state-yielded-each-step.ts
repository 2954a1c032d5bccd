import {
  gradioIsOlder,
  gradioNameIn,
  isModel,
  isState,
  only,
  type Code,
  type ExitPart,
  type SpaceView,
  type Value,
} from '../model';
import { reviewFix, rule, SPACES_PACKAGE, type Fix } from './rule';

export default rule({
  name: 'state-yielded-each-step',
  summary: 'A GPU generator sends a large `gr.State` out with every item',
  group: 'process',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    each: '`{name}` pickles this State out of the GPU worker with every item it yields; yield `gr.skip()` in its place until the last item',
  },
  explains: [],
  sources: [SPACES_PACKAGE, { url: 'https://www.gradio.app/guides/state-in-blocks', read: '2026-11-21' }],
  check: {
    handler(handler, report, space) {
      const { inputs = [], outputs } = handler;
      if (!outputs?.some(isState)) return;
      for (const code of handler.functions) {
        if (!code.gpu || !code.isGenerator) continue;
        const states = code.params
          .filter((_, index) => inputs[index] && isState(inputs[index]))
          .map(({ name }) => name);
        for (const exit of code.exits) {
          if (exit.kind !== 'yield' || !exit.inLoop || exit.parts.length !== outputs.length) continue;
          exit.parts.forEach((part, index) => {
            const output = outputs[index];
            if (!output || !isState(output) || !(isLarge(part.value) || isUnchanged(part, states, code))) return;
            report(
              part.place,
              'each',
              { name: code.name },
              {
                related: [{ place: handler.place, message: 'The State is among the outputs here' }],
                fixes: () =>
                  isUnchanged(part, states, code) || isSentAtEnd(index, code) ? skipped(part, code, space) : [],
              },
            );
          });
        }
      }
    },
  },
});

function isLarge(value: Value): boolean {
  const alternative = only(value);
  if (alternative?.kind === 'sequence') return isLarge(alternative.element);
  if (isModel(value)) return true;
  return alternative?.kind === 'object' && ['tensor', 'tensors', 'array', 'image'].includes(alternative.object);
}

/** The State that came in, which nothing in the function has changed. */
function isUnchanged(part: ExitPart, states: readonly string[], code: Code): boolean {
  const { name } = part;
  if (name === undefined || !states.includes(name) || code.timesBound(name) > 0) return false;
  const isHandedOn = code.calls.some((call) => call.args.some((argument) => argument.name === name));
  return !isHandedOn && !code.writes.some((write) => write.root.name === name);
}

/** The last thing that the function does is to yield the State once more. */
function isSentAtEnd(index: number, { exits, facts }: Code): boolean {
  const last = exits.at(-1);
  if (last?.kind !== 'yield' || last.inLoop || last.parts[index] === undefined) return false;
  return facts.bareReturns.length === 0 && exits.every(({ kind }) => kind === 'yield');
}

function skipped({ place }: ExitPart, code: Code, space: SpaceView): readonly Fix[] {
  const gradio = gradioNameIn(code, space);
  if (gradio === undefined || gradioIsOlder(space, '5')) return [];
  const edit = space.edits.replace(place, `${gradio}.skip()`);
  return [reviewFix(`Leave the State as it is here: \`${gradio}.skip()\``, edit)];
}
