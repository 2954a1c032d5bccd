import { gpuFunctionAround, lies, runsInlineOnly } from '../model';
import { sameData } from '../text/equality';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'nested-gpu-settings-ignored',
  summary: 'Settings of a GPU function that only other GPU functions call',
  group: 'process',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    ignored:
      'Only GPU functions call `{name}`, so it runs inside their worker: its own settings are ignored, and the duration of `{outer}` has to cover its time',
  },
  explains: [],
  sources: [SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report, space) {
      const [code] = gpu.targets;
      if (!code?.fn || gpu.settings.length === 0 || !gpu.certain || !runsInlineOnly(code, space)) return;
      const callers = space.callersOf(code.fn).filter((each) => each.fn !== code.fn);
      // What gave both the same settings, such as a function around `spaces.GPU`, says nothing of this one.
      const outer = callers
        .map((caller) => gpuFunctionAround(caller, space))
        .find((each) => each && !sameData(each.settings, gpu.settings));
      if (!outer) return;
      const decorator = code.decorators.find(({ place }) => lies(gpu.place, place));
      report(
        gpu.place,
        'ignored',
        { name: code.name, outer: outer.name },
        {
          related: [{ place: outer.place, message: `\`${outer.name}\` asks for the GPU that it runs on` }],
          unnecessary: true,
          fixes: () =>
            decorator && gpu.made === 'decorator'
              ? [reviewFix(`Leave \`${code.name}\` undecorated`, space.edits.remove(decorator.whole))]
              : [],
        },
      );
    },
  },
});
