/** What visitors give functions: which values come from it, and what is made of it. */
import { sameData } from '../../text/equality';
import { argumentOf } from '../arguments';
import { callsOf } from '../callables';
import type { WriteFact } from '../facts';
import type { Code, Parameter } from '../program';
import { alternatives, type Alternative, type Value } from '../value';
import type { SpaceView } from '../views';
import { isProgress } from './gradio';
import { namesMadeFrom } from './lists';
import { allStatementsOf } from './statements';

/** It keeps what the function was given, or a part of it. */
export function keepsPassed({ value, whole }: WriteFact, code: Code, space: SpaceView): boolean {
  // Of a request much is the same for everyone, such as its address.
  const isPart = (parameter: Parameter): boolean => parameter.annotation !== 'gradio.Request' && !isProgress(parameter);
  return isPassed(value, code, space) || (whole !== undefined && isPassed(whole, code, space, isPart));
}

/** How many calls may lie between a handler and what keeps what it was given. */
const MOST_HELPERS = 4;

/** What a visitor gave the function itself. */
function isPassed(
  value: Value,
  code: Code,
  space: SpaceView,
  fits: (parameter: Parameter) => boolean = () => true,
  depth = 0,
): boolean {
  return alternatives(value, 'param').some(({ fn, index }) => {
    const parameter = code.params[index];
    if (fn !== code.fn || parameter === undefined || !fits(parameter)) return false;
    if (space.handlersOf(fn).length > 0) return !isBound(index, code, space);
    return space
      .callersOf(fn)
      .filter((caller) => caller.fn !== undefined && depth < MOST_HELPERS)
      .some((caller) =>
        callsOf(fn, caller).some((call) => {
          const given = argumentOf(call, parameter.name, index);
          return given !== undefined && isPassed(given.value, caller, space, fits, depth + 1);
        }),
      );
  });
}

/** The app gave it, with `functools.partial`. */
function isBound(index: number, { fn, cls, params }: Code, space: SpaceView): boolean {
  const isIn = (item: Alternative): boolean =>
    item.kind === 'partial' &&
    (index < item.positional.length + (cls ? 1 : 0) || item.keywords.some(([name]) => name === params[index]?.name));
  return fn !== undefined && space.handlersOf(fn).some((handler) => handler.argument('fn')?.value.alts.some(isIn));
}

/** The statement that writes uses something that comes from a parameter, by whatever is called. */
export function isMadeOfPassed({ kind, statement }: WriteFact, code: Code): boolean {
  if (kind !== 'assign' && kind !== 'method') return false;
  const passed = namesMadeFrom(
    code.params.filter((param, index) => !isProgress(param) && !(code.cls && index === 0)).map(({ name }) => name),
    code,
  );
  return allStatementsOf(code).some(
    ({ place, reads }) => sameData(place, statement) && [...reads].some((name) => passed.has(name)),
  );
}

/** A GPU function made it of what this one was given, be it a line above. */
export function isComputedOfPassed({ valuePlace }: WriteFact, code: Code, space: SpaceView): boolean {
  if (!valuePlace) return false;
  const written = space.text(valuePlace);
  return code.calls.some(
    ({ place, assigned, callee, args }) =>
      (sameData(place, valuePlace) ||
        (assigned !== undefined && space.text(assigned) === written && code.timesBound(written) === 1)) &&
      alternatives(callee, 'gpuFunction').length > 0 &&
      args.some(({ value }) => isPassed(value, code, space)),
  );
}
