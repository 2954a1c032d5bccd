import { gradioMajor, lostName, mayBeSkipped } from '../model';
import { REMOVED_NAMES } from '../platform/gradioKeywords';
import { rule } from './rule';

/** The components that stood in `gr.inputs` and `gr.outputs`, too. */
const OLD =
  'Audio Carousel Chatbot Checkbox CheckboxGroup Dataframe Dropdown File HTML HighlightedText Image Image3D JSON KeyValues ' +
  'Label Number Radio Slider State Textbox Timeseries Video';

export default rule({
  name: 'gradio-name-removed',
  summary: 'A component or a method that the Space’s Gradio no longer has',
  group: 'gradio',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    removed: 'Gradio {removed} removed `{name}`: with gradio {version} the app stops here',
    replaced: 'Gradio {removed} removed `{name}`, in favour of {instead}: with gradio {version} the app stops here',
    fails: 'Gradio {removed} removed `{name}`: with gradio {version} this raises an `AttributeError`',
    failsReplaced:
      'Gradio {removed} removed `{name}`, in favour of {instead}: with gradio {version} this raises an `AttributeError`',
  },
  explains: ["module 'gradio' has no attribute 'Box'", "module 'gradio' has no attribute 'inputs'"],
  concerns: [
    '.style',
    '.update',
    ...[...REMOVED_NAMES.keys()].flatMap((name) => [
      `gradio.${name}`,
      `gradio.components.${name}`,
      `gradio.layouts.${name}`,
    ]),
    ...OLD.split(' ').flatMap((name) => [`gradio.inputs.${name}`, `gradio.outputs.${name}`]),
  ],
  sources: [{ url: 'https://github.com/gradio-app/gradio/blob/main/gradio/CHANGELOG.md', read: '2026-11-24' }],
  check: {
    code(code, report, space) {
      const { calls, contexts } = code;
      const major = gradioMajor(space);
      if (major === undefined || contexts.length === 0) return;
      const starts = contexts.includes('import');
      for (const call of calls) {
        const lost = call.insideTry ? undefined : lostName(call);
        // What is tried, or stands under a test or below one that leaves, may be meant for other versions.
        if (!lost || major < lost.removed || mayBeSkipped(call, code)) continue;
        const { name, removed, instead } = lost;
        const data = { name, removed, version: space.gradioVersion ?? '' };
        if (instead === undefined) report(call.calleePlace, starts ? 'removed' : 'fails', data);
        else report(call.calleePlace, starts ? 'replaced' : 'failsReplaced', { ...data, instead });
      }
    },
  },
});
