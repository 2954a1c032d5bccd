/** Functions that `spaces.GPU` makes GPU functions: where and how they are made, and what they ask for. */
import { sameData } from '../text/equality';
import { placeOf, type Place } from '../text/place';
import { unpacks } from './arguments';
import { functionsOf, isGpuDecorator } from './callables';
import type { CodeEntity, FunctionEntity } from './entities';
import type { CodeFacts } from './facts';
import type { Queries } from './names/queries';
import type { Code, Program } from './program';
import { withCaptured } from './substitution';
import { constantOf, join, NEVER, NONE, only, UNKNOWN, type SettingArgument, type Value } from './value';

/** The number of seconds requested, or why it is not known. */
export type Duration =
  | { readonly kind: 'default' }
  | { readonly kind: 'constant'; readonly seconds: number; readonly argument: SettingArgument }
  | {
      readonly kind: 'callable';
      readonly functions: readonly FunctionEntity[];
      /** A `functools.partial` or a bound object stands before them, which changes what they are called with. */
      readonly isAdapted: boolean;
      readonly argument: SettingArgument;
    }
  | { readonly kind: 'unknown'; readonly argument: SettingArgument };

/** A GPU function where code makes it. */
export interface GpuMade {
  readonly settings: readonly SettingArgument[];
  readonly targets: readonly FunctionEntity[];
  /** The function that is decorated, with or without wrappers around it. */
  readonly decorated?: FunctionEntity;
  readonly given: Value;
  /** The name that the function has where it is given to `spaces.GPU`, when it has one. */
  readonly alias: string | undefined;
  /** Where `spaces.GPU` was applied. */
  readonly applied: Place;
  /** The decorator expression, or the call that gave the GPU function. */
  readonly place: Place;
  readonly made: 'decorator' | 'call' | 'indirect';
  readonly certain: boolean;
  /** The wrapper that calls it may do something about what it raises. */
  readonly isTried?: true;
  /** Nobody can call it: a statement of its own makes it, and throws it away. */
  readonly isThrownAway?: true;
}

/** A function that runs in a GPU worker when it is called, however it was made one. */
export class GpuFunction {
  constructor(
    private readonly program: Program,
    /** Where it is made. */
    readonly maker: CodeEntity,
    readonly index: number,
  ) {}

  get #made(): GpuMade | undefined {
    return this.program.gpuMade(this.maker)[this.index];
  }

  /** The arguments given to `spaces.GPU`; what a helper around it is given for this function, where it is given that. */
  get settings(): readonly SettingArgument[] {
    return (this.#made?.settings ?? []).map((setting) => (setting.isGiven ? this.#given(setting) : setting));
  }

  #given(setting: SettingArgument): SettingArgument {
    const helper = this.program.queries.facts(this.maker).calls.find((call) => sameData(call.place, this.place));
    const [written, ...others] = helper?.args.filter(({ value }) => sameData(value, setting.value)) ?? [];
    return written && others.length === 0 ? { ...setting, place: written.place } : setting;
  }

  /** The code in which it is made. */
  get code(): Code {
    return this.program.code(this.maker);
  }

  /** The functions of the Space that run, in the worker. Empty when that is not known. */
  get targets(): readonly Code[] {
    return (this.#made?.targets ?? []).map((fn) => this.program.code(fn));
  }

  /** The same without what decorators have put around a function, which other functions may share. */
  get functions(): readonly Code[] {
    return this.#functions.map((fn) => this.program.code(fn));
  }

  get #functions(): readonly FunctionEntity[] {
    const { decorated, targets = [] } = this.#made ?? {};
    return decorated ? [decorated] : targets;
  }

  /** What `spaces.GPU` was given: the function, or what another decorator made of it. */
  get given(): Value {
    return this.#made?.given ?? UNKNOWN;
  }

  /** The name of the function, as written where it is defined; of one that is not known, what it is called here. */
  get name(): string {
    return this.targets[0]?.name ?? this.#made?.alias ?? 'spaces.GPU(…)';
  }

  /** The decorator without `@`, or the call. */
  get place(): Place {
    return this.#made?.place ?? placeOf(this.maker.unit, { start: 0, end: 0 });
  }

  /** Where `spaces.GPU` itself is applied: differs from `place` when a factory or a variable stands between. */
  get applied(): Place {
    return this.#made?.applied ?? this.place;
  }

  /** From parenthesis to parenthesis, where `spaces.GPU` is called with settings for this function alone. */
  get argsPlace(): Place | undefined {
    return this.program.queries.facts(this.maker).calls.find((call) => sameData(call.place, this.applied))?.argsPlace;
  }

  /** `indirect`: a factory, a variable or a helper stands between `spaces.GPU` and the function. */
  get made(): 'decorator' | 'call' | 'indirect' {
    return this.#made?.made ?? 'indirect';
  }

  /** False when another reading of the code leaves it undecorated, as with a conditional decorator. */
  get certain(): boolean {
    return this.#made?.certain ?? false;
  }

  /** What stands in its place calls it in a `try`, so that what it raises may never be shown. */
  get isTried(): boolean {
    return this.#made?.isTried === true;
  }

  get duration(): Duration {
    return durationOf(this.settings);
  }

  /** `large` when none is given, undefined when not known. */
  get size(): string | undefined {
    const argument = sizeArgument(this.settings);
    if (!argument) return unpacks({ args: this.settings }) ? undefined : 'large';
    const value = constantOf(argument.value);
    if (value === null) return 'large';
    return typeof value === 'string' ? value : undefined;
  }

  get sizeArgument(): SettingArgument | undefined {
    return sizeArgument(this.settings);
  }

  /**
   * It is called while the app starts, if at all, as functions are that compile a model ahead of time: no visitor pays for
   * it.
   */
  get runsAtStartup(): boolean {
    if (this.#made?.isThrownAway) return true;
    const functions = this.#functions;
    return functions.length > 0 && functions.every((fn) => this.program.runsAtStartup(fn));
  }
}

