import { cardEntry, dependency, gradioVersion, requirementText, requoted, respecify } from '../model';
import { admits, limitOf, majorOf, newestRelease } from '../platform';
import { rule } from './rule';

export default rule({
  name: 'sdk-version-too-old',
  summary: 'ZeroGPU does not run this old a Gradio',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tooOld: 'ZeroGPU needs Gradio {lowest} or newer, and `sdk_version` asks for {version}',
  },
  explains: ['ZeroGPU is only compatible with Gradio 4+', 'Make sure Gradio version is at least 3.46'],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      const version = gradioVersion(space);
      const value = cardEntry(file, 'sdk_version')?.value;
      const lowest = limitOf(space.tables, 'minimum-gradio-major');
      const major = version === undefined ? undefined : majorOf(version);
      if (cardEntry(file, 'sdk')?.value.value !== 'gradio' || !value || version === undefined) return;
      if (lowest === undefined || major === undefined || major >= lowest) return;
      const newest = newestRelease(space.tables, 'gradio');
      const place = file.place(value.span);
      report(
        place,
        'tooOld',
        { lowest, version },
        {
          fixes: () => {
            const asked = dependency(space, 'gradio');
            const isExcluded = newest !== undefined && asked && admits(asked.specifiers, newest) === false;
            if (newest === undefined || (isExcluded && asked.line.form !== 'name')) return [];
            const raised = space.edits.replace(place, requoted(value, newest));
            return [
              isExcluded
                ? {
                    title: `Raise \`sdk_version\` to ${newest}, and ask for \`gradio\` instead of \`${requirementText(asked)}\``,
                    safety: 'review',
                    edits: [raised, respecify(space, asked, '')],
                  }
                : { title: `Raise \`sdk_version\` to ${newest}`, safety: 'review', edits: [raised] },
            ];
          },
        },
      );
    },
  },
});
