import { dependenciesIn, hasOtherIndex, removeLine, withoutHashes, type Dependency, type SpaceView } from '../model';
import { DEPENDENCY_DOCS, reviewFix, rule, safeFix, type Fix } from './rule';

export default rule({
  name: 'requirements-no-package',
  summary: 'The requirements name a module, or Python itself, instead of a package',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    module:
      '`{name}` is not the name of a package that pip can install: the build stops here. The package is {instead}',
    python: '`{name}` comes with Python, and PyPI has no package of that name: the build stops here',
    itself:
      'pip can’t install Python: the build stops here. `python_version` in the README says which one the Space has',
  },
  explains: ['ERROR: No matching distribution found for', "The 'sklearn' PyPI package is deprecated"],
  sources: [DEPENDENCY_DOCS, { url: 'https://github.com/scikit-learn/sklearn-pypi-package', read: '2026-11-24' }],
  check: {
    requirements(file, report, space) {
      if (hasOtherIndex(file)) return;
      const lines = dependenciesIn(space, file);
      for (const dependency of lines) {
        const { name, line, place } = dependency;
        if (name === undefined || line.form !== 'name') continue;
        const removal = removeLine(space, file, line);
        if (name === 'python') {
          report(place, 'itself', {}, { fixes: () => [reviewFix('Remove the line', removal)] });
          continue;
        }
        const row = space.tables.noPackages.rows.find((each) => each.name === name);
        if (!row) continue;
        const written = line.name?.text ?? name;
        const { instead } = row;
        if (instead === undefined) {
          report(place, 'python', { name: written }, { fixes: () => [safeFix('Remove the line', removal)] });
          continue;
        }
        const isListed = lines.some((other) => provides(other, instead));
        report(
          place,
          'module',
          { name: written, instead },
          { fixes: () => [isListed ? safeFix('Remove the line', removal) : renamed(dependency, instead, space)] },
        );
      }
    },
  },
});

/** OpenCV is one of several packages. */
function provides({ name = '' }: Dependency, instead: string): boolean {
  return name === instead || (instead.startsWith('opencv-') && /^opencv-(?:contrib-)?python(?:-headless)?$/.test(name));
}

/** The versions of a module, if there are any, are not those of the package. */
function renamed({ file, line }: Dependency, instead: string, space: SpaceView): Fix {
  const start = line.name?.span.start ?? line.span.start;
  const end = line.specifierSpan?.end ?? line.extrasSpan?.end ?? line.name?.span.end ?? line.span.end;
  const edits = [space.edits.replace(file.place({ start, end }), instead), ...withoutHashes(space, file, line)];
  return (line.specifierText === '' ? safeFix : reviewFix)(`Ask for ${instead}`, ...edits);
}
