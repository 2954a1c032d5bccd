import {
  argumentOf,
  calledPath,
  constantOf,
  isModel,
  only,
  type CallArgument,
  type CallFact,
  type Value,
} from '../model';
import { rule, safeFix, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'second-gpu',
  summary: 'A GPU other than the first is named, but ZeroGPU has only one',
  group: 'cuda',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    device: 'ZeroGPU gives a Space one GPU, `cuda:0`: `{device}` does not exist, and using it fails',
  },
  explains: ['AssertionError', 'invalid device ordinal'],
  concerns: [
    '.to',
    '.cuda',
    'torch.device',
    'torch.cuda.set_device',
    'torch.cuda.device',
    'torch.Generator',
    'device=',
    'device_map=',
  ],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const argument = deviceArgument(call);
        const device = argument && secondDevice(argument.value);
        if (!argument || device === undefined) continue;
        report(
          argument.place,
          'device',
          { device },
          {
            ...(call.insideTry || call.conditional ? { severity: 'warning' as const } : {}),
            fixes: () => {
              const first = firstInstead(space.text(argument.place));
              return first === undefined
                ? []
                : [safeFix('Use the only GPU there is', space.edits.replace(argument.place, first))];
            },
          },
        );
      }
    },
  },
});

/** A device as it is written, with the first GPU in place of another. */
function firstInstead(written: string): string | undefined {
  if (/^\d+$/.test(written)) return '0';
  // The whole model on one device.
  const [, key] = /^(\{\s*(?:""|'')\s*:\s*)\d+\s*\}$/.exec(written) ?? [];
  if (key !== undefined) return `${key}0}`;
  const [, quote] = /^(["'])cuda:\d+\1$/.exec(written) ?? [];
  return quote === undefined ? undefined : `${quote}cuda${quote}`;
}

/** The argument that chooses a device. */
function deviceArgument(call: CallFact): CallArgument | undefined {
  if (call.method === 'to' || call.method === 'cuda') {
    const target = argumentOf(call, 'device', 0);
    const isIndex = target && typeof constantOf(target.value) === 'number';
    return isIndex && !(call.receiver && isModel(call.receiver)) ? undefined : target;
  }
  switch (calledPath(call)) {
    case 'torch.device':
      // `torch.device("cuda", 1)`: the second says which.
      return argumentOf(call, 'index', 1) ?? argumentOf(call, 'device', 0) ?? argumentOf(call, 'type');
    case 'torch.cuda.set_device':
    case 'torch.cuda.device':
    case 'torch.Generator':
      return argumentOf(call, 'device', 0);
    case 'transformers.pipeline':
      return argumentOf(call, 'device') ?? argumentOf(call, 'device_map');
    default: {
      const target = argumentOf(call, 'device') ?? argumentOf(call, 'device_map');
      // The parts of a model, each with its device.
      const isMap = target?.keyword === 'device_map' && only(target.value)?.kind === 'dict';
      return target && (isMap || typeof constantOf(target.value) === 'string') ? target : undefined;
    }
  }
}

function secondDevice(value: Value): string | undefined {
  const map = only(value);
  if (map?.kind === 'dict')
    return map.entries.map(([, entry]) => secondDevice(entry)).find((found) => found !== undefined);
  const constant = constantOf(value);
  if (typeof constant === 'number') return constant >= 1 ? `cuda:${constant}` : undefined;
  return typeof constant === 'string' && /^cuda:[1-9]\d*$/.test(constant) ? constant : undefined;
}
