import { commandOf } from '../model';
import { rule } from './rule';

export default rule({
  name: 'runtime-pip-install',
  summary: 'A package is installed each time the app starts',
  group: 'process',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    pip: '`pip install` here runs at every start of the Space, and its failure stops nothing: `requirements.txt` is installed once, when the Space is built',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-dependencies', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        if (!/\bpip3?\s+install\b/.test(commandOf(call) ?? '')) continue;
        const [requirements] = space.requirements;
        const related = requirements
          ? [
              {
                place: requirements.place({ start: 0, end: 0 }),
                message: 'These are installed when the Space is built',
              },
            ]
          : [];
        report(call.calleePlace, 'pip', {}, { related });
      }
    },
  },
});
