import { rule } from './rule';

export default rule({
  name: 'gpu-conditional-decorator',
  summary: 'Whether a function is a GPU function depends on a test of the app',
  group: 'registration',
  severity: 'hint',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    conditional:
      '`{name}` is a GPU function only if a test of yours says so; `spaces.GPU` makes that test itself, does nothing elsewhere, and a wrong test leaves the Space without GPU functions',
  },
  explains: ['No @spaces.GPU function detected during startup'],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    gpuFunction(gpu, report) {
      if (gpu.certain || gpu.name === '') return;
      report(
        gpu.place,
        'conditional',
        { name: gpu.name },
        { related: [{ place: gpu.applied, message: 'Decorated here' }] },
      );
    },
  },
});
