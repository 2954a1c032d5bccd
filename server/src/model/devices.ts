/** Which device a value names or lies on. */
import { constantOf, objectOf, only, type Device, type Value } from './value';

/** The device that a value names or lies on. */
export function deviceOfValue(value: Value): Device {
  if (value.open && value.device === undefined) return undefined;
  let device: Device = value.device;
  for (const alternative of value.alts) {
    const own =
      alternative.kind === 'object'
        ? alternative.device
        : alternative.kind === 'sequence'
          ? deviceOfValue(alternative.element)
          : undefined;
    if (own === undefined || (device !== undefined && device !== own)) return undefined;
    device = own;
  }
  return device;
}

/** `"cuda"`, `"cuda:0"`, `0` and `torch.device("cuda")` name a CUDA device. */
export function deviceNamed(value: Value): Device {
  const constant = constantOf(value);
  if (typeof constant === 'string') {
    if (/^cuda(?::\d+)?$/.test(constant)) return 'cuda';
    return constant === 'cpu' ? 'cpu' : undefined;
  }
  if (typeof constant === 'number') return constant < 0 ? 'cpu' : 'cuda';
  if (!value.open && value.alts.length > 1 && value.alts.every(({ kind }) => kind === 'text')) {
    const [device, ...others] = new Set(value.alts.map((item) => deviceNamed({ alts: [item], open: false })));
    return others.length === 0 ? device : undefined;
  }
  return deviceOfValue(value);
}

/** A `torch.device`. */
export function isDevice(value: Value): boolean {
  return objectOf(value, 'device') !== undefined;
}

/** The device that an argument names, and `absent` when it is not given or None. */
export function deviceArgument(value: Value | undefined, absent: Device): Device {
  return value === undefined || only(value)?.kind === 'none' ? absent : deviceNamed(value);
}

/** A type of numbers, as in `.to(torch.float16)`. */
export function isDtype(value: Value): boolean {
  const alternative = only(value);
  if (alternative?.kind === 'object') return alternative.object === 'dtype';
  return (
    alternative?.kind === 'external' && /^torch\.(?:b?float|half|double|int|uint|bool|long)/.test(alternative.path)
  );
}
