import { admitted, gpuSizeOf } from '../platform';
import type { GpuFunction } from './program';
import type { SettingArgument } from './value';
import type { SpaceView } from './views';

/** A GPU function that requests more seconds than some visitors have, or than the user allows. */
export interface LongRequest {
  /** `cap`: more than the user's own `maxDuration`; otherwise who can still run it. */
  readonly reach: 'cap' | 'accounts' | 'paying' | 'nobody';
  readonly seconds: number;
  /** What the visitor's quota must hold: the seconds times the factor of the size. */
  readonly needed: number;
  readonly factor: number;
  readonly argument: SettingArgument;
}

/** A day: `timedelta.seconds`, which is what is sent, starts again there. */
export const DAY = 86_400;

/** Undefined when everyone can run it, when the seconds are not known, and for what runs at start-up only. */
export function longRequest(gpu: GpuFunction, space: SpaceView): LongRequest | undefined {
  const { duration, size } = gpu;
  if (duration.kind !== 'constant' || size === undefined) return undefined;
  const { seconds, argument } = duration;
  const factor = gpuSizeOf(space.tables, size)?.quotaFactor;
  if (factor === undefined || seconds <= 0 || seconds >= DAY || gpu.runsAtStartup) return undefined;
  const { maxDuration } = space.settings;
  const reach = maxDuration !== null && seconds > maxDuration ? 'cap' : admitted(space.tables, seconds, size);
  return reach === 'everyone' ? undefined : { reach, seconds, needed: seconds * factor, factor, argument };
}
