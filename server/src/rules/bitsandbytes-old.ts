import { dependencies, respecify, requirementText } from '../model';
import { everyAdmittedBelow } from '../platform';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'bitsandbytes-old',
  summary: 'The requirements only allow versions of bitsandbytes that ZeroGPU has to patch',
  group: 'requirements',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    old: 'ZeroGPU recommends bitsandbytes {recommended}; `{requirement}` only allows older versions, which `spaces` has to patch at startup',
  },
  explains: ['ZeroGPU recommends bitsandbytes >= 0.46.0'],
  sources: [SPACES_PACKAGE],
  check: {
    space(space, report) {
      const row = space.tables.packageNotices.rows.find(
        (each) => each.package === 'bitsandbytes' && each.python === '',
      );
      const limit = row && /^<(?!=)(.+)$/.exec(row.versions)?.[1];
      if (!row || limit === undefined) return;
      for (const dependency of dependencies(space)) {
        const { line, name, place, specifiers } = dependency;
        if (name !== row.package || line.form !== 'name' || !everyAdmittedBelow(specifiers, limit)) continue;
        report(
          place,
          'old',
          { recommended: row.instead, requirement: requirementText(dependency) },
          {
            fixes: () => [reviewFix(`Require bitsandbytes${row.instead}`, respecify(space, dependency, row.instead))],
          },
        );
      }
    },
  },
});
