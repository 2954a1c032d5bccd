import {
  type CallArgument,
  calledPath,
  type CallFact,
  type Code,
  constantOf,
  dependency,
  deviceOfValue,
  mayBeExternal,
  only,
  type SpaceView,
} from '../model';
import { everyAdmittedBelow, OLDEST_AOTI_TORCH } from '../platform';
import type { Place } from '../text/place';
import type { Proposal, Refactoring } from './refactoring';

/** *Replace torch.compile with ahead-of-time compilation*, where the caret is on the statement that compiles. */
export const compileAheadOfTimeRefactoring: Refactoring = ({ code, touches }, space) => {
  const call = code.calls.find((each) => touches(each.statement) && compiledPart(each, space) !== undefined);
  const proposal = call && compileAheadOfTime(call, code, space);
  return proposal ? [proposal] : [];
};

/** Seconds that ZeroGPU admits for compiling while the app starts (https://huggingface.co/blog/zerogpu-aoti, 2026-11-21). */
const COMPILE_SECONDS = 1500;

/**
 * The documented recipe (https://huggingface.co/blog/zerogpu-aoti, 2026-11-21) in the place of `torch.compile` for a part
 * of a pipeline: capture a call, export, compile, apply. Undefined where it is not known how the pipeline is called.
 */
export function compileAheadOfTime(call: CallFact, code: Code, space: SpaceView): Proposal | undefined {
  const part = compiledPart(call, space);
  if (!part || code.fn || code.reach.runs !== 'always' || code.reach.headers.length > 0) return undefined;
  const torch = dependency(space, 'torch');
  if (torch && everyAdmittedBelow(torch.specifiers, OLDEST_AOTI_TORCH)) return undefined;
  const { model, owner, attribute } = part;
  const example = exampleCall(owner, code, space);
  const name = `compile_${attribute}`;
  if (!example || space.bindingPlace(code.module, name) || space.edits.indentation(call.statement) !== '')
    return undefined;
  if (!space.edits.ownsLines(call.statement)) return undefined;
  const isBound = (name: string): boolean => {
    const bound = space.globalIn(code, name);
    return bound !== undefined && mayBeExternal(bound, name);
  };
  const isTorch = isBound('torch');
  const isSpaces = isBound('spaces');
  const spacesImport = isSpaces ? undefined : space.edits.addImport(code.module, 'import spaces');
  if (!isTorch || (!isSpaces && !spacesImport)) return undefined;
  const recipe = [
    `@spaces.GPU(duration=${COMPILE_SECONDS})`,
    `def ${name}():`,
    `    with spaces.aoti_capture(${model}) as call:`,
    `        ${example.written}`,
    `    exported = torch.export.export(${model}, args=call.args, kwargs=call.kwargs)`,
    '    return spaces.aoti_compile(exported)',
    '',
    '',
    `spaces.aoti_apply(${name}(), ${model})`,
  ];
  const edit = space.edits.replaceWithBlock(call.statement, recipe.join(space.edits.lineEnding(call.statement)));
  const start = edit.newText.indexOf(example.prompt);
  return {
    title: `Compile \`${model}\` ahead of time, with \`spaces.aoti_compile\``,
    kind: 'refactor.rewrite',
    edits: [...(spacesImport ? [spacesImport] : []), edit],
    choice: { edit, start: start + 1, end: start + example.prompt.length - 1 },
  };
}

interface Part {
  /** `pipe.unet`. */
  readonly model: string;
  readonly owner: string;
  readonly attribute: string;
}

/** The part of a pipeline on CUDA that a statement compiles, and does nothing else with. */
function compiledPart(call: CallFact, space: SpaceView): Part | undefined {
  if (call.conditional || call.isDecorator || call.loops.length > 0) return undefined;
  const [first] = call.args;
  if (calledPath(call) === 'torch.compile' && first && first.keyword === undefined) {
    const isPart = call.assigned && space.text(call.assigned) === space.text(first.place);
    return isPart ? partAt(first.place, first.value) : undefined;
  }
  const isInPlace = call.method === 'compile' && call.isStatement && call.receiver && call.receiverPlace;
  return isInPlace ? partAt(call.receiverPlace, call.receiver) : undefined;

  function partAt(place: Place, value: CallArgument['value']): Part | undefined {
    const model = space.text(place);
    const [owner = '', attribute = '', ...rest] = model.split('.');
    const object = only(value);
    if (attribute === '' || rest.length > 0 || object?.kind !== 'object' || object.object !== 'model') return undefined;
    return deviceOfValue(value) === 'cuda' ? { model, owner, attribute } : undefined;
  }
}

/** Settings of a call that a visitor may choose, and that have a default. */
const OPTIONAL =
  /^(?:num_inference_steps|guidance_scale|true_cfg_scale|generator|negative_prompt|height|width|num_images_per_prompt|num_frames|max_sequence_length|output_type|callback\w*|timesteps|sigmas|eta|clip_skip)$/;

/** A call of the pipeline like those that visitors make: with what is written out, and a prompt to be filled in. */
function exampleCall(
  owner: string,
  code: Code,
  space: SpaceView,
): { readonly written: string; readonly prompt: string } | undefined {
  const calls = space.codes
    .filter(({ module, fn }) => module === code.module && fn !== undefined)
    .flatMap((each) => each.calls)
    .filter((call) => call.calleeText === owner);
  for (const { args, place: called } of calls) {
    const prompt = space.edits.string(called, 'a prompt like those of your visitors');
    const written = args.map((argument, index): string | undefined => {
      const { keyword, value, place, whole } = argument;
      if (keyword === 'prompt') return `prompt=${prompt}`;
      if (keyword === undefined) return index === 0 ? prompt : undefined;
      const isFixed = constantOf(value) !== undefined && space.text(place).length < 40 && argument.name === undefined;
      if (isFixed) return space.text(whole);
      return OPTIONAL.test(keyword) ? '' : undefined;
    });
    const isUnderstood = !written.includes(undefined) && written.some((each) => each?.includes(prompt));
    if (isUnderstood) return { written: `${owner}(${written.filter((each) => each !== '').join(', ')})`, prompt };
  }
  return undefined;
}
