import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-decorated-per-call',
  summary: 'A GPU function is made anew for every request',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    perCall:
      '{name} is made a GPU function each time {owner} runs for a visitor: it is unknown when the Space starts, every call meets a cold worker that loads all models first, and what it leaves behind is never freed',
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
