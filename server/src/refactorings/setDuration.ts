import {
  constantOf,
  fixedSeconds,
  longestForAll,
  statementsOf,
  type Code,
  type GpuFunction,
  type SpaceView,
} from '../model';
import { limitOf } from '../platform';
import type { Edit } from '../text/place';
import type { Choice, Proposal, Refactoring } from './refactoring';

/** *Set duration…*, where the caret is on a GPU decorator: a number where there is none, or an estimate for each call. */
export const setDurationRefactoring: Refactoring = ({ code, touches }, space) => {
  const { gpu } = code;
  const decorator = code.decorators.find(({ place }) => place.start === gpu?.place.start);
  if (!gpu || !decorator || !touches(decorator.whole) || gpu.made !== 'decorator' || gpu.runsAtStartup) return [];
  // Called by a GPU function it runs inline, and its own settings mean nothing.
  if (code.fn && space.callersOf(code.fn).some((caller) => caller !== code && caller.runsOnGpu)) return [];
  return [setNumber(gpu, space), estimate(code, gpu, space)].filter((proposal) => proposal !== undefined);
};

function setNumber(gpu: GpuFunction, space: SpaceView): Proposal | undefined {
  const seconds = limitOf(space.tables, 'default-duration');
  if (gpu.duration.kind !== 'default' || seconds === undefined) return undefined;
  const edit = writeDuration(gpu, String(seconds), space);
  if (!edit) return undefined;
  const title = `Set the duration of \`${gpu.name}\`: ${seconds} s is what is requested now`;
  return { title, kind: 'refactor.rewrite', edits: [edit], choice: choiceOf(edit, String(seconds)) };
}

/** Writes `duration=…` where `spaces.GPU` itself is applied; undefined where a substitute for it may stand. */
export function writeDuration(gpu: GpuFunction, written: string, space: SpaceView): Edit | undefined {
  if (gpu.made === 'indirect' || !gpu.certain) return undefined;
  const { duration, argsPlace } = gpu;
  const argument = `duration=${written}`;
  if (duration.kind === 'constant') {
    // Behind a keyword no argument may stand without one.
    const isNamed = duration.argument.keyword !== undefined;
    const others = gpu.settings.filter((setting) => setting.keyword === undefined && setting !== duration.argument);
    return isNamed || others.length === 0 ? space.edits.replace(duration.argument.whole, argument) : undefined;
  }
  if (duration.kind !== 'default') return undefined;
  const none = gpu.settings.find(({ keyword }) => keyword === 'duration');
  if (none) return space.edits.replace(none.whole, argument);
  if (argsPlace) return space.edits.addArgument(argsPlace, argument);
  const decorators = gpu.targets.flatMap((target) => target.decorators);
  const isWritten = decorators.some(({ place, text }) => place.start === gpu.place.start && text !== undefined);
  return isWritten ? space.edits.insertAfter(gpu.place, `(${argument})`) : undefined;
}

function choiceOf(edit: Edit, text: string): Choice {
  const start = edit.newText.indexOf(text);
  return { edit, start, end: start + text.length };
}

/** A quantity that a parameter names, with the seconds that one of them may take on an unknown model. */
interface Quantity {
  readonly name: RegExp;
  readonly seconds: number;
}

const AMOUNTS: readonly Quantity[] = [
  { name: /^(?:(?:num_|n_)?(?:inference_|sampling_|denoising_|diffusion_)?)steps$/, seconds: 0.5 },
  { name: /^(?!(?:pitch|recycling|warmup)_)\w+_steps$/, seconds: 0.5 },
  { name: /^(?:(?:num|n|max|video|total)_)?frames$|^(?:frame_count|video_length)$/, seconds: 0.5 },
  { name: /^(?:\w+_)?(?:seconds|secs|duration)$|^(?:audio|video)_length$/, seconds: 2 },
  { name: /^(?:max|max_new|num|n)_tokens$|^max_length$/, seconds: 0.05 },
];
const COUNT: Quantity = {
  name: /^(?:num|n)_(?:images|samples|outputs|videos|variations)(?:_per_prompt)?$|^batch_size$/,
  seconds: 10,
};

/** Seconds that a call takes whatever it is asked for. */
const OVERHEAD = 10;

