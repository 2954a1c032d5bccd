import { cardEntry, gradioEdits } from '../model';
import { CARD_DOCS, reviewFix, rule, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'sdk-streamlit',
  summary: 'The Streamlit SDK was retired',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    retired: 'The Streamlit SDK was retired on 2025-04-30, and ZeroGPU only runs Gradio Spaces',
  },
  explains: [],
  sources: [CARD_DOCS, ZEROGPU_DOCS],
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
          fixes: () => [reviewFix('Make it a Gradio Space', ...gradioEdits(space, file))],
        },
      );
    },
  },
});
