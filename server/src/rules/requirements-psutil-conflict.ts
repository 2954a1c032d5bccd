import { dependencies, respecify, requirementText } from '../model';
import { disjoint } from '../platform';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'requirements-psutil-conflict',
  summary: 'A requirement excludes what `spaces` was last seen to need',
  group: 'requirements',
  severity: 'information',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    disjoint:
      'The platform’s `spaces` needs `{name}{allowed}` (as of {versions}): if that still holds, no version also satisfies `{requirement}`',
  },
  explains: ['ERROR: ResolutionImpossible'],
  sources: [SPACES_PACKAGE],
  check: {
    space(space, report) {
      const constraints = space.tables.packageConstraints.rows.filter((row) => row.of === 'spaces');
      for (const dependency of dependencies(space)) {
        const { line, name, place, specifiers } = dependency;
        const row = constraints.find((each) => each.package === name);
        if (!row || line.form !== 'name' || !disjoint(specifiers, row.allowed)) continue;
        report(
          place,
          'disjoint',
          {
            name: row.package,
            allowed: row.allowed,
            versions: `spaces ${row.versions.replace(/^==|\.\*$/g, '')}`,
            requirement: requirementText(dependency),
          },
          {
            fixes: () => [reviewFix(`Require ${row.package}${row.allowed}`, respecify(space, dependency, row.allowed))],
          },
        );
      }
    },
  },
});
