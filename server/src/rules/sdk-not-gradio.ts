import { gradioEdits, requoted } from '../model';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { asksForGpu } from './shared/related';

export default rule({
  name: 'sdk-not-gradio',
  summary: 'ZeroGPU hardware is only for Gradio Spaces',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    otherSdk:
      'ZeroGPU only runs Gradio Spaces; with `sdk: {sdk}` the hardware can’t be chosen and `@spaces.GPU` on `{name}` does nothing',
    letters: 'The Hub only knows `gradio` in lower case: `sdk: {sdk}` is not one of its SDKs',
  },
  explains: [],
  sources: [ZEROGPU_DOCS],
  check: {
    frontMatter(file, report, space) {
      const entry = file.parsed.entries.find(({ key, duplicate }) => key === 'sdk' && !duplicate);
      if (entry?.value.kind !== 'string' || typeof entry.value.value !== 'string') return;
      const sdk = entry.value.value;
      const gpu = space.gpuFunctions.find(({ certain }) => certain);
      // Streamlit is a mistake of its own.
      if (sdk === 'gradio' || sdk === 'streamlit' || sdk === '' || !gpu) return;
      const place = file.place(entry.value.span);
      if (sdk.trim().toLowerCase() === 'gradio') {
        const edit = space.edits.replace(place, requoted(entry.value, 'gradio'));
        report(place, 'letters', { sdk }, { fixes: () => [reviewFix('Write `gradio`', edit)] });
        return;
      }
      report(
        place,
        'otherSdk',
        { sdk, name: gpu.name },
        {
          related: [asksForGpu(gpu)],
          fixes: () => [reviewFix('Make it a Gradio Space', ...gradioEdits(space, file))],
        },
      );
    },
  },
});
