import {
  alternatives,
  gpuFunctionAround,
  gpuWorkBehind,
  isCached,
  isCachedInWorker,
  isMainProcessData,
  isModel,
  isMutation,
  only,
  readersInOtherWorkers,
  readerOfName,
  reads,
  type Code,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

const MAKES = /(?:^|[._])(?:\w*load\w*|from_pretrained|[A-Z]\w*)$/;

export default rule({
  name: 'instance-cache-in-gpu',
  summary: 'Results are cached in GPU workers, where the next call hardly ever finds them',
  group: 'process',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    decorator:
      '`{name}` only runs in GPU workers, so each worker fills a cache of its own, which is lost when it ends; cache in a function of the main process instead',
    dict: '`{name}` is filled in a GPU worker and lost with it: the main process and the next worker never see these entries; cache in a function of the main process instead',
  },
  explains: [],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://docs.python.org/3/library/functools.html#functools.lru_cache', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      const gpu = gpuFunctionAround(code, space);
      const related = inWorkerOf(gpu);
      // What is made rather than computed: the models that `lazy-model-load` is about. A GPU function makes much on its way.
      const loads = code.gpu
        ? isModel(code.facts.returns)
        : code.calls.some((call) => isModel(call.result) || MAKES.test(call.calleeText ?? ''));
      const isLost = code.gpu
        ? isCachedInWorker(code) && !code.isGenerator
        : isCached(code) && isMainProcessData(code.facts.returns);
      // A table that is used again within a call, such as a window, is worth keeping; what the GPU computed is a result.
      const isResult = (): boolean =>
        code.gpu !== undefined || gpuWorkBehind(code, space).some(({ kind }) => kind === 'computes');
      if (isLost && code.params.length > 0 && !loads && isResult()) {
        report(code.namePlace, 'decorator', { name: code.name }, { related });
      }
      for (const write of code.writes) {
        const { name, owner } = write.root;
        if (write.kind !== 'item' || write.member !== undefined || owner !== 'global') continue;
        if (!isMainProcessData(write.value) && !isReturned(write.value, code)) continue;
        const dicts = alternatives(space.global(code.module, name), 'dict');
        const isRead =
          readerOfName(code.module, name, space) !== undefined ||
          readersInOtherWorkers(write, code, space, isMutation).length > 0;
        if (dicts.length === 0 || isRead) continue;
        // What nobody looks up is no cache.
        if (!space.codesUsing(name).some((other) => other.module === code.module && reads(other, name))) continue;
        report(write.place, 'dict', { name }, { related });
      }
    },
  },
});

/** What a GPU function gives its caller, wherever it lies, is what it was called for. */
function isReturned(value: Value, { gpu, exits }: Code): boolean {
  const isKnown = only(value)?.kind === 'object' && !isModel(value);
  return gpu !== undefined && isKnown && exits.some((exit) => sameData(exit.value, value));
}