function sizeArgument(settings: readonly SettingArgument[]): SettingArgument | undefined {
  return (
    settings.find((argument) => argument.keyword === 'size') ??
    settings.find((argument) => argument.keyword === undefined && typeof constantOf(argument.value) === 'string')
  );
}

function durationOf(settings: readonly SettingArgument[]): Duration {
  const argument =
    settings.find((item) => item.keyword === 'duration') ??
    settings.find((item) => item.keyword === undefined && typeof constantOf(item.value) === 'number');
  // `**settings` may hold anything.
  const unpacked = settings.find((item) => item.keyword === '**' || item.keyword === '*');
  if (!argument) return unpacked ? { kind: 'unknown', argument: unpacked } : { kind: 'default' };
  const constant = constantOf(argument.value);
  if (constant === null) return { kind: 'default' };
  if (typeof constant === 'number') return { kind: 'constant', seconds: constant, argument };
  const functions = functionsOf(argument.value);
  if (functions.length === 0 || argument.value.open) return { kind: 'unknown', argument };
  const isAdapted = argument.value.alts.some((item) => item.kind !== 'function' || item.self !== undefined);
  return { kind: 'callable', functions, isAdapted, argument };
}

/** The GPU functions that code makes, by decorators first. */
export function gpuMadeIn(facts: CodeFacts, queries: Queries): GpuMade[] {
  const made: GpuMade[] = [];
  for (const definition of facts.definitions) {
    const wrapped = definition.onGpu ? undefined : madeInWrapper(definition.value, new Set([definition.fn]), queries);
    const onGpu = definition.onGpu ?? wrapped?.value;
    const ways = onGpu?.alts.filter((item) => item.kind === 'gpuFunction') ?? [];
    const [alternative] = ways;
    if (alternative) {
      // Of several, the innermost counts.
      const decorator = definition.decorators.findLast(({ value }) => isGpuDecorator(value));
      const helper = definition.decorators.find(({ value }) => value.alts.some((item) => item.kind === 'function'));
      const place = (decorator ?? helper)?.place ?? alternative.place;
      const direct = decorator !== undefined && sameData(decorator.place, alternative.place);
      made.push({
        settings: commonSettings(ways.map(({ args }) => args)),
        // A wrapper that the decorator put around the function calls it in the worker.
        targets: [...new Set([definition.fn, ...functionsOf(alternative.target)])],
        decorated: definition.fn,
        given: alternative.target,
        alias: undefined,
        applied: alternative.place,
        place,
        made: direct ? 'decorator' : 'indirect',
        certain: onGpu?.open === false && ways.length === onGpu.alts.length,
        ...(wrapped?.isTried ? { isTried: true } : {}),
      });
    }
  }
  for (const call of facts.calls) {
    const isMaker = isGpuDecorator(call.callee);
    if (call.isDecorator || (!isMaker && functionsOf(call.callee).length === 0)) continue;
    if (call.args.some(({ value }) => only(value)?.kind === 'gpuFunction')) continue;
    const given = new Set(call.args.flatMap(({ value }) => functionsOf(value)));
    const wrapped = isMaker ? undefined : madeInWrapper(call.result, given, queries);
    const ways = (wrapped?.value ?? call.result).alts
      .flatMap((item) => (item.kind === 'gpuFunction' ? [{ ...item, targets: functionsOf(item.target) }] : []))
      .filter(({ target }) => !target.alts.every((item) => item.kind === 'param'))
      // A helper that is given the function to make it one; any other gives one that is made elsewhere.
      .filter(({ targets }) => isMaker || targets.some((fn) => given.has(fn)));
    for (const [index, { target, targets, place }] of ways.entries()) {
      const alike = ways.filter((way) => sameData(way.targets, targets));
      if (alike[0] !== ways[index]) continue;
      // Where nobody keeps what `spaces.GPU(draw)` gives, `draw` stays what it is, though the Space has a GPU function then.
      const isThrownAway = isMaker && call.isStatement;
      made.push({
        settings: commonSettings(alike.map(({ args }) => args)),
        targets: isThrownAway ? [] : targets,
        given: isThrownAway ? UNKNOWN : target,
        alias: call.args[0]?.name,
        applied: place,
        place: call.place,
        made: isMaker ? 'call' : 'indirect',
        certain: !call.conditional && !call.result.open && call.result.alts.length === 1,
        ...(wrapped?.isTried ? { isTried: true } : {}),
        ...(isThrownAway ? { isThrownAway } : {}),
      });
    }
  }
  return made;
}

