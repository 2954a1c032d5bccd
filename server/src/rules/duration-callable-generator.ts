import type { Code, SpaceView } from '../model';
import { rule, safeFix, SPACES_PACKAGE, ZEROGPU_DOCS, type Fix } from './rule';

export default rule({
  name: 'duration-callable-generator',
  summary: 'A duration function that yields instead of returning',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    generator:
      '`{callable}` yields, so it returns a generator instead of the seconds that `{name}` takes: every call on ZeroGPU fails with a `TypeError`',
  },
  explains: ['unsupported type for timedelta seconds component'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction({ duration, name }, report, space) {
      if (duration.kind !== 'callable') return;
      const callable = duration.functions.map((fn) => space.code(fn)).find(({ isGenerator }) => isGenerator);
      if (!callable) return;
      const [exit] = callable.exits.filter(({ kind }) => kind === 'yield');
      report(
        duration.argument.place,
        'generator',
        { callable: callable.name, name },
        {
          related: [{ place: exit?.place ?? callable.namePlace, message: `\`${callable.name}\` yields here` }],
          fixes: () => returned(callable, space),
        },
      );
    },
  },
});

/** Where it yields once, that is what was to be returned. */
function returned(callable: Code, space: SpaceView): readonly Fix[] {
  const [exit, ...others] = callable.exits;
  if (!exit || others.length > 0 || exit.inLoop) return [];
  const { statement } = exit;
  const [word] = /^yield(?=[\s(])(?!\s+from\b)/.exec(space.text(statement)) ?? [];
  if (word === undefined) return [];
  const edit = space.edits.replace({ ...statement, end: statement.start + word.length }, 'return');
  return [safeFix(`Return the seconds from \`${callable.name}\``, edit)];
}
