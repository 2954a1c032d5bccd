import type { CallRow, MethodRow } from '../../platform/libraries';
import { argumentOf } from '../arguments';
import { keyword, positional, type CallArguments } from '../arguments';
import { deviceArgument, deviceNamed, deviceOfValue, isDevice, isDtype } from '../devices';
import {
  bool,
  constantOf,
  NONE,
  number,
  object,
  onDevice,
  one,
  only,
  opened,
  sequence,
  text,
  UNKNOWN,
  type Alternative,
  type Device,
  type Value,
} from '../value';

/** What a call gives by its row of the table. */
export function rowResult(row: CallRow, path: string, call: CallArguments): Value {
  const first = positional(call, 0);
  const device = (): Device => {
    switch (row.device) {
      case 'argument':
        return deviceArgument(
          keyword(call, 'device') ?? devicePositional(row, call) ?? deviceOfKwargs(call),
          row.absent === 'unknown' ? undefined : (row.absent ?? 'cpu'),
        );
      // `zeros_like(x, device="cpu")` lies where it is told.
      case 'first':
        return deviceArgument(keyword(call, 'device'), first && deviceOfValue(first));
      case 'embeddings': {
        const named = EMBEDDINGS.map((name) => keyword(call, name)).find((each) => each !== undefined);
        const embeddings = named ?? positional(call, 1);
        return embeddings && deviceOfValue(embeddings);
      }
      default:
        return row.device;
    }
  };
  if (row.gives === 'client') return mayStayHere(row, call) ? UNKNOWN : object('client', path);
  if (row.device === 'embeddings') return object('embedder', path, device());
  // What is unpacked may hold such an argument; the device of an embedder may be its third.
  const { unclearWith } = row;
  const isUnclear = unclearWith?.concat('*', '**').some((name) => keyword(call, name) !== undefined) === true;
  if (row.gives === 'embedder' && (isUnclear || positional(call, 1) !== undefined)) return object('embedder', path);
  if (isUnclear) return object('data', path);
  if (row.gives === 'pipeline' || row.gives === 'model') {
    // A quantized model is placed by its loader, and `transformers.pipeline` chooses a device by itself.
    const isPlaced = ['quantization_config', 'load_in_8bit', 'load_in_4bit', '**'].some(
      (name) => keyword(call, name) !== undefined,
    );
    if (isPlaced || (path === 'transformers.pipeline' && !keyword(call, 'device') && !keyword(call, 'device_map'))) {
      return object(row.gives, path);
    }
    if (path.endsWith('.from_pipe')) return object(row.gives, path, first && deviceOfValue(first));
    // Put together from parts that lie elsewhere.
    if (
      call.args.some(
        ({ keyword: name, value }) => name !== undefined && deviceOfValue(value) === 'cuda' && !isDevice(value),
      )
    ) {
      return object(row.gives, path);
    }
  }
  const map = keyword(call, 'device_map');
  if (map && row.loadsModel === true && constantOf(map) !== null) {
    // What may go where can leave nothing for the GPU.
    const isLimited = keyword(call, 'max_memory') !== undefined;
    return given(row.gives, path, () => (isLimited ? undefined : placeOfMap(map)), row.value, first);
  }
  return given(row.gives, path, device, row.value, first);
}

/** What the client asks may be a server that runs beside the app: an address of the machine, or one that is not known. */
function mayStayHere({ server = [] }: CallRow, call: CallArguments): boolean {
  const isElsewhere = (value: Value): boolean => {
    const address = constantOf(value);
    return address === null || (typeof address === 'string' && !address.startsWith('http://'));
  };
  const first = server.length > 0 ? positional(call, 0) : undefined;
  return [first, ...[...server, '*', '**'].map((name) => keyword(call, name))].some(
    (value) => value !== undefined && !isElsewhere(value),
  );
}

/** How the stores of LangChain call what they are given to embed with. */
const EMBEDDINGS = ['embeddings', 'embedding', 'embedding_function'];

function devicePositional({ devicePosition }: CallRow, call: CallArguments): Value | undefined {
  return devicePosition === undefined ? undefined : positional(call, devicePosition);
}

/** LangChain hands the device on: `model_kwargs={"device": "cuda"}`. */
function deviceOfKwargs(call: CallArguments): Value | undefined {
  const given = keyword(call, 'model_kwargs');
  const written = given && only(given);
  if (written?.kind !== 'dict') return given && UNKNOWN;
  return written.entries.find(([name]) => name === 'device')?.[1];
}

/** Where a `device_map` puts the whole of a model. */
function placeOfMap(map: Value): Device {
  const target = constantOf(map);
  if (target === 'auto' || target === 'balanced') return 'cuda';
  const written = only(map);
  if (written?.kind !== 'dict') return deviceNamed(map);
  // The empty name stands for all of it.
  const [[name, device] = [], ...others] = written.entries;
  return name === '' && device && others.length === 0 ? deviceNamed(device) : undefined;
}

/** What a row says, in the terms of values. */
function given(
  gives: CallRow['gives'],
  type: string,
  device: () => Device,
  fixed: number | string | undefined,
  first: Value | undefined,
): Value {
  switch (gives) {
    case 'none':
      return NONE;
    case 'true':
      return bool(true);
    case 'false':
      return bool(false);
    case 'text':
      return text(typeof fixed === 'string' ? fixed : undefined);
    case 'number':
      return number(typeof fixed === 'number' ? fixed : undefined);
    case 'bool':
      return bool();
    case 'list':
      return sequence('list', undefined, opened(text()));
    case 'first':
      return first ?? UNKNOWN;
    default:
      return object(gives, type, device());
  }
}

/** The device after a method by which a torch module gives itself. */
export function movedBy(call: CallArguments, before: Device): Device {
  switch (call.method) {
    case 'to':
      return movedTo(call, before);
    case 'cuda':
    case 'cpu':
      return call.method;
    default:
      return before;
  }
}

/** The device after `.to(…)`. */
function movedTo(call: CallArguments, before: Device): Device {
  if (call.args.some((arg) => arg.keyword === '*')) return undefined;
  // `torch_device`: pipelines of diffusers before 0.27.
  const named = keyword(call, 'device') ?? keyword(call, 'torch_device');
  const target = named ?? positional(call, 0);
  if (!target || isDtype(target)) return before;
  return deviceNamed(target);
}

/** What a method gives by its row of the table. */
export function methodResult(
  row: MethodRow,
  receiver: Extract<Alternative, { kind: 'object' }> | undefined,
  call: CallArguments,
): Value {
  const device = (): Device => {
    switch (row.device) {
      case 'argument':
        return movedTo(call, receiver?.device);
      // `x.new_zeros(3, device="cpu")` and `pipe.encode_prompt(prompt, device="cpu")` lie where they are told.
      case 'receiver':
        return deviceArgument(argumentOf(call, 'device')?.value, receiver?.device);
      default:
        return row.device;
    }
  };
  if (row.gives === 'self') {
    if (!receiver) return UNKNOWN;
    return one(row.device === undefined ? receiver : onDevice(receiver, device()));
  }
  return given(row.gives, receiver?.type ?? row.method, device, undefined, undefined);
}
