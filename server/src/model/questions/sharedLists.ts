/** What happens to a list of the module, or of an object, that all visitors share. */
import { sameData } from '../../text/equality';
import { lies } from '../../text/place';
import { functionsOf } from '../callables';
import type { WriteFact } from '../facts';
import type { Code } from '../program';
import { constantOf, type Value } from '../value';
import type { SpaceView } from '../views';
import { usesItems } from './lists';
import { allStatementsOf } from './statements';
import { isMadeOfPassed } from './visitorData';

/** A list or dictionary made in the module. */
export function isContainer({ alts, open }: Value): boolean {
  return !open && alts.length > 0 && alts.every(({ kind }) => kind === 'sequence' || kind === 'dict');
}

/** The place is in a loop, as far as is known. */
export function isInLoop(write: WriteFact, { calls }: Code): boolean {
  const call = calls.find(({ place }) => place.start === write.place.start && place.end === write.place.end);
  return call === undefined || call.loops.length > 0;
}

/** The code, or what it calls, takes out again what was added, or makes the list anew before. */
export function isEmptied({ root, place }: WriteFact, code: Code, space: SpaceView): boolean {
  const called = code.calls.flatMap(({ callee }) => functionsOf(callee)).map((fn) => space.code(fn));
  const empties = (each: WriteFact, by: Code): boolean => {
    if (each.root.name !== root.name || each.root.owner !== 'global') return false;
    if (each.kind === 'assign') return by !== code || each.place.start < place.start;
    if (each.kind === 'method' && each.member === 'pop') {
      // `turns.pop(0)` only shortens it, and `turns.pop(-1)` takes out what came last.
      const [index] = by.calls.find((call) => sameData(call.place, each.place))?.args ?? [];
      const at = index && constantOf(index.value);
      return at === undefined || at === -1;
    }
    return ['delete', 'item'].includes(each.kind) || ['clear', 'remove'].includes(each.member ?? '');
  };
  return [code, ...called].some((by) => by.module === code.module && by.writes.some((each) => empties(each, by)));
}

/** The code goes on with what it takes out again, as of a queue: `jobs.append(job)` and later `jobs.popleft()`. */
export function isTakenOut({ root, place }: WriteFact, { writes, calls }: Code): boolean {
  return writes.some(
    (each) =>
      each.kind === 'method' &&
      /^pop(?:left)?$/.test(each.member ?? '') &&
      each.root.name === root.name &&
      each.place.start > place.start &&
      calls.some((call) => sameData(call.place, each.place) && !call.isStatement),
  );
}

/**
 * Several elements at once come from a source of the app's own, such as a leaderboard, unless they are made of what the
 * visitor passed. A list that is asked first, or emptied, is a collection of its own.
 */
export function addsOthersItems(write: WriteFact, name: string, code: Code): boolean {
  if (!isInLoop(write, code)) return false;
  if (!isMadeOfPassed(write, code)) return true;
  const [root = '', attribute] = name.split('.');
  const asks = allStatementsOf(code).some((each) => lies(write.place, each.place) && each.asks.has(root));
  const empties = code.writes.some((each) => {
    if (each.root.name !== root) return false;
    if (each.kind === 'method') return each.member === 'clear' && each.attribute === attribute;
    return attribute === undefined ? each.kind === 'assign' || each.kind === 'delete' : each.attribute === attribute;
  });
  return asks || empties;
}

/** Some function does more with the list than to count, to log or to save what is in it. */
export function isShown({ root: { name } }: WriteFact, { module }: Code, space: SpaceView): boolean {
  return space
    .codesUsing(name)
    .some((each) => each.fn && (each.module !== module || (!each.owns(name) && usesItems(each, name))));
}