/** A function with the parameters of the GPU function that says how long a call takes. */
function estimate(code: Code, gpu: GpuFunction, space: SpaceView): Proposal | undefined {
  const { duration } = gpu;
  if (duration.kind !== 'default' && duration.kind !== 'constant') return undefined;
  if (code.cls || code.outer.fn || code.node?.kind !== 'FunctionDef') return undefined;
  const parameters = code.params.filter(
    ({ star, defaultValue }) => star === '' && (!defaultValue || typeof constantOf(defaultValue) === 'number'),
  );
  const amount = AMOUNTS.map((quantity) => ({
    quantity,
    parameter: parameters.find(({ name }) => quantity.name.test(name)),
  })).find(({ parameter }) => parameter !== undefined);
  const count = parameters.find(({ name }) => COUNT.name.test(name));
  const factors = [count, amount?.parameter].filter((parameter) => parameter !== undefined);
  const now = fixedSeconds(duration, space);
  if (factors.length === 0 || now === undefined || now <= 0) return undefined;
  const least = Math.min(OVERHEAD, Math.floor(now / 2));
  const usual = factors.reduce<number>((product, { defaultValue }) => {
    const value = defaultValue && constantOf(defaultValue);
    return typeof value === 'number' && value > 0 ? product * value : NaN;
  }, 1);
  // A call as it is by default asks for what every call asks for now; of a fraction of a second nothing is requested.
  const each = Number.isNaN(usual) ? (amount?.quantity ?? COUNT).seconds : roundedDown((now - least) / usual);
  let overhead = least;
  while (overhead + usual * each < now) overhead++;
  const cap = Math.max(now, longestForAll(space, gpu.size) ?? now);
  const name = freeName(code, space);
  const edit = name === undefined ? undefined : writeDuration(gpu, name, space);
  if (name === undefined || !edit) return undefined;
  const work = factors.map((parameter) => parameter.name).join(' * ');
  const ending = space.edits.lineEnding(code.place);
  const body = `return min(${overhead} + ${work} * ${each}, ${cap})`;
  const added = space.edits.insertAbove(
    code.place,
    `${headerOf(name, code, space)}${ending}${indentOf(code, space)}${body}`,
  );
  const start = added.newText.lastIndexOf(`* ${each},`) + 2;
  return {
    title: `Estimate the duration of \`${gpu.name}\` from ${factors.map((parameter) => `\`${parameter.name}\``).join(' and ')}`,
    kind: 'refactor.rewrite',
    edits: [added, edit],
    choice: { edit: added, start, end: start + String(each).length },
  };
}

/** Two digits say enough of a guess. */
function roundedDown(value: number): number {
  const digits = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.floor(value / digits + 1e-9) * digits).toPrecision(2));
}

/** The same parameters in the same order. Defaults that are more than a constant are made once only, by the function. */
function headerOf(name: string, code: Code, space: SpaceView): string {
  const params = code.params.map(({ name: param, star, defaultValue, defaultPlace }) => {
    if (star === '/') return '/';
    if (!defaultValue || !defaultPlace) return `${star}${param}`;
    const isConstant = constantOf(defaultValue) !== undefined;
    return `${param}=${isConstant ? space.text(defaultPlace) : 'None'}`;
  });
  const line = `def ${name}(${params.join(', ')}):`;
  if (line.length <= LONGEST_LINE) return line;
  const ending = space.edits.lineEnding(code.place);
  const indent = indentOf(code, space);
  return [`def ${name}(`, ...params.map((param) => `${indent}${param},`), '):'].join(ending);
}

const LONGEST_LINE = 100;

/** One more level of indentation, as the function's body has it. */
function indentOf(code: Code, space: SpaceView): string {
  const outer = space.edits.indentation(code.definitionPlace);
  const [first] = statementsOf(code);
  const inner = first ? space.edits.indentation(first.place) : outer;
  return inner.length > outer.length ? inner.slice(outer.length) : '    ';
}

function freeName(code: Code, space: SpaceView): string | undefined {
  const names = ['get_duration', `get_${code.name.replace(/^_+/, '')}_duration`];
  return names.find((name) => space.bindingPlace(code.module, name) === undefined && !code.owns(name));
}
