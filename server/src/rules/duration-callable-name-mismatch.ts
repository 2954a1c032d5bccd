import { callsOf, isUsedBesides, type Code, type Parameter, type SpaceView } from '../model';
import type { Edit, Place } from '../text/place';
import { reviewFix, rule, SPACES_PACKAGE, ZEROGPU_DOCS, type Fix } from './rule';

export default rule({
  name: 'duration-callable-name-mismatch',
  summary: 'A duration function that takes the same parameters in another order',
  group: 'duration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    order:
      '`{callable}` gets the arguments of `{name}` in the order of `{name}`: what it calls `{parameter}` is really `{actual}`, so its estimate is wrong',
  },
  explains: [],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction({ duration, name, targets }, report, space) {
      const [target] = targets;
      if (duration.kind !== 'callable' || duration.isAdapted || !target?.fn || targets.length > 1) return;
      const { fn: targetFn } = target;
      // Who passes everything by keyword does not care about the order.
      const byPosition =
        space.handlersOf(targetFn).length > 0 ||
        space
          .callersOf(targetFn)
          .flatMap((caller) => callsOf(targetFn, caller))
          .some(({ args }) => args.filter(({ keyword }) => keyword === undefined).length > 1);
      if (!byPosition) return;
      for (const fn of duration.functions) {
        const callable = space.code(fn);
        // A method asked by its class lacks its object, and so fails altogether.
        if (callable.cls && !target.cls) continue;
        // Those behind a `*` are never given by position.
        const star = callable.params.findIndex((parameter) => parameter.star.startsWith('*'));
        const own = callable.params.slice(0, star < 0 ? undefined : star).filter((parameter) => parameter.star === '');
        const given = target.params.filter(({ star }) => star === '').map((parameter) => parameter.name);
        const swapped = own.find(
          (parameter, i) => given[i] !== undefined && given[i] !== parameter.name && given.includes(parameter.name),
        );
        const actual = swapped && given[own.indexOf(swapped)];
        // Other names for the same thing are no mistake, only the same names in other places.
        if (!swapped || actual === undefined || !own.some((parameter) => parameter.name === actual)) continue;
        report(
          duration.argument.place,
          'order',
          { callable: callable.name, name, parameter: swapped.name, actual },
          {
            related: [
              { place: swapped.place, message: `\`${swapped.name}\` of \`${callable.name}\`` },
              { place: target.namePlace, message: `\`${name}\` takes (${given.join(', ')})` },
            ],
            fixes: () => reordered(callable, given, space),
          },
        );
      }
    },
  },
});

/** The comment behind a parameter on its line. */
function commentOf({ place }: Parameter, { header, signaturePlace }: Code, space: SpaceView): Place | undefined {
  if (header?.kind !== 'FunctionDef') return undefined;
  const [, before, comment] =
    /^([ \t]*,?[ \t]*)(#[^\r\n]*)/.exec(space.text({ ...place, start: place.end, end: signaturePlace.end })) ?? [];
  if (before === undefined || comment === undefined) return undefined;
  const start = place.end + before.length;
  return { ...place, start, end: start + comment.trimEnd().length };
}

/** The parameters of the duration function in the order of `given`, where they are the same ones. */
function reordered(callable: Code, given: readonly string[], space: SpaceView): readonly Fix[] {
  const { fn, params, name } = callable;
  const own = params.filter(({ star }) => star === '');
  const ordered = given.slice(0, own.length).flatMap((each) => own.find((parameter) => parameter.name === each) ?? []);
  // A marker between the parameters, or one without a default behind one that has it, makes this more than an exchange.
  const isPlain = params.slice(0, own.length).every(({ star }) => star === '') && ordered.length === own.length;
  const firstDefault = ordered.findIndex(({ defaultValue }) => defaultValue !== undefined);
  const isLegal =
    firstDefault < 0 || ordered.slice(firstDefault).every(({ defaultValue }) => defaultValue !== undefined);
  if (!fn || callable.cls || !isPlain || !isLegal || isUsedBesides(callable, space)) return [];
  const comments = new Map(own.map((parameter) => [parameter, commentOf(parameter, callable, space)]));
  const edits: Edit[] = [];
  for (const [i, parameter] of own.entries()) {
    const other = ordered[i];
    if (!other || other === parameter) continue;
    edits.push(space.edits.replace(parameter.place, space.text(other.place)));
    const [comment, wanted] = [comments.get(parameter), comments.get(other)];
    // What is said of a parameter goes with it.
    if ((comment === undefined) !== (wanted === undefined)) return [];
    if (comment && wanted) edits.push(space.edits.replace(comment, space.text(wanted)));
  }
  const what = name === 'lambda' ? 'the lambda' : `\`${name}\``;
  const order = ordered.map((parameter) => parameter.name).join(', ');
  return [reviewFix(`Let ${what} take (${order}), in this order`, ...edits)];
}
