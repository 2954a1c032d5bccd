import { cardEntry, gradioEdits } from '../model';
import { rule } from './rule';

export default rule({
  name: 'sdk-streamlit',
  summary: 'The Streamlit SDK was retired',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    retired: 'The Streamlit SDK was retired on 2025-04-30, and ZeroGPU runs Gradio Spaces only',
  },
  explains: [],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' },
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
  ],
  check: {
    frontMatter(file, report, space) {
      const value = cardEntry(file, 'sdk')?.value;
      if (value?.value !== 'streamlit') return;
      const place = file.place(value.span);
      report(
        place,
        'retired',
        {},
        {
          fixes: () => [{ title: 'Make it a Gradio Space', safety: 'review', edits: gradioEdits(space, file) }],
        },
      );
    },
  },
});
