import { constantOf, isGpuDecorator, only, type CallArgument, type SpaceView } from '../model';
import { rule, safeFix, SPACES_PACKAGE, type Fix } from './rule';

export default rule({
  name: 'gpu-too-many-positional',
  summary: '`spaces.GPU` gets more than one positional argument',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tooMany: '`spaces.GPU` takes one positional argument but gets {count}: importing the module fails',
  },
  explains: ['GPU() takes from 0 to 1 positional arguments'],
  concerns: ['spaces.GPU'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        if (only(call.callee)?.kind !== 'external' || !isGpuDecorator(call.callee)) continue;
        const positional = call.args.filter(({ keyword }) => keyword === undefined);
        const [, second] = positional;
        if (!second || call.args.some(({ keyword }) => keyword === '*')) continue;
        report(
          second.place,
          'tooMany',
          { count: positional.length },
          { fixes: () => named(positional, call.args, space) },
        );
      }
    },
  },
});

/** Every value gets the keyword of its type; nothing when two would get the same. */
function named(positional: readonly CallArgument[], all: readonly CallArgument[], space: SpaceView): readonly Fix[] {
  const taken = new Set(all.map(({ keyword }) => keyword));
  const edits = [];
  const titles = [];
  for (const { value, place } of positional) {
    const constant = constantOf(value);
    if (constant === undefined && place === positional[0]?.place) continue;
    const keyword = typeof constant === 'string' ? 'size' : 'duration';
    if (taken.has(keyword)) return [];
    taken.add(keyword);
    edits.push(space.edits.insertBefore(place, `${keyword}=`));
    titles.push(`\`${keyword}=${space.text(place)}\``);
  }
  return [safeFix(`Write ${titles.join(' and ')}`, ...edits)];
}
