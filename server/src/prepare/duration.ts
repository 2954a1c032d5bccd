import { argumentOf, constantOf, type Code, type GpuWork, type SpaceView } from '../model';
import { limitOf } from '../platform';

/** Seconds to ask for, and what speaks for that number. */
export interface Estimate {
  readonly seconds: number;
  readonly why: string;
}

/** What one denoising step of an image model takes at most on the usual size, in seconds; generous on purpose. */
const SECONDS_A_STEP = 1.5;
/** Moving the model to a cold worker and everything around the steps, in seconds. */
const SECONDS_AROUND = 10;
/** What making a video is asked for: the most that a visitor without an account has in a day (Hub docs, 2026-07-21). */
const VIDEO_SECONDS = 120;

/**
 * How long a call of `code` may take, from what its work on the GPU and the components it fills tell. Where they tell
 * nothing it is the platform's default: a number that is too small aborts the call, and only a measurement gives a better.
 */
export function estimate(code: Code, work: readonly GpuWork[], space: SpaceView): Estimate {
  const usual = limitOf(space.tables, 'default-duration') ?? 60;
  if (makesVideo(code, work, space)) return { seconds: VIDEO_SECONDS, why: 'it makes a video' };
  const steps = constantSteps(work.filter((each) => each.code === code));
  if (steps !== undefined) {
    const seconds = Math.ceil((SECONDS_AROUND + steps * SECONDS_A_STEP) / 5) * 5;
    if (seconds < usual) return { seconds, why: `it makes ${steps} denoising steps` };
  }
  return { seconds: usual, why: 'the default: nothing in the code tells how long it takes' };
}

function makesVideo(code: Code, work: readonly GpuWork[], space: SpaceView): boolean {
  const outputs = code.fn ? space.handlersOf(code.fn).flatMap(({ outputs }) => outputs ?? []) : [];
  const shows = outputs.some(({ alts }) =>
    alts.some((item) => item.kind === 'object' && item.object === 'component' && /(?:^|\.)Video$/.test(item.type)),
  );
  return (
    shows ||
    work.some(({ call }) =>
      call?.callee.alts.some(
        (item) =>
          item.kind === 'object' &&
          item.object === 'pipeline' &&
          /^(?:diffusers\..*(?:Video|CogVideo|Wan|LTX|AnimateDiff|Mochi|Hunyuan)|ltx_pipelines\.)/.test(item.type),
      ),
    )
  );
}

/** The number of steps where it is written into the only call of a pipeline. */
function constantSteps(work: readonly GpuWork[]): number | undefined {
  const runs = work.flatMap(({ call }) =>
    call?.callee.alts.some(
      (item) => item.kind === 'object' && item.object === 'pipeline' && item.type.startsWith('diffusers.'),
    )
      ? [call]
      : [],
  );
  const [run] = runs;
  if (!run || runs.length > 1 || run.loops.length > 0) return undefined;
  const steps = argumentOf(run, 'num_inference_steps');
  const value = steps && constantOf(steps.value);
  return typeof value === 'number' && value > 0 ? value : undefined;
}
