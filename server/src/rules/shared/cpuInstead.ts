/** Whether an app helps itself on the CPU where there is no GPU. */
import { allStatementsOf, constantOf, inferenceOf, lies, type CallFact, type Code } from '../../model';

/** A `try` around the call does the work on the CPU where it fails: the visitor is served all the same. */
export function hasCpuInstead(call: CallFact, code: Code): boolean {
  const instead = code.calls.filter(usesCpu);
  return allStatementsOf(code).some(
    ({ blocks: [body = []], handlers }) =>
      body.some(({ place }) => lies(call.place, place)) &&
      handlers.flat().some(({ place }) => instead.some((each) => lies(each.place, place))),
  );
}

function usesCpu(call: CallFact): boolean {
  return (
    call.method === 'cpu' ||
    inferenceOf(call)?.device === 'cpu' ||
    call.args.some(({ value }) => constantOf(value) === 'cpu')
  );
}
