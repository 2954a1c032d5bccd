import { asksForNothing, isPlaceholder, isReached, longRequest, type GpuFunction, type SpaceView } from '../model';
import { limitOf } from '../platform';
import { meantSetting } from '../platform/gpuDecorator';
import { writeDuration } from '../refactorings/setDuration';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'duration-missing',
  summary: 'A GPU function does not say how long it runs',
  group: 'duration',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing:
      '`{name}` sets no `duration`, so each call asks for the default of {seconds} s of GPU time (as of {asOf}): a visitor with less quota left is turned away, and a longer run is stopped',
    startup:
      '`{name}` sets no `duration`, so it asks for the default of {seconds} s of GPU time while the app starts (as of {asOf}): a longer run is stopped',
  },
  explains: ['GPU task aborted', 'GPU task is exceeding its requested duration', ...quotaExceeded],
  sources: [ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      const seconds = limitOf(space.tables, 'default-duration');
      if (gpu.duration.kind !== 'default' || seconds === undefined || gpu.targets.length === 0) return;
      if (isPlaceholder(gpu, space) || asksForNothing(gpu, space)) return;
      // Only a module that is run by itself calls it, and no app is known to be that one.
      if (gpu.runsAtStartup && !isCalledAtStart(gpu, space)) return;
      // One that is misspelt is there for whoever reads it, and gpu-unknown-keyword tells them.
      if (gpu.settings.some(({ keyword }) => keyword !== undefined && isMisspelt(keyword))) return;
      // The user's own limit says more.
      if (longRequest(gpu, space)) return;
      const edit = writeDuration(gpu, String(seconds), space);
      const title = `Set the duration of \`${gpu.name}\`: ${seconds} s is what is requested now`;
      report(
        gpu.place,
        gpu.runsAtStartup ? 'startup' : 'missing',
        { name: gpu.name, seconds, asOf: space.tables.limits.asOf },
        edit ? { fixes: () => [reviewFix(title, edit)] } : {},
      );
    },
  },
});

function isCalledAtStart({ targets }: GpuFunction, space: SpaceView): boolean {
  return targets.some(({ fn }) => fn && space.callersOf(fn).some((caller) => isReached(caller, 'import', space)));
}

function isMisspelt(keyword: string): boolean {
  return keyword !== 'duration' && meantSetting(keyword) === 'duration';
}
