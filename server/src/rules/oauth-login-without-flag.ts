import { cardEntry, gradioSdk, mayBeExternal, setKey, type Code } from '../model';
import type { Place } from '../text/place';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'oauth-login-without-flag',
  summary: 'The app has a login button, but the front matter does not enable OAuth',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing: '`gr.LoginButton` needs `hf_oauth: true` in the front matter: without it nobody can log in',
  },
  explains: ['OAuth is required but'],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-oauth', read: '2026-11-21' }, CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const sdk = gradioSdk(file);
      const entry = cardEntry(file, 'hf_oauth');
      if (!sdk) return;
      if (entry && entry.value.value !== false && entry.value.kind !== 'null') return;
      const button = firstButton(space.codesNaming('gradio.LoginButton'));
      if (!button) return;
      report(
        file.place(entry?.value.kind === 'boolean' ? entry.value.span : sdk.keySpan),
        'missing',
        {},
        {
          related: [{ place: button, message: 'The login button is made here' }],
          fixes: () => [
            reviewFix(
              'Set `hf_oauth: true`',
              setKey(space, file, 'hf_oauth', 'true', ['pinned', 'app_file', 'sdk_version', 'sdk']),
            ),
          ],
        },
      );
    },
  },
});

/** The first login button that the app is certain to make. */
function firstButton(codes: readonly Code[]): Place | undefined {
  for (const { calls, contexts } of codes) {
    if (contexts.length === 0) continue;
    const button = calls.find(({ callee, conditional }) => !conditional && mayBeExternal(callee, 'gradio.LoginButton'));
    if (button) return button.calleePlace;
  }
  return undefined;
}
