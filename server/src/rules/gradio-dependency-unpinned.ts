import {
  appendLine,
  asksForUnknown,
  cardEntry,
  dependenciesIn,
  dependency,
  limitsFor,
  linesToLimit,
  mainRequirements,
  requirementText,
  respecify,
  type SpaceView,
} from '../model';
import { LEAVES_NEWEST, untoldBy } from '../platform';
import type { Place } from '../text/place';
import { rule, type Fix } from './rule';

export default rule({
  name: 'gradio-dependency-unpinned',
  summary: 'An older Gradio fails with the newest release of a package, which nothing keeps pip from installing',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    missing:
      'gradio {version} works with `{need}` only and does not tell pip, and no requirement does: the next build installs a newer `{name}`, and the app fails at its start',
    open: 'gradio {version} works with `{need}` only and does not tell pip: `{requirement}` lets the next build install a newer one, and the app fails at its start',
  },
  explains: ["cannot import name 'HfFolder'", "argument of type 'bool' is not iterable"],
  sources: [
    { url: 'https://github.com/gradio-app/gradio', read: '2026-11-22' },
    { url: 'https://github.com/huggingface/huggingface_hub/releases/tag/v1.0.0', read: '2026-11-22' },
    { url: 'https://github.com/gradio-app/gradio/issues/10649', read: '2026-11-22' },
  ],
  check: {
    space(space, report) {
      const version = space.gradioVersion;
      const place = version === undefined ? undefined : whereGradioIsChosen(space);
      if (version === undefined || !place || asksForUnknown(space)) return;
      const needs = untoldBy(space.tables, 'gradio', version);
      const lines = space.requirements.flatMap((file) => dependenciesIn(space, file));
      // Another package may ask for an older release.
      if (needs.length === 0 || !lines.every(({ name }) => name !== undefined && LEAVES_NEWEST.has(name))) return;
      for (const { dependency: line, specifiers } of linesToLimit(space, version)) {
        const name = line.name ?? '';
        const need = `${name}${needs.find((each) => each.package === name)?.works ?? ''}`;
        const edits = [respecify(space, line, specifiers)];
        const fixes = () => [{ title: `Ask for \`${name}${specifiers}\``, safety: 'review' as const, edits }];
        report(line.place, 'open', { version, need, requirement: requirementText(line) }, { fixes });
      }
      for (const need of limitsFor(space, version)) {
        const [name = ''] = /^[\w-]+/.exec(need) ?? [];
        report(place, 'missing', { version, need, name }, { fixes: () => addition(space, need) });
      }
    },
  },
});

/** What says which Gradio is installed. */
function whereGradioIsChosen(space: SpaceView): Place | undefined {
  const { frontMatter } = space;
  const entry = frontMatter && cardEntry(frontMatter, 'sdk_version');
  return entry ? frontMatter.place(entry.value.span) : dependency(space, 'gradio')?.place;
}

function addition(space: SpaceView, line: string): readonly Fix[] {
  const file = mainRequirements(space);
  return file
    ? [{ title: `Add \`${line}\` to requirements.txt`, safety: 'review', edits: [appendLine(space, file, line)] }]
    : [];
}
