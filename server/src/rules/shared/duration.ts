import { longestForAll, writtenSeconds, type GpuFunction, type LongRequest, type SpaceView } from '../../model';
import { writeDuration } from '../../refactorings/setDuration';
import { sameData } from '../../text/equality';
import { reviewFix, type Details, type Fix } from '../rule';

/** What the rules on requests that are too long tell besides: where a function gives the seconds, and the fix. */
export function longRequestDetails(gpu: GpuFunction, { estimates, place }: LongRequest, space: SpaceView): Details {
  return {
    // A lambda stands in the argument itself.
    related: estimates
      .filter((code) => !sameData(code.place, place))
      .map(({ name, namePlace }) => ({ place: namePlace, message: `\`${name}\` gives the seconds` })),
    fixes: () => lowerDuration(gpu, space),
  };
}

/** Writes a `duration` that nobody whom the Space is made for is shut out by. */
export function lowerDuration(gpu: GpuFunction, space: SpaceView): readonly Fix[] {
  const seconds = longestForAll(space, gpu.size);
  if (seconds === undefined) return [];
  const why = `which ${space.settings.visitorTier === 'pro' ? 'PRO accounts' : 'everybody'} can run`;
  if (gpu.duration.kind === 'constant') return rewriteDuration(gpu, seconds, space, why);
  const edit = writeDuration(gpu, String(seconds), space);
  if (!edit) return [];
  return [reviewFix(`Set the duration of \`${gpu.name}\` to ${seconds} s, ${why}`, edit)];
}

/** Writes another number of seconds where the present one is written. */
export function rewriteDuration(gpu: GpuFunction, seconds: number, space: SpaceView, why: string): readonly Fix[] {
  const place = writtenSeconds(gpu, space);
  if (!place || gpu.duration.kind !== 'constant') return [];
  const { place: argument } = gpu.duration.argument;
  const what = sameData(place, argument) ? `the duration of \`${gpu.name}\`` : `\`${space.text(argument)}\``;
  return [reviewFix(`Set ${what} to ${seconds} s, ${why}`, space.edits.replace(place, String(seconds)))];
}
