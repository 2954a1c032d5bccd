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

const SETTERS = ['os.environ.update', 'os.environ.setdefault', 'os.putenv'];

/** What code has that sets one of the variables, or any where none are given (model/words.ts). */
export function wordsForSetting(...variables: readonly string[]): readonly string[] {
  return [...(variables.length === 0 ? ['item'] : variables.map((variable) => `[${variable}]=`)), ...SETTERS];
}

/** The app sets the variable itself, wherever it does so. */
export function setsVariable(name: string, space: SpaceView): boolean {
  return (
    space.codesNaming(`[${name}]=`).length > 0 ||
    SETTERS.flatMap((word) => space.codesNaming(word)).some((code) =>
      environmentWrites(code, space).some(({ variable }) => variable === name),
    )
  );
}
