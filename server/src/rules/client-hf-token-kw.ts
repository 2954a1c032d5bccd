import { gradioMajor } from '../model';
import { rule, safeFix } from './rule';
import { oldTokenOf, renamedToken } from './shared/clientToken';

export default rule({
  name: 'client-hf-token-kw',
  summary: 'The old name of the Gradio client’s token argument',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    renamed: 'The client of Gradio 6 takes `token=` where older ones take `hf_token=`, and rejects the old name',
  },
  explains: ["got an unexpected keyword argument 'hf_token'"],
  concerns: ['hf_token='],
  sources: [
    { url: 'https://www.gradio.app/guides/getting-started-with-the-python-client', read: '2026-11-21' },
    { url: 'https://github.com/gradio-app/gradio/blob/main/client/python/CHANGELOG.md', read: '2026-11-21' },
  ],
  check: {
    code({ calls }, report, space) {
      for (const call of calls) {
        const token = oldTokenOf(call);
        if (!token || (gradioMajor(space) ?? 0) < 6) continue;
        const edit = renamedToken(token, space);
        report(token.whole, 'renamed', {}, { fixes: () => [safeFix('Rename `hf_token` to `token`', edit)] });
      }
    },
  },
});
