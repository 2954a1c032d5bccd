import { alternatives, statementsOf, type Code, type SpaceView, type Statement } from '../model';
import { limitOf } from '../platform';
import { reviewFix, rule, SPACES_PACKAGE, ZEROGPU_DOCS, type Fix } from './rule';
import { definedHere } from './shared/related';

export default rule({
  name: 'duration-callable-no-return',
  summary: 'A duration function that returns nothing, at least on some path',
  group: 'duration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    never:
      '`{callable}` returns nothing, so ZeroGPU silently uses the default of {fallback} s for every call of `{name}`',
    sometimes:
      '`{callable}` can end without returning seconds; ZeroGPU then silently uses the default of {fallback} s for `{name}`',
  },
  explains: [],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction({ duration, name }, report, space) {
      const fallback = limitOf(space.tables, 'default-duration');
      if (duration.kind !== 'callable' || fallback === undefined) return;
      for (const fn of duration.functions) {
        const callable = space.code(fn);
        if (callable.isGenerator || callable.isAsync) continue;
        const { returns } = callable.facts;
        // Written out, `return None` asks for the default.
        const isMeant = callable.exits.some(({ value }) => alternatives(value, 'none').length > 0);
        if (alternatives(returns, 'none').length === 0 || isMeant) continue;
        const body = statementsOf(callable);
        if (isUnfinished(body, space)) continue;
        const never = callable.exits.length === 0;
        const fixes = () => returnAtEnd(callable, fallback, space);
        report(
          never ? callable.namePlace : duration.argument.place,
          never ? 'never' : 'sometimes',
          { callable: callable.name, name, fallback },
          never
            ? { related: [{ place: duration.argument.place, message: `\`${name}\` asks it here` }], fixes }
            : {
                severity: 'information',
                related: [definedHere(callable)],
                fixes,
              },
        );
      }
    },
  },
});

/** Its body is still to come, or what it ends in is being typed. */
function isUnfinished(body: readonly Statement[], space: SpaceView): boolean {
  const isEmpty = ({ kind, isDocstring, place }: Statement): boolean =>
    kind === 'Pass' || isDocstring || space.text(place) === '...';
  if (body.every(isEmpty) || body.some(({ kind }) => kind === 'Broken')) return true;
  const last = body.at(-1);
  return last !== undefined && 'return'.startsWith(space.text(last.place));
}

/** The result is computed last and only lacks its `return`; or else the default is returned at the end, as it is now. */
function returnAtEnd(callable: Code, fallback: number, space: SpaceView): readonly Fix[] {
  const last = statementsOf(callable).at(-1);
  if (!last) return [];
  const { place } = last;
  if (last.computes) {
    const edit = space.edits.insertBefore(place, 'return ');
    return [reviewFix(`Return \`${space.text(place)}\` from \`${callable.name}\``, edit)];
  }
  const result = `return ${fallback}`;
  // A body on the line of the `def` has no line to put it below.
  if (!space.text({ ...callable.definitionPlace, end: place.start }).includes('\n')) return [];
  const edit = last.kind === 'Pass' ? space.edits.replace(place, result) : space.edits.insertLineBelow(place, result);
  return [reviewFix(`End \`${callable.name}\` in \`${result}\``, edit)];
}
