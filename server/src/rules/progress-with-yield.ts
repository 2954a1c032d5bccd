import { alternatives } from '../model';
import { rule } from './rule';

export default rule({
  name: 'progress-with-yield',
  summary: 'A progress bar in a GPU function that streams its results',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    both: '`{name}` yields and reports to `{parameter}`: `spaces` says of itself that progress from generators does not come through as it should, so visitors see one or the other',
  },
  explains: [],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://www.gradio.app/guides/progress-bars', read: '2026-11-21' },
  ],
  check: {
    gpuFunction({ targets }, report) {
      for (const target of targets) {
        if (!target.isGenerator) continue;
        for (const { name, place, defaultValue } of target.params) {
          const isProgress =
            defaultValue && alternatives(defaultValue, 'object').some(({ type }) => type === 'gradio.Progress');
          if (isProgress === true) report(place, 'both', { name: target.name, parameter: name });
        }
      }
    },
  },
});
