import {
  asksByItself,
  argumentOf,
  calledPath,
  constantOf,
  CUDA_QUESTIONS,
  deviceOfValue,
  functionsOf,
  isCudaAnswer,
  isUnderCheck,
  loadsModel,
  movesToCuda,
  only,
  type CallFact,
  type Code,
  type SpaceView,
} from '../model';
import { sameData } from '../text/equality';
import { importFirst } from './shared/importOrder';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'spaces-imported-after-cuda',
  summary: 'CUDA is used before `spaces` is imported',
  group: 'cuda',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    used: '`{call}` uses CUDA before `spaces` is imported, which is what makes that possible on ZeroGPU: the main process has no GPU, and the app fails to start; import `spaces` first',
    asked:
      '`{call}` runs before `spaces` is imported, and until then torch finds no GPU on ZeroGPU: the app goes on as on a machine without one; import `spaces` first',
  },
  explains: [
    'CUDA has been initialized before importing the `spaces` package',
    'Cannot re-initialize CUDA in forked subprocess',
    'No CUDA GPUs are available',
    'Found no NVIDIA driver on your system',
    'Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False',
  ],
  sources: [SPACES_PACKAGE],
  check: {
    space(space, report) {
      const before = space.beforeSpaces;
      if (!before) return;
      const imported = new Set(
        WORDS.flatMap((word) => space.codesNaming(word)).filter(
          ({ fn, module }) => !fn && before.modules.includes(module),
        ),
      );
      const isAsked = CUDA_QUESTIONS.some((name) =>
        space.codesNaming(name).some(({ fn, contexts }) => !fn || contexts.includes('import')),
      );
      for (const code of [...before.codes, ...imported]) {
        for (const call of code.calls) {
          const use = useOf(call, isAsked);
          // To ask fails nowhere, so that no `try` answers it.
          if (use === undefined || (use === 'used' && call.insideTry) || call.conditional) continue;
          // A device that the answer chose is the CPU.
          if (use === 'used' && isAsked && (!namesCuda(call, space) || isSkipped(call, code, space))) continue;
          report(
            call.place,
            use,
            { call: space.text(call.calleePlace) },
            {
              ...(use === 'asked' ? { severity: 'warning' } : {}),
              related: [{ place: before.statement, message: '`spaces` is imported here' }],
              fixes: () => importFirst(before, call.statement, space),
            },
          );
        }
      }
    },
  },
});

const STARTS =
  /^torch\.cuda\.(?:init|set_device|current_device|current_stream|synchronize|get_device_(?:name|properties|capability)|mem_get_info|Stream|Event)$/;
/** What code has that does either (model/words.ts). */
const WORDS = [...CUDA_QUESTIONS, 'initializesCuda', 'readsCapability', '.to', '.cuda', 'device=', 'loadsModel'];

function useOf(call: CallFact, isAsked: boolean): 'used' | 'asked' | undefined {
  const path = calledPath(call) ?? '';
  if (CUDA_QUESTIONS.includes(path)) return 'asked';
  if (STARTS.test(path)) return 'used';
  const isMove = call.method === 'to' || call.method === 'cuda';
  const made = only(call.result);
  if (loadsModel(call))
    return made?.kind === 'object' && made.device === 'cuda' && !isLeftOpen(call) ? 'used' : undefined;
  // Whatever it is, as far as it is none of the Space's own.
  const isUnknown = call.receiver?.open === true && functionsOf(call.callee).length === 0;
  if (isUnknown && movesToCuda(call)) return 'used';
  const isThere = made?.kind === 'object' && ['tensor', 'model', 'pipeline'].includes(made.object);
  const wasThere = !isAsked && call.receiver !== undefined && deviceOfValue(call.receiver) === 'cuda';
  return isThere && !wasThere && deviceOfValue(call.result) === 'cuda' && (isMove || made.object === 'tensor')
    ? 'used'
    : undefined;
}

/** It runs only where torch finds a GPU, as its statement or a block around it asks: none is found, and it never runs. */
function isSkipped({ place, statement }: CallFact, code: Code, space: SpaceView): boolean {
  const asks = (call: CallFact): boolean => CUDA_QUESTIONS.includes(calledPath(call) ?? '');
  const isAnswer = (header: Code): boolean =>
    (space.text(header.place).match(/[A-Za-z_][\w.]*/g) ?? []).some((name) => isCudaAnswer(name, header, space));
  return (
    code.calls.some((call) => asks(call) && sameData(call.statement, statement)) ||
    code.headers.some((header) => header.calls.some(asks) || isAnswer(header)) ||
    isUnderCheck(place, code, space)
  );
}

/** `device_map="auto"` takes what is there, and so does a loader that is not told a device. */
function isLeftOpen(call: CallFact): boolean {
  if (asksByItself(call)) return true;
  const map = argumentOf(call, 'device_map');
  return map !== undefined && /^(?:auto|balanced)/.test(String(constantOf(map.value)));
}

/** It says itself that it is CUDA, whatever was asked. */
function namesCuda(call: CallFact, space: SpaceView): boolean {
  if (call.method === 'cuda' || STARTS.test(calledPath(call) ?? '')) return true;
  return call.args.some(({ whole }) => {
    const written = space.text(whole);
    return /["']cuda(?::\d+)?["']/.test(written) && !/\b(?:if|or|and|is_available|device_count)\b/.test(written);
  });
}
