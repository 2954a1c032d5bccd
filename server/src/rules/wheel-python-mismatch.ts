import {
  cardEntry,
  dependenciesIn,
  pythonAsked,
  setKey,
  wheelAdmitsPython,
  type SpaceView,
  type WheelPart,
} from '../model';
import { majorMinor } from '../platform';
import { CARD_DOCS, reviewFix, rule, type Fix } from './rule';
import { usePrebuilt } from './shared/prebuiltWheel';

export default rule({
  name: 'wheel-python-mismatch',
  summary: 'A wheel is for another Python than `python_version`',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    mismatch: 'pip refuses this wheel: it is for {tags}, and `python_version` asks for Python {python}',
  },
  explains: ['is not a supported wheel on this platform'],
  sources: [
    { url: 'https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/', read: '2026-11-21' },
    CARD_DOCS,
  ],
  check: {
    requirements(file, report, space) {
      const python = pythonAsked(space);
      const minor = python === undefined ? undefined : majorMinor(python);
      const card = space.frontMatter;
      const written = card && cardEntry(card, 'python_version');
      if (!card || !written || python === undefined || minor === undefined) return;
      for (const dependency of dependenciesIn(space, file)) {
        const wheel = dependency.line.url?.wheel;
        if (!wheel || wheelAdmitsPython(wheel, minor) !== false) continue;
        report(
          dependency.place,
          'mismatch',
          { tags: wheel.pythonTags.join(', '), python },
          {
            related: [{ place: card.place(written.lineSpan), message: `\`python_version\` asks for Python ${python}` }],
            fixes: () => [...usePrebuilt(space, dependency, wheel.name), ...otherPython(space, wheel)],
          },
        );
      }
    },
  },
});

/** The Python of the wheel, when ZeroGPU offers it. */
function otherPython(space: SpaceView, wheel: WheelPart): readonly Fix[] {
  const version = space.tables.pythonVersions.rows.find((row) => wheelAdmitsPython(wheel, row.version))?.version;
  if (version === undefined || !space.frontMatter) return [];
  return [
    reviewFix(
      `Set \`python_version\` to "${version}"`,
      setKey(space, space.frontMatter, 'python_version', `"${version}"`),
    ),
  ];
}
