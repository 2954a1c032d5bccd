import { cardEntry, fittingGradio, gradioSdk, requoted } from '../model';
import { isVersion, majorOf } from '../platform';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'sdk-version-invalid',
  summary: '`sdk_version` names no release of Gradio',
  group: 'front-matter',
  severity: 'error',
  confidence: 'medium',
  audience: 'default',
  messages: {
    invalid:
      '`sdk_version` takes a release of Gradio, and `{written}` is not one: the Hub answers “Gradio version does not exist” and does not build the Space',
  },
  explains: ['Gradio version does not exist'],
  sources: [CARD_DOCS, { url: 'https://github.com/Vision-CAIR/MiniGPT-4/issues/255', read: '2026-11-22' }],
  check: {
    frontMatter(file, report, space) {
      const value = cardEntry(file, 'sdk_version')?.value;
      if (!gradioSdk(file) || value?.kind !== 'string') return;
      const written = String(value.value).trim();
      // A placeholder of a template is none of a Space.
      if (written === '' || isVersion(written) || /[{}$%]|<[A-Za-z]/.test(written)) return;
      const place = file.place(value.span);
      const fixes = () => {
        const version = fittingGradio(space);
        const major = /\d+/.exec(written)?.[0];
        const isMeant = version !== undefined && (major === undefined || Number(major) === majorOf(version));
        return isMeant
          ? [reviewFix(`Use Gradio ${version}`, space.edits.replace(place, requoted(value, version)))]
          : [];
      };
      report(place, 'invalid', { written }, { fixes });
    },
  },
});
