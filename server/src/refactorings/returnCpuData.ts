import {
  handsOut,
  only,
  recordsGradients,
  runsInlineOnly,
  type Alternative,
  type Code,
  type ExitPart,
  type SpaceView,
  type Value,
} from '../model';
import type { Edit } from '../text/place';
import type { Refactoring } from './refactoring';

/** *Return CPU data*, where the caret is on a `return` or `yield` of a GPU function, or on its name: all that it gives. */
export const returnCpuDataRefactoring: Refactoring = ({ code, touches }, space) => {
  if (!code.gpu || runsInlineOnly(code, space) || !handsOut(code.gpu, code, space)) return [];
  const isAsked = touches(code.namePlace) || code.exits.some(({ statement }) => touches(statement));
  const moved = isAsked ? movedExits(code, space) : [];
  if (moved.length === 0) return [];
  const title = `Return CPU data from \`${code.name}\``;
  return [{ title, kind: 'refactor.rewrite', edits: moved.map(({ edit }) => edit) }];
};

function movedExits(code: Code, space: SpaceView): readonly Moved[] {
  return code.exits.flatMap(innermost).flatMap((part) => toCpu(part, code, space) ?? []);
}

/** A returned expression, or the expressions inside the displays and conditional expressions that it is made of. */
export function innermost(part: ExitPart): readonly ExitPart[] {
  return part.inner.length > 0 ? part.inner.flatMap(innermost) : [part];
}

/** An expression that gives its data on the CPU. */
export interface Moved {
  readonly edit: Edit;
  /** The whole expression as it is then. */
  readonly newText: string;
  /** It means the same for whoever takes the data. */
  readonly safe: boolean;
}

/** Moves what an expression gives to the CPU; undefined where it is not known to lie on the GPU, or how to move it. */
export function toCpu(part: ExitPart, code: Code, space: SpaceView): Moved | undefined {
  const { place, needsParens, name, value } = part;
  const found = onCuda(value);
  const written = space.text(place);
  // The expression behind `yield from` is no tensor, it gives tensors.
  if (!found || ('from' in part && part.from === true)) return undefined;
  const suffix = recordsGradients(code, space) ? '.detach().cpu()' : '.cpu()';
  const isSure = found.tensor && found.certain;
  if (isSure || (value.open && value.alts.length === 0)) {
    // A batch of a tokenizer, which it may be, has no `cpu`.
    const method = isSure ? suffix : `.to(${space.edits.string(place, 'cpu')})`;
    const edit = space.edits.appendMethod(place, needsParens, method);
    return { edit, newText: needsParens ? `(${written})${method}` : `${written}${method}`, safe: isSure };
  }
  const newText = name === undefined ? undefined : namedOnCpu(name, value, found, 'statement' in part, suffix);
  return newText === undefined ? undefined : { edit: space.edits.replace(place, newText), newText, safe: false };
}

function namedOnCpu(name: string, value: Value, found: OnCuda, isWhole: boolean, suffix: string): string | undefined {
  if (found.tensor) {
    const moved = `${name}${suffix} if ${name} is not None else None`;
    return isWhole ? moved : `(${moved})`;
  }
  const holder = only(value);
  if (holder?.kind === 'dict') {
    const isUniform =
      (holder.entries.length > 0 || isTensor(holder.rest)) &&
      holder.entries.every(([, entry]) => isTensor(entry)) &&
      (isNever(holder.rest) || isTensor(holder.rest));
    return isUniform ? `{key: value${suffix} for key, value in ${name}.items()}` : undefined;
  }
  if (holder?.kind !== 'sequence' || !(holder.items ?? [holder.element]).every(isTensor)) return undefined;
  if (holder.form === 'list') return `[tensor${suffix} for tensor in ${name}]`;
  return holder.form === 'tuple' ? `tuple(tensor${suffix} for tensor in ${name})` : undefined;
}

function isNever({ alts, open }: Value): boolean {
  return alts.length === 0 && !open;
}

function isTensor(value: Value): boolean {
  const found = onCuda(value);
  return found?.tensor === true && found.certain;
}

interface OnCuda {
  /** A tensor itself, and not something that holds tensors. */
  readonly tensor: boolean;
  /** False when it may also be None, or is something unknown that lies there. */
  readonly certain: boolean;
}

/** Known to lie on the GPU, or to hold what does. */
export function onCuda(value: Value): OnCuda | undefined {
  if (value.open && value.device !== 'cuda') return undefined;
  const rest = value.alts.filter((item) => item.kind !== 'none');
  const kinds = rest.map(cudaKind);
  if ((rest.length === 0 && !value.open) || kinds.includes(undefined)) return undefined;
  if (value.open) return { tensor: false, certain: false };
  return { tensor: !kinds.includes('holder'), certain: rest.length === value.alts.length };
}

/** What holds tensors on the device that it is on: batches, outputs, and models with their weights. */
const HOLDERS: ReadonlySet<string> = new Set(['tensors', 'modelOutput', 'model', 'embedder', 'pipeline']);

function cudaKind(alternative: Alternative): 'tensor' | 'holder' | undefined {
  switch (alternative.kind) {
    case 'object':
      if (alternative.device !== 'cuda') return undefined;
      if (alternative.object === 'tensor') return 'tensor';
      return HOLDERS.has(alternative.object) ? 'holder' : undefined;
    case 'sequence':
      return (alternative.items ?? [alternative.element]).some(isOnCuda) ? 'holder' : undefined;
    case 'dict':
      return [alternative.rest, ...alternative.entries.map(([, entry]) => entry)].some(isOnCuda) ? 'holder' : undefined;
    default:
      return undefined;
  }
}

function isOnCuda(value: Value): boolean {
  return onCuda(value)?.certain === true;
}
