import type { Place } from '../text/place';
import { one, only, type SettingArgument, type Value } from './value';

/** `spaces.GPU` called with these arguments: a decorator, or with a function among them a GPU function. */
export function gpuValue(args: readonly SettingArgument[], place: Place): Value {
  const given = args.flatMap(unpacked);
  const index = given.findIndex(
    ({ keyword, value }, i) => keyword === 'task' || (keyword === undefined && i === 0 && isCallable(value)),
  );
  const target = given[index];
  if (!target) return one({ kind: 'gpuDecorator', args: given, place });
  return appliedGpu(
    target.value,
    given.filter((_, i) => i !== index),
    place,
  );
}

/** A GPU function; one that is applied to a GPU function is that function, with the settings it has. */
export function appliedGpu(target: Value, args: readonly SettingArgument[], place: Place): Value {
  return only(target)?.kind === 'gpuFunction' ? target : one({ kind: 'gpuFunction', target, args, place });
}

/** `*args` and `**settings` that are known are taken apart. */
function unpacked(argument: SettingArgument): readonly SettingArgument[] {
  const alternative = only(argument.value);
  if (argument.keyword === '*' && alternative?.kind === 'sequence' && alternative.items) {
    return alternative.items.map((value) => ({ ...argument, keyword: undefined, value }));
  }
  if (argument.keyword === '**' && alternative?.kind === 'dict' && !alternative.rest.open) {
    const { rest } = alternative;
    // What else there may be goes by other names.
    const left = rest.alts.length > 0 ? [{ ...argument, value: one({ kind: 'dict', entries: [], rest }) }] : [];
    return [...alternative.entries.map(([keyword, value]) => ({ ...argument, keyword, value })), ...left];
  }
  return [argument];
}

function isCallable(value: Value): boolean {
  return value.alts.some(
    (item) =>
      ['function', 'class', 'instance', 'gpuFunction', 'partial', 'method', 'param', 'external'].includes(item.kind) ||
      (item.kind === 'object' && (item.object === 'model' || item.object === 'pipeline')),
  );
}
