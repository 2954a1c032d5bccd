/** Environment variables that the code of the Space sets. */
import type { Place } from '../../text/place';
import type { CallFact } from '../facts';
import type { Code } from '../program';
import { constantOf, externalPath, only, UNKNOWN, type Value } from '../value';
import type { SpaceView } from '../views';
import { calledPath } from './libraryCalls';

/** An environment variable that code sets. */
export interface EnvironmentWrite {
  readonly variable: string;
  readonly value: Value;
  /** What is written down as its value, when it is. */
  readonly valuePlace: Place | undefined;
  /** `os.environ`, as the code writes it. */
  readonly environ: string;
  readonly place: Place;
  readonly statement: Place;
  readonly conditional: boolean;
  /** The statement sets nothing else, as far as can be told from its form. */
  readonly isAlone: boolean;
}

/** The environment variables that the code sets: as items of `os.environ`, or by a call. */
export function environmentWrites(code: Code, space: SpaceView): readonly EnvironmentWrite[] {
  const written = code.writes.flatMap((write): readonly EnvironmentWrite[] => {
    if (write.kind !== 'item' || write.member === undefined) return [];
    const root = externalPath(space.global(code.module, write.root.name));
    if (root !== 'os' && root !== 'os.environ') return [];
    const { member: variable, value, valuePlace, place, statement, conditional } = write;
    const [environ = ''] = space.text(place).split('[');
    return [{ variable, value, valuePlace, environ: environ.trimEnd(), place, statement, conditional, isAlone: true }];
  });
  const called = code.calls.flatMap((call): readonly EnvironmentWrite[] => {
    const path = calledPath(call);
    if (path === 'os.environ.update') return updates(call);
    if (path !== 'os.environ.setdefault' && path !== 'os.putenv') return [];
    const variable = constantOf(call.args[0]?.value ?? UNKNOWN);
    const [, given] = call.args;
    if (typeof variable !== 'string' || !given) return [];
    const environ = path === 'os.putenv' ? 'os.environ' : (call.calleeText ?? '').replace(/\.setdefault$/, '');
    const { value, place: valuePlace } = given;
    const { place, statement, conditional } = call;
    return [{ variable, value, valuePlace, environ, place, statement, conditional, isAlone: true }];
  });
  return [...written, ...called];
}

/** What `os.environ.update({…}, NAME=…)` sets, as far as it is known. */
function updates(call: CallFact): readonly EnvironmentWrite[] {
  const environ = (call.calleeText ?? '').replace(/\.update$/, '');
  const { place, statement, conditional } = call;
  const write = (variable: string, value: Value, valuePlace?: Place): EnvironmentWrite => {
    return { variable, value, valuePlace, environ, place, statement, conditional, isAlone: false };
  };
  return call.args.flatMap(({ keyword, value, place: valuePlace }) => {
    if (keyword !== undefined) return keyword.startsWith('*') ? [] : [write(keyword, value, valuePlace)];
    const given = only(value);
    return given?.kind === 'dict' ? given.entries.map(([key, entry]) => write(key, entry)) : [];
  });
}

/** The app sets the variable itself, wherever it does so. */
export function setsVariable(name: string, space: SpaceView): boolean {
  return (
    space.codesNaming(`[${name}]=`).length > 0 ||
    ['os.environ.update', 'os.environ.setdefault', 'os.putenv']
      .flatMap((word) => space.codesNaming(word))
      .some((code) => environmentWrites(code, space).some(({ variable }) => variable === name))
  );
}

/** Asked in vain before `spaces` is imported: no driver, no device. */
export const CUDA_QUESTIONS: readonly string[] = [
  'torch.cuda.is_available',
  'torch.cuda.device_count',
  'torch.cuda.is_bf16_supported',
];

/** The app asks for CUDA before it imports `spaces`: what it puts where the answer says lies on the CPU. */
export function asksTooEarly(space: SpaceView): boolean {
  const before = space.beforeSpaces;
  return (
    before !== undefined &&
    CUDA_QUESTIONS.flatMap((question) => space.codesNaming(question)).some(
      (code) => !code.fn && (before.codes.includes(code) || before.modules.includes(code.module)),
    )
  );
}
