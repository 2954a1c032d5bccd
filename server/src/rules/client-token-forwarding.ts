import { gradioIsOlder, isClientCall, type SpaceView } from '../model';
import { rule, type Fix } from './rule';
import { oldTokenOf, renamedToken } from './shared/clientToken';
import { raiseGradio } from './shared/gradioVersion';

/**
 * The first Gradio whose client (2.0.0) passes a visitor's token on by itself. That of 5.13 (1.6.0) has the code for it,
 * but runs it on a thread of its own, where the request is unknown (gradio#12243).
 */
const FORWARDS = '6.0.0';

export default rule({
  name: 'client-token-forwarding',
  summary: 'A Gradio client that does not forward the visitor’s token',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    dropped:
      'The client of Gradio {version} does not forward the visitor’s `x-ip-token`: if {target} runs on ZeroGPU, every call is charged to this Space’s address. The client of Gradio 6.0 and newer forwards it',
  },
  explains: [
    'Falling back to IP-based quotas',
    'Space app has reached its GPU limit',
    'Authenticate with a Hugging Face token for more quota',
    'unlogged user',
  ],
  concerns: ['gradio_client.Client', 'gradio_client.client.Client', 'gradio.Client', 'gradio.client.Client'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-api-endpoints', read: '2026-11-21' },
    { url: 'https://github.com/gradio-app/gradio/blob/main/client/python/CHANGELOG.md', read: '2026-11-22' },
    { url: 'https://github.com/gradio-app/gradio/pull/12243', read: '2026-11-22' },
  ],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      const clients = code.calls.filter(isClientCall);
      // Who passes it on where it is there knows what happens without it.
      if (clients.some(({ args }) => args.some(({ keyword }) => keyword === 'headers' || keyword === '**'))) return;
      for (const call of clients) {
        const version = space.gradioVersion;
        if (version === undefined || !gradioIsOlder(space, FORWARDS)) return;
        const [target] = call.args;
        report(
          call.place,
          'dropped',
          { version, target: target ? space.text(target.place) : 'the other Space' },
          { fixes: () => withRenamedTokens(raiseGradio(space, FORWARDS), space) },
        );
      }
    },
  },
});

/** The client of Gradio 6 comes along, which does not know the old name of an argument. */
function withRenamedTokens(fixes: readonly Fix[], space: SpaceView): readonly Fix[] {
  const tokens = space.codesNaming('hf_token=').flatMap(({ calls }) => calls.flatMap((call) => oldTokenOf(call) ?? []));
  if (tokens.length === 0) return fixes;
  const edits = tokens.map((token) => renamedToken(token, space));
  return fixes.map((fix) => ({
    ...fix,
    title: `${fix.title}, and rename \`hf_token\``,
    edits: [...fix.edits, ...edits],
  }));
}
