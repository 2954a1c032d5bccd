import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-decorated-per-call',
  summary: 'A GPU function is created anew for every request',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    perCall:
      '{name} becomes a GPU function each time {owner} runs for a visitor: ZeroGPU does not know it at startup, each call loads all models in a cold worker, and what that leaves behind is never freed',
  },
  explains: ['No @spaces.GPU function detected during startup'],
  sources: [SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report) {
      const { code } = gpu;
      const { contexts } = code;
      // What builds the interface runs once, before the app is launched.
      if (!code.fn || contexts.includes('import') || contexts.length === 0) return;
      const name = gpu.targets.length === 0 || gpu.name === 'lambda' ? 'A function' : `\`${gpu.name}\``;
      report(
        gpu.place,
        'perCall',
        { name, owner: `\`${code.name}\`` },
        { related: [{ place: code.namePlace, message: 'Runs for every request' }] },
      );
    },
  },
});
