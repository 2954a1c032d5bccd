import { asksForNothing, fixedSeconds } from '../model';
import { gpuSizeOf } from '../platform';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { illegalDuration, queueTimeout, quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'xlarge-cost',
  summary: 'A larger GPU that costs every visitor a multiple of the quota',
  group: 'duration',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    known:
      '`size="{size}"` counts {factor}×: {seconds} s of `{name}` need {needed} s of the visitor’s quota, and a whole GPU takes longer to get (as of {asOf}); use it only if {vram} GB is too little, or a whole GPU is over {factor}× as fast',
    unknown:
      '`size="{size}"` counts {factor}×: every second of `{name}` costs {factor} s of the visitor’s quota, and a whole GPU takes longer to get (as of {asOf}); use it only if {vram} GB is too little, or a whole GPU is over {factor}× as fast',
  },
  explains: [...quotaExceeded, ...illegalDuration, ...queueTimeout],
  sources: [ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      const { name, size, sizeArgument: argument, duration } = gpu;
      if (size === undefined || !argument || gpu.runsAtStartup) return;
      const row = gpuSizeOf(space.tables, size);
      const usual = gpuSizeOf(space.tables, 'large');
      if (!row || !usual || row.quotaFactor <= usual.quotaFactor || asksForNothing(gpu, space)) return;
      const { quotaFactor: factor } = row;
      const { vram } = usual;
      const { asOf } = space.tables.gpuSizes;
      const seconds = fixedSeconds(duration, space);
      const details = {
        fixes: () => {
          const { argsPlace } = gpu;
          // Without it, what a second position means is for a rule of its own.
          if (!argsPlace || !/^\s*size\b/.test(space.text(argument.whole))) return [];
          return [reviewFix(`Use the usual size: ${vram} GB`, space.edits.removeArgument(argsPlace, argument.whole))];
        },
      };
      if (seconds === undefined) report(argument.place, 'unknown', { name, size, factor, vram, asOf }, details);
      else
        report(argument.place, 'known', { name, size, factor, seconds, needed: seconds * factor, vram, asOf }, details);
    },
  },
});
