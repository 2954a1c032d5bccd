import { dependencies, removeLine, requirementText } from '../model';
import { disjoint } from '../platform';
import { DEPENDENCY_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'requirements-conflict',
  summary: 'Two lines of the requirements ask for different versions of one package',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    conflict: 'No version of {name} is both `{earlier}` and `{later}`: pip finds no solution',
  },
  explains: ['because these package versions have conflicting dependencies', 'ERROR: ResolutionImpossible'],
  sources: [
    DEPENDENCY_DOCS,
    { url: 'https://pip.pypa.io/en/stable/topics/dependency-resolution/', read: '2026-11-24' },
  ],
  check: {
    space(space, report) {
      const lines = dependencies(space).filter(({ name, line }) => name !== undefined && line.form === 'name');
      lines.forEach((later, index) => {
        const earlier = lines
          .slice(0, index)
          .find(({ name, specifiers }) => name === later.name && disjoint(specifiers, later.specifiers));
        if (!earlier) return;
        const [first, second] = [requirementText(earlier), requirementText(later)];
        report(
          later.place,
          'conflict',
          { name: later.name ?? '', earlier: first, later: second },
          {
            related: [{ place: earlier.place, message: `\`${first}\` is asked for here` }],
            fixes: () => [
              reviewFix(`Keep \`${first}\``, removeLine(space, later.file, later.line)),
              reviewFix(`Keep \`${second}\``, removeLine(space, earlier.file, earlier.line)),
            ],
          },
        );
      });
    },
  },
});
