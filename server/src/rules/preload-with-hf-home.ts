import {
  cardEntry,
  constantOf,
  environmentWrites,
  isCard,
  removeEntry,
  wordsForSetting,
  type SpaceView,
} from '../model';
import type { Place } from '../text/place';
import { CARD_DOCS, reviewFix, rule } from './rule';

const CACHES = ['HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE'];

export default rule({
  name: 'preload-with-hf-home',
  summary: 'Files are preloaded into one cache, and the app looks for them in another',
  group: 'front-matter',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    elsewhere:
      '`preload_from_hub` fills `~/.cache/huggingface/hub`, but the app sets `{variable}`, so everything is downloaded again at startup',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const entry = cardEntry(file, 'preload_from_hub');
      if (!entry || !isCard(file) || entry.value.items.length === 0) return;
      const setting = cacheSetting(space);
      if (!setting) return;
      report(
        file.place(entry.keySpan),
        'elsewhere',
        { variable: setting.variable },
        {
          related: [{ place: setting.place, message: `\`${setting.variable}\` is set here` }],
          fixes: () => [reviewFix('Remove `preload_from_hub`', removeEntry(space, file, entry))],
        },
      );
    },
  },
});

function cacheSetting(space: SpaceView): { readonly variable: string; readonly place: Place } | undefined {
  for (const code of new Set(wordsForSetting(...CACHES).flatMap((word) => space.codesNaming(word)))) {
    // A function that moves the cache may well move what is in it.
    if (code.fn) continue;
    for (const { variable, conditional, place, value } of environmentWrites(code, space)) {
      if (!conditional && typeof constantOf(value) === 'string' && CACHES.includes(variable)) {
        return { variable, place };
      }
    }
  }
  return undefined;
}
