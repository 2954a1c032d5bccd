import { appendLine, mainRequirements } from '../model';
import { DEPENDENCY_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'pip-in-packages',
  summary: '`packages.txt` names a Python package',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    python:
      'packages.txt is for Debian packages, and Debian has none called `{name}`: Python packages belong in requirements.txt',
  },
  explains: ['E: Unable to locate package'],
  sources: [DEPENDENCY_DOCS],
  check: {
    packages(file, report, space) {
      const { bundles, binaryWheels, preinstalled } = space.tables;
      const names = [...bundles.rows, ...binaryWheels.rows, ...preinstalled.rows].map((row) => row.package);
      const python = new Set(names.filter((name) => !DEBIAN_TOO.has(name)));
      for (const item of file.parsed.packages) {
        if (!python.has(item.name.toLowerCase())) continue;
        const place = file.place(item.span);
        const requirements = mainRequirements(space);
        const alone = item.text.replace(/,$/, '');
        const listed = requirements?.parsed.entries.some(
          (entry) => entry.kind === 'requirement' && entry.name?.normalized === item.name.toLowerCase(),
        );
        report(
          place,
          'python',
          { name: item.name },
          {
            fixes: () => [
              requirements && !listed
                ? reviewFix(
                    `Move \`${alone}\` to requirements.txt`,
                    space.edits.remove(place),
                    appendLine(space, requirements, alone),
                  )
                : reviewFix(`Remove \`${alone}\``, space.edits.remove(place)),
            ],
          },
        );
      }
    },
  },
});

/** Names that Debian has too, for something else or for a program of the package. */
const DEBIAN_TOO: ReadonlySet<string> = new Set(['pip', 'lightning', 'spaces']);