/**
 * The GPU functions that a decorator of the Space's own makes of one of these and calls in what it puts in its place:
 * `fast = spaces.GPU(fn)` around `def inner(*args): return fast(*args)`.
 */
function madeInWrapper(
  value: Value,
  of: ReadonlySet<FunctionEntity>,
  queries: Queries,
): { readonly value: Value; readonly isTried: boolean } | undefined {
  const made = value.alts.flatMap((item) => {
    if (item.kind !== 'function' || of.has(item.fn) || !item.captured) return [];
    const { captured, fn } = item;
    return queries.facts(fn).calls.flatMap(({ callee, insideTry }) => {
      if (only(callee)?.kind !== 'gpuFunction') return [];
      const called = withCaptured(callee, captured);
      return functionsOf(called).some((each) => of.has(each)) ? [{ called, insideTry }] : [];
    });
  });
  if (made.length === 0) return undefined;
  const calls = made.reduce((all, { called }) => join(all, called), NEVER);
  return { value: { ...calls, open: calls.open || value.open }, isTried: made.some(({ insideTry }) => insideTry) };
}

/**
 * The settings of a function that a helper makes a GPU function in one of several ways, of which it takes one by what it
 * is given: what not all of them say alike is not known.
 */
function commonSettings(ways: readonly (readonly SettingArgument[])[]): readonly SettingArgument[] {
  // A value that nothing is left of is behind a test that is not met.
  const possible = ways.filter((way) => way.every(({ value }) => value.open || value.alts.length > 0));
  const [first = [], ...others] = possible.length > 0 ? possible : ways;
  if (others.every((other) => sameData(other, first))) return first;
  const keywords = new Set([first, ...others].flatMap((way) => way.map(({ keyword }) => keyword)));
  return [...keywords].flatMap((keyword) => {
    const said = [first, ...others].map((way) => way.find((item) => item.keyword === keyword));
    const [argument] = said.flatMap((item) => item ?? []);
    if (!argument) return [];
    const values = said.map((item) => item?.value ?? NONE);
    const [value = UNKNOWN] = values;
    const alike = !value.open && values.every((other) => sameData(other, value));
    return [alike ? argument : { ...argument, value: UNKNOWN }];
  });
}
