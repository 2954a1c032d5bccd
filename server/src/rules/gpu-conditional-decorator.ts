import {
  allStatementsOf,
  constantOf,
  decoratorCalls,
  functionsOf,
  lies,
  type Code,
  type GpuFunction,
  type SettingArgument,
  type SpaceView,
} from '../model';
import { sameData } from '../text/equality';
import { reviewFix, rule, ZEROGPU_DOCS, type Fix } from './rule';

export default rule({
  name: 'gpu-conditional-decorator',
  summary: 'Whether a function is a GPU function depends on a check of the app',
  group: 'registration',
  severity: 'hint',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    conditional:
      '`{name}` is only decorated if a check of yours passes; `spaces.GPU` makes that check itself and does nothing elsewhere, and a wrong one leaves the Space without GPU functions',
  },
  explains: ['No @spaces.GPU function detected during startup'],
  sources: [ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      if (gpu.certain || gpu.targets.length === 0 || asksHowItIsWritten(gpu, space)) return;
      report(
        gpu.place,
        'conditional',
        { name: gpu.name },
        { related: [{ place: gpu.applied, message: 'Decorated here' }], fixes: () => unconditional(gpu, space) },
      );
    },
  },
});

/** `def gpu(fn=None, **settings): if fn is None: …`: the helper asks whether it is given the function, or its settings first. */
function asksHowItIsWritten(gpu: GpuFunction, space: SpaceView): boolean {
  const [target] = gpu.targets;
  const itself = target?.decorators.find(({ place }) => sameData(place, gpu.place));
  const callees = target ? decoratorCalls(target).map(({ callee }) => callee) : [];
  return [...(itself ? [itself.value] : []), ...callees].flatMap(functionsOf).some((fn) => {
    const code = space.code(fn);
    const [first] = code.params;
    return (
      first !== undefined &&
      allStatementsOf(code).some(({ asks, asksInside }) => asks.has(first.name) || asksInside.has(first.name))
    );
  });
}

/** `spaces.GPU` itself, with what it is given where the test lets it. */
function unconditional(gpu: GpuFunction, space: SpaceView): readonly Fix[] {
  const [target] = gpu.targets;
  const decorator = target?.decorators.find(({ place }) => sameData(place, gpu.place));
  const name = target && space.gpuNameIn(target.module);
  const settings = target ? gpu.settings.map((setting) => written(setting, target, space)) : [];
  if (!target?.fn || !decorator || name === undefined || !space.isBoundAt(target.fn, name.split('.')[0] ?? name))
    return [];
  if (settings.includes(undefined)) return [];
  const text = `${name}${settings.length > 0 ? `(${settings.join(', ')})` : ''}`;
  return [reviewFix(`Decorate \`${gpu.name}\` with \`@${text}\``, space.edits.replace(decorator.place, text))];
}

/** A setting as it can be written above the function; undefined when it means something only where it stands now. */
function written({ keyword, value, place }: SettingArgument, target: Code, space: SpaceView): string | undefined {
  // The first one by position is no setting.
  if (keyword === undefined || keyword.startsWith('*') || !target.fn) return undefined;
  const prefix = `${keyword}=`;
  const text = space.text(place);
  const isName = /^[^\W\d]\w*$/.test(text) && place.anchor.path === target.module.path;
  const isLocal = space.codes.some((code) => code.fn && lies(place, code.place));
  if (isName && !isLocal && space.isBoundAt(target.fn, text)) return prefix + text;
  const constant = constantOf(value);
  if (typeof constant === 'number') return `${prefix}${/^[\d._]+$/.test(text) ? text : constant}`;
  return typeof constant === 'string' ? prefix + space.edits.string(place, constant) : undefined;
}
