import { removeLine, type InvalidLine } from '../model';
import { rule } from './rule';

export default rule({
  name: 'requirements-merge-line',
  summary: 'pip can’t read a line of the requirements, or ignores a part of it',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    invalid: 'pip can’t read this line and stops the build: {why}',
    skipped: 'pip skips this line: a dash alone is no option',
    ignored: 'pip ignores `{options}` behind `{name}`: options stand on lines of their own',
    binary: 'The file holds NUL characters, as UTF-16 has them: save it as UTF-8, which pip can read',
  },
  explains: ['Invalid requirement', 'ERROR: Invalid requirement'],
  sources: [{ url: 'https://pip.pypa.io/en/stable/reference/requirements-file-format/', read: '2026-11-21' }],
  check: {
    requirements(file, report, space) {
      if (file.parsed.looksBinary) {
        report(file.place({ start: 0, end: Math.min(1, file.text.length) }), 'binary', {});
        return;
      }
      for (const entry of file.parsed.entries) {
        if (entry.kind === 'invalid') {
          const place = file.place(entry.span);
          if (entry.reason === 'stray-dash') {
            report(place, 'skipped', {}, { severity: 'warning' });
            continue;
          }
          report(place, 'invalid', { why: reasons[entry.reason] }, { fixes: () => fixesFor(entry) });
        } else if (entry.kind === 'requirement' && entry.ignoredOptions.length > 0) {
          const [first] = entry.ignoredOptions;
          const last = entry.ignoredOptions.at(-1);
          if (!first || !last) continue;
          const span = { start: first.span.start, end: last.span.end };
          const options = entry.ignoredOptions.map(({ span: each }) => space.text(file.place(each)));
          report(
            file.place(span),
            'ignored',
            { options: options.join(' '), name: entry.name?.text ?? space.text(file.place(entry.span)) },
            {
              severity: 'warning',
              fixes: () => [
                {
                  title: 'Remove the ignored options',
                  safety: 'review',
                  edits: [
                    space.edits.replace(
                      file.place({ start: entry.span.start, end: span.end }),
                      kept(entry.span.start, span.start),
                    ),
                  ],
                },
              ],
            },
          );
        }
      }

      function kept(start: number, end: number): string {
        return file.text.slice(start, end).trimEnd();
      }

      function fixesFor(entry: InvalidLine) {
        const pinned = /^([A-Za-z0-9][\w.-]*)\s*=\s*(\d[\w.]*)$/.exec(entry.text);
        const command = /^(?:!|%)?\s*pip3?\s+install\s+(\S+(?:\s+[A-Za-z0-9]\S*)*)$/.exec(entry.text);
        const place = file.place(entry.span);
        if (entry.reason === 'single-equals' && pinned) {
          const text = `${pinned[1] ?? ''}==${pinned[2] ?? ''}`;
          return [{ title: `Write \`${text}\``, safety: 'review' as const, edits: [space.edits.replace(place, text)] }];
        }
        if (command?.[1] !== undefined && !command[1].includes('-r')) {
          const text = command[1].split(/\s+/).join(file.parsed.lineEnding);
          return [
            {
              title: 'Keep only what is to be installed',
              safety: 'review' as const,
              edits: [space.edits.replace(place, text)],
            },
          ];
        }
        const names = entry.text.split(/\s+/);
        if (
          names.length > 1 &&
          names.every((name) => /^[A-Za-z0-9][\w.-]*(?:[=<>!~]=?=?[\w.*,<>=!~]+)?$/.test(name)) &&
          names.length < 4
        ) {
          return [
            {
              title: 'Put each package on a line of its own',
              safety: 'review' as const,
              edits: [space.edits.replace(place, names.join(file.parsed.lineEnding))],
            },
          ];
        }
        return [{ title: 'Remove the line', safety: 'review' as const, edits: [removeLine(space, file, entry)] }];
      }
    },
  },
});

const reasons: Readonly<Record<InvalidLine['reason'], string>> = {
  'no-name': 'it does not begin with the name of a package',
  'unexpected-text': 'behind a name only a version, a marker or the end may follow',
  'single-equals': 'an exact version takes two equals signs',
  'bad-version': 'the version is none that Python packages can have',
  'bad-extras': 'the extras in the brackets can’t be read',
  'bad-marker': 'the environment marker can’t be read',
  'bad-url': 'the address can’t be read',
  'bad-wheel-name': 'the file name is not that of a wheel',
  'unknown-option': 'it does not know the option',
  'option-without-value': 'the option needs a value',
  'stray-dash': 'a dash alone is no option',
};
