import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Whether nothing holds an object any more. The test must not hold it either, not even in a variable of its own. */
export async function isGone(held: WeakRef<object>): Promise<boolean> {
  for (let times = 0; times < 5 && held.deref(); times++) {
    // What was looked at through a weak reference is kept for the rest of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return held.deref() === undefined;
}
