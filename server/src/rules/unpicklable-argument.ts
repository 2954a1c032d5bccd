import { functionsOf, only, spread, unpicklable } from '../model';
import { rule } from './rule';

export default rule({
  name: 'unpicklable-argument',
  summary: 'A GPU function is called with something that cannot enter its process',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    value:
      'The arguments of `{name}` are pickled on their way into the GPU worker, and {what} cannot be pickled: this call raises a PicklingError; make it inside the GPU function',
  },
  explains: [
    'PicklingError',
    "Can't pickle",
    "Can't pickle <function <lambda>",
    "cannot pickle '_thread.lock' object",
    "cannot pickle '_io.TextIOWrapper' object",
  ],
  concerns: ['gpuFunction'],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://docs.python.org/3/library/pickle.html#what-can-be-pickled-and-unpickled', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (code.runsOnGpu || code.contexts.length === 0) return;
      for (const call of code.calls) {
        const callee = only(call.callee);
        if (callee?.kind !== 'gpuFunction' || call.isDecorator) continue;
        const [fn] = functionsOf(call.callee);
        for (const argument of call.args) {
          // What `*` unpacks stays behind; its elements go.
          const sent = argument.keyword === '*' ? spread(argument.value) : argument.value;
          const what = unpicklable(sent, space);
          if (what === undefined) continue;
          report(
            argument.place,
            'value',
            { name: fn ? space.code(fn).name : (call.calleeText ?? ''), what },
            { related: [{ place: callee.place, message: 'It runs in a worker process because of this' }] },
          );
        }
      }
    },
  },
});
