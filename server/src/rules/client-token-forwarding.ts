import { gradioIsOlder, isClientCall } from '../model';
import { rule } from './rule';
import { raiseGradio } from './shared';

/** The first Gradio whose client (1.6.0) passes a visitor's token on by itself. */
const FORWARDS = '5.13.0';

export default rule({
  name: 'client-token-forwarding',
  summary: 'A Gradio client that does not pass on whose quota a call is for',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    dropped:
      'The Gradio client that comes with {version} does not pass the visitor’s `x-ip-token` on: if {target} runs on ZeroGPU, it charges all calls to this Space’s address; newer ones (Gradio 5.13) do it by themselves',
  },
  explains: ['Falling back to IP-based quotas', 'Space app has reached its GPU limit'],
  concerns: ['gradio_client.Client', 'gradio_client.client.Client', 'gradio.Client', 'gradio.client.Client'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-api-endpoints', read: '2026-11-21' },
    { url: 'https://github.com/gradio-app/gradio/blob/main/client/python/CHANGELOG.md', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        if (!isClientCall(call) || call.args.some(({ keyword }) => keyword === 'headers' || keyword === '**')) continue;
        const version = space.gradioVersion;
        if (version === undefined || !gradioIsOlder(space, FORWARDS)) return;
        const [target] = call.args;
        report(
          call.place,
          'dropped',
          { version, target: target ? space.text(target.place) : 'the other Space' },
          { fixes: () => raiseGradio(space) },
        );
      }
    },
  },
});
