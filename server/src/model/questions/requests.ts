/** How many seconds of the GPU are asked for, and who can ask for so many. */
import { admitted, gpuSizeOf, limitOf, longestDuration } from '../../platform';
import { absolute, type Place } from '../../text/place';
import { callsOf } from '../callables';
import type { Duration, GpuFunction } from '../gpuFunctions';
import type { Code } from '../program';
import { alternatives } from '../value';
import type { SpaceView } from '../views';
import { asksForNothing } from './running';

/** A GPU function that requests more seconds than some visitors have, or than the user allows. */
export interface LongRequest {
  /** `cap`: more than the user's own `maxDuration`; otherwise who can still run it. */
  readonly reach: 'cap' | 'accounts' | 'paying' | 'nobody';
  /** `at least ` in front of the numbers, where some calls ask for more. */
  readonly least: '' | 'at least ';
  readonly seconds: number;
  /** What the visitor's quota must hold: the seconds times the factor of the size. */
  readonly needed: number;
  readonly factor: number;
  /** Where they are written; the decorator when they are the default. */
  readonly place: Place;
  /** The functions that give the seconds, where `spaces.GPU` is given functions. */
  readonly estimates: readonly Code[];
}

/** A day: `timedelta.seconds`, which is what is sent, starts again there. */
export const DAY = 86_400;

/**
 * Undefined when everyone can run it, when the seconds are not known, and for what asks for nothing since it runs at
 * start-up only or in the worker of another. The default is the platform's own: only the user can find it too long.
 */
export function longRequest(gpu: GpuFunction, space: SpaceView): LongRequest | undefined {
  const { duration, size } = gpu;
  if (duration.kind === 'unknown' || size === undefined) return undefined;
  const isDefault = duration.kind === 'default';
  const estimates = duration.kind === 'callable' ? duration.functions.map((fn) => space.code(fn)) : [];
  const all = requested(duration, estimates, space);
  if (all.length === 0) return undefined;
  const seconds = Math.min(...all);
  const factor = gpuSizeOf(space.tables, size)?.quotaFactor;
  if (factor === undefined || seconds <= 0 || Math.max(...all) >= DAY || gpu.runsAtStartup) return undefined;
  const { maxDuration } = space.settings;
  const reach = maxDuration !== null && seconds > maxDuration ? 'cap' : admitted(space.tables, seconds, size);
  if (reach === 'everyone' || (isDefault && reach !== 'cap') || asksForNothing(gpu, space)) return undefined;
  return {
    reach,
    least: all.length > 1 ? 'at least ' : '',
    seconds,
    needed: seconds * factor,
    factor,
    place: isDefault ? gpu.place : duration.argument.place,
    estimates,
  };
}

/** The seconds that every call asks for, written or by default; undefined where a function gives them or they are not known. */
export function fixedSeconds(duration: Duration, space: SpaceView): number | undefined {
  if (duration.kind === 'default') return limitOf(space.tables, 'default-duration');
  return duration.kind === 'constant' ? duration.seconds : undefined;
}

/** Every number of seconds that a call may ask for; none where that is not known. */
function requested(duration: Duration, estimates: readonly Code[], space: SpaceView): readonly number[] {
  if (duration.kind === 'callable') return duration.isAdapted ? [] : returned(estimates);
  const seconds = fixedSeconds(duration, space);
  return seconds === undefined ? [] : [seconds];
}

/** Every number that the functions can return; none where they can return something else. */
function returned(functions: readonly Code[]): readonly number[] {
  const all = new Set<number>();
  for (const { isAsync, isGenerator, facts } of functions) {
    const { returns } = facts;
    const numbers = alternatives(returns, 'number').flatMap(({ value }) => value ?? []);
    if (isAsync || isGenerator || returns.open || numbers.length < returns.alts.length) return [];
    for (const number of numbers) all.add(number);
  }
  return [...all];
}

/**
 * The most seconds that one call may ask for at this size without shutting out a visitor whom the Space is made for, or
 * going beyond the user's own `maxDuration`; undefined when the size or the quota is not known.
 */
export function longestForAll(space: SpaceView, size: string | undefined): number | undefined {
  const { visitorTier, maxDuration } = space.settings;
  const tier = visitorTier === 'pro' ? 'pro' : 'unauthenticated';
  const longest = size === undefined ? undefined : longestDuration(space.tables, tier, size);
  return longest === undefined ? undefined : Math.floor(Math.min(longest, maxDuration ?? longest));
}

/**
 * Where to write other seconds than those that `spaces.GPU` is given: over a number in its argument, or where the module
 * gives the name in the argument its value, or else over the whole argument. Undefined where others share the argument.
 */
export function writtenSeconds(gpu: GpuFunction, space: SpaceView): Place | undefined {
  const { duration, code, made } = gpu;
  if (duration.kind !== 'constant') return undefined;
  const { place } = duration.argument;
  const text = space.text(place);
  if (/^[\d_.+\-*/\s()]+$/.test(text)) return place;
  if (made === 'indirect') return undefined;
  const unit = /^\w+$/.test(text) && !code.owns(text) ? space.bindingPlace(code.module, text) : undefined;
  if (!unit || absolute(unit).start > absolute(place).start) return place;
  const [whole = '', value] = new RegExp(`^${text}\\s*=\\s*([\\d._]+)(?=\\s*(?:#|$))`).exec(space.text(unit)) ?? [];
  if (value === undefined || Number(value.replaceAll('_', '')) !== duration.seconds) return place;
  const end = unit.start + whole.length;
  return { ...unit, start: end - value.length, end };
}

/** The app says itself for whose request a thread or a route works: `spaces` asks Gradio for it here (`zero/client.py` of 0.47). */
export function tellsRequest(space: SpaceView): boolean {
  return space.codesNaming('gradio.context.LocalContext.request.set').length > 0;
}

/** Other GPU functions ask the duration function too, or the app calls it itself. */
export function isUsedBesides({ fn }: Code, space: SpaceView): boolean {
  const asking = space.gpuFunctions.filter(
    ({ duration }) => duration.kind === 'callable' && duration.functions.some((each) => each === fn),
  );
  return asking.length > 1 || space.codes.some((code) => callsOf(fn, code).length > 0);
}
