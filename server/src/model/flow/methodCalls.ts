import { methodRow } from '../../platform/libraries';
import { keyword, positional, type CallArguments, type CallEffect } from '../arguments';
import { dictMethod, sequenceMethod, textMethod } from './containerMethods';
import { deviceArgument, deviceOfValue } from '../devices';
import { attributeOfObject, MODULE_METHODS } from './members';
import { below } from '../pathValues';
import { methodResult, movedBy } from './tableResults';
import {
  bool,
  constantOf,
  join,
  NEVER,
  object,
  ON_CUDA,
  onDevice,
  one,
  only,
  sequence,
  number,
  text,
  UNKNOWN,
  type Alternative,
  type Value,
} from '../value';

/** What something of a library gives when it is called. */
export function callObject(callee: Extract<Alternative, { kind: 'object' }>, call: CallArguments): Value {
  const { type, device } = callee;
  switch (callee.object) {
    case 'model':
      if (callee.isRemote) return UNKNOWN;
      return object(/^(?:transformers|diffusers|peft)\./.test(type) ? 'modelOutput' : 'tensor', type, device);
    case 'pipeline': {
      if (!type.startsWith('diffusers.')) return UNKNOWN;
      const output = keyword(call, 'output_type');
      const form = output === undefined ? 'pil' : constantOf(output);
      if (form === 'pil') {
        return constantOf(keyword(call, 'return_dict') ?? UNKNOWN) === false
          ? sequence('tuple', undefined, sequence('list', undefined, object('image', 'PIL.Image.Image')))
          : object('pipelineOutput', type);
      }
      // One that is on no GPU holds images.
      const isTensor = (form === 'pt' || form === 'latent') && device === 'cuda';
      return isTensor ? object('pipelineOutput', type, device) : UNKNOWN;
    }
    case 'tokenizer':
      return object('tensors', type, 'cpu');
    case 'tensor':
    case 'array':
      return UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** What a method of something that is no class of the Space gives; undefined when the receiver is such a class, or anything. */
export function callMethod(receiver: Value, name: string, call: CallArguments): CallEffect | undefined {
  if (
    receiver.alts.some(
      (item) =>
        ['external', 'module', 'class', 'instance', 'gpuFunction', 'function'].includes(item.kind) ||
        (item.kind === 'dict' && item.isNamespace),
    )
  ) {
    return undefined;
  }
  if (receiver.open || receiver.alts.length === 0 || receiver.alts.some((item) => item.kind === 'param')) {
    return callMethodOfUnknown(receiver, name, call);
  }
  let result: Value = NEVER;
  let after: Value = NEVER;
  let changed = false;
  for (const alternative of receiver.alts) {
    if (alternative.kind === 'none') continue;
    const effect = callMethodOne(alternative, name, call);
    result = join(result, effect.result);
    after = join(after, effect.receiverAfter ?? one(alternative));
    changed ||= effect.receiverAfter !== undefined;
  }
  if (result === NEVER) result = UNKNOWN;
  return changed ? { result, receiverAfter: after } : { result };
}

/** What a method of something gives of which nothing is known, save perhaps where it lies. */
function callMethodOfUnknown(receiver: Value, name: string, call: CallArguments): CallEffect {
  const row = methodRow('any', name);
  const device = KEEPS_PLACE.test(name) ? movedBy({ ...call, method: name }, receiver.device) : undefined;
  const moved = device === 'cuda' ? ON_CUDA : UNKNOWN;
  const result = row ? methodResult(row, undefined, call) : moved;
  if (!MODULE_METHODS.has(name) || receiver.alts.some(({ kind }) => kind !== 'none')) return { result };
  // A tensor stays where it is, and then somebody takes what the method gives.
  const isMoved = device === 'cuda' ? call.scope.isStatement?.(call.expr) === true : receiver.device === 'cuda';
  return isMoved ? { result, receiverAfter: moved } : { result };
}

/** Methods that give a tensor, or a module itself, where it lies, or where they are told. */
const KEEPS_PLACE =
  /^(?:to|cuda|cpu|eval|train|half|float|double|bfloat16|long|int|bool|unsqueeze|squeeze|contiguous|requires_grad_|clone|detach)$/;

function callMethodOne(alternative: Alternative, name: string, call: CallArguments): CallEffect {
  switch (alternative.kind) {
    case 'object': {
      if (alternative.object === 'embedder' && /^encode(?:_query|_document)?$/.test(name)) {
        return embeddings(alternative, call);
      }
      // The server, and the addresses of the app (gradio 6.25 `blocks.py`, read 2026-11-22).
      if (alternative.object === 'blocks' && name === 'launch') {
        const parts = [object('data', 'gradio.routes.App'), text(), UNKNOWN];
        return { result: sequence('tuple', parts, UNKNOWN) };
      }
      if (alternative.object === 'model' && name === 'state_dict') {
        const weights = object('tensor', alternative.type, alternative.device);
        return { result: one({ kind: 'dict', entries: [], rest: weights }) };
      }
      if (alternative.object === 'tensor' && name === 'type' && call.args.length === 0) return { result: text() };
      // -1 on the CPU; ZeroGPU gives one GPU (docs.pytorch.org `Tensor.get_device`, read 2026-11-23).
      if (alternative.object === 'tensor' && name === 'get_device') {
        const { device } = alternative;
        return { result: number(device === 'cuda' ? 0 : device === 'cpu' ? -1 : undefined) };
      }
      if (alternative.object === 'path' && WITHIN.test(name)) {
        const parts = call.args.map((arg) => (arg.keyword === undefined ? arg.value : UNKNOWN));
        return { result: below(alternative, parts) };
      }
      const row = methodRow(alternative.object, name) ?? methodRow('any', name);
      if (!row) {
        // A part that can be called, such as `pipe.unet` and `model.encoder`.
        const part = only(attributeOfObject(alternative, name));
        return { result: part?.kind === 'object' ? callObject(part, call) : UNKNOWN };
      }
      // `generate` is that of transformers; `encode` of code that came with the weights mostly gives arrays.
      const isGenerate = name === 'generate' && /^(?:transformers|peft)\./.test(alternative.type);
      const isOwnAffair = alternative.isRemote && !isGenerate && /^(?:modelOutput|tensor)$/.test(row.gives);
      if (isOwnAffair) return { result: UNKNOWN };
      const made = methodResult(row, alternative, call);
      const result =
        row.gives === 'tensor' && givesTuple(call) ? object('tensors', alternative.type, deviceOfValue(made)) : made;
      return row.inPlace === true ? { result, receiverAfter: result } : { result };
    }
    case 'text': {
      const folded = textMethod(alternative.value, name, call);
      if (folded) return { result: folded };
      const row = methodRow('text', name);
      return { result: row ? methodResult(row, undefined, call) : UNKNOWN };
    }
    case 'sequence':
      return sequenceMethod(alternative, name, call);
    case 'dict':
      return dictMethod(alternative, name, call);
    default:
      return { result: UNKNOWN };
  }
}

/**
 * What `SentenceTransformer.encode` gives: an array by default, and with `convert_to_tensor=True` a tensor that lies where
 * the model does; a `device` moves the model there (sentence-transformers 5.2 `SentenceTransformer.py`, read
 * 2026-11-22).
 */
function embeddings(embedder: Extract<Alternative, { kind: 'object' }>, call: CallArguments): CallEffect {
  const given = keyword(call, 'device');
  const device = deviceArgument(given, embedder.device);
  const after = given ? { receiverAfter: one(onDevice(embedder, device)) } : {};
  const unclear = ['output_value', 'precision', 'pool', '*', '**'].some((name) => keyword(call, name) !== undefined);
  const asTensor = constantOf(keyword(call, 'convert_to_tensor') ?? bool(false));
  const asArray = constantOf(keyword(call, 'convert_to_numpy') ?? bool(true));
  // What comes second changed from one version to the next.
  if (unclear || positional(call, 1) !== undefined) return { result: UNKNOWN, ...after };
  if (asTensor === true) {
    // Code that came with the weights may leave it anywhere.
    const result = embedder.isRemote ? UNKNOWN : object('tensor', `${embedder.type}.encode`, device);
    return { result, ...after };
  }
  const isArray = asTensor === false && asArray === true;
  return { result: isArray ? object('array', 'numpy.ndarray') : UNKNOWN, ...after };
}

/** Methods of a path that give it with more behind it, or as it is seen from elsewhere. */
const WITHIN = /^(?:joinpath|resolve|absolute)$/;

/** As `mask.nonzero(as_tuple=True)` and `ids.unique(return_counts=True)` do. */
function givesTuple({ args }: CallArguments): boolean {
  return args.some(({ keyword: name }) => name === 'as_tuple' || name?.startsWith('return_') === true);
}
