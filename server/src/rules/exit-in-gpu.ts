import {
  allStatementsOf,
  calledPath,
  effectOf,
  gpuFunctionAround,
  gradioNameIn,
  lies,
  only,
  type CallFact,
  type Code,
} from '../model';
import { sameData } from '../text/equality';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'exit-in-gpu',
  summary: 'A GPU function ends its process',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    regular:
      '`{callee}` ends the GPU worker, not the app: the visitor sees “GPU task aborted”; raise `gr.Error` instead',
    generator:
      '`{callee}` silently ends the stream of `{name}`: the visitor sees what has arrived so far as if it were everything; raise `gr.Error` instead',
  },
  explains: ['GPU task aborted'],
  concerns: ['endsProcess', 'SystemExit'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const call of code.calls) {
        const isRaised = raisesExit(call, code);
        if (effectOf(call) !== 'endsProcess' && !isRaised) continue;
        if (isForMissingPackage(call, code)) continue;
        const gpu = gpuFunctionAround(code, space);
        const callee = call.calleeText ?? 'exit';
        const isStream = gpu?.targets.some((target) => target.isGenerator) ?? false;
        const isHard = callee.startsWith('os.');
        const related = inWorkerOf(gpu);
        const fixes = () => {
          const gradio = gradioNameIn(code, space);
          if (gradio === undefined || !(call.isStatement || isRaised)) return [];
          const [text] = call.args;
          const said =
            text && only(text.value)?.kind === 'text'
              ? space.text(text.place)
              : space.edits.string(call.place, 'Stopped');
          const error = `${gradio}.Error(${said})`;
          const edit = space.edits.replace(call.place, isRaised ? error : `raise ${error}`);
          return [reviewFix(`Raise \`${gradio}.Error\` instead`, edit)];
        };
        if (gpu && isStream && !isHard) report(call.place, 'generator', { callee, name: gpu.name }, { related, fixes });
        else report(call.place, 'regular', { callee }, { related, fixes });
      }
    },
  },
});

/** It says that a package is not installed, which `missing-requirement` tells where that is so. */
function isForMissingPackage(call: CallFact, code: Code): boolean {
  return allStatementsOf(code)
    .flatMap(({ handlersOfImports }) => handlersOfImports.flat())
    .some(({ place }) => lies(call.place, place));
}

/** `raise SystemExit(…)`, which is what `sys.exit` does. */
function raisesExit(call: CallFact, code: Code): boolean {
  if (calledPath(call) !== 'SystemExit') return false;
  return code.raises.some(({ place, insideTry }) => !insideTry && sameData(place, call.place));
}
