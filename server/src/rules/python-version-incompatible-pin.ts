import { cardEntry, dependencies, pythonAsked, pythonNotice, respecify } from '../model';
import { majorMinor } from '../platform';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'python-version-incompatible-pin',
  summary: 'A pinned package has no wheels for the Python that the front matter asks for',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    noWheel: '{name} {version} does not install on Python {python}: {effect}',
  },
  explains: [
    'No matching distribution found',
    'Could not find a version that satisfies the requirement',
    'requires a different Python',
  ],
  sources: [
    { url: 'https://pypi.org/', read: '2026-11-21' },
    { url: 'https://numpy.org/doc/stable/release/2.3.0-notes.html', read: '2026-11-23' },
    { url: 'https://docs.scipy.org/doc/scipy/release/1.16.0-notes.html', read: '2026-11-23' },
    { url: 'https://pandas.pydata.org/docs/whatsnew/v3.0.0.html', read: '2026-11-23' },
  ],
  check: {
    space(space, report) {
      const python = pythonAsked(space);
      const minor = python === undefined ? undefined : majorMinor(python);
      const card = space.frontMatter;
      const written = card && cardEntry(card, 'python_version');
      if (minor === undefined || !card || !written) return;
      for (const dependency of dependencies(space)) {
        const { specifiers, pin, place } = dependency;
        const notice = pythonNotice(space, dependency, minor);
        if (!notice) continue;
        const name = notice.package;
        report(
          place,
          'noWheel',
          { name, version: pin ?? specifiers, python: minor, effect: notice.effect },
          {
            related: [{ place: card.place(written.lineSpan), message: `\`python_version\` asks for Python ${minor}` }],
            fixes: () => [reviewFix(`Require ${name}${notice.instead}`, respecify(space, dependency, notice.instead))],
          },
        );
      }
    },
  },
});
