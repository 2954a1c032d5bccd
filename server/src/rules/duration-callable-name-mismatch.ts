import { functionsOf } from '../model';
import { rule } from './rule';

export default rule({
  name: 'duration-callable-name-mismatch',
  summary: 'A duration function that takes the same parameters in another order',
  group: 'duration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    order:
      '`{callable}` gets the arguments of `{name}` in the order of `{name}`: what it calls `{parameter}` is `{actual}`, so its estimate is wrong',
  },
  explains: [],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
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
          .flatMap(({ calls }) => calls)
          .filter((call) => !call.isDecorator && functionsOf(call.callee).includes(targetFn))
          .some(({ args }) => args.filter(({ keyword }) => keyword === undefined).length > 1);
      if (!byPosition) return;
      for (const fn of duration.functions) {
        const callable = space.code(fn);
        const own = callable.params.filter(({ star }) => star === '');
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
          },
        );
      }
    },
  },
});
