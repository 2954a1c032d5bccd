import {
  allStatementsOf,
  argumentOf,
  callsOf,
  effectOf,
  inferenceOf,
  lies,
  namesMadeFrom,
  paidGpuFunctionAround,
  statementsOf,
  type CallFact,
  type Code,
  type SpaceView,
  type Statement,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'numpy-rng-in-gpu',
  summary: 'NumPy’s global random state is the same in every new GPU worker',
  group: 'process',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    draw: '`{callee}` draws from a random state that every new GPU worker copies from the app: visitors get the same “random” values again and again; use `np.random.default_rng()`',
  },
  explains: [],
  concerns: ['drawsNumpy'],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://numpy.org/doc/stable/reference/random/index.html', read: '2026-11-21' },
    { url: 'https://docs.python.org/3/library/os.html#os.fork', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      // Layers of a model draw for training.
      if (!code.isGpuOnly || (code.cls && !code.gpu)) return;
      const draws = code.calls.filter((call) => effectOf(call) === 'drawsNumpy');
      if (draws.length === 0 || isSeeded(space)) return;
      const gpu = paidGpuFunctionAround(code, space);
      // What is drawn while the app starts, as to warm up a model, reaches no visitor.
      if (!gpu) return;
      for (const call of draws) {
        if (isForMissing(call, code, space) || isThrownAway(call, code)) continue;
        report(
          call.calleePlace,
          'draw',
          { callee: call.calleeText ?? 'numpy.random' },
          {
            related: inWorkerOf(gpu),
            fixes: () => {
              const [, module = '', drawn = ''] = /^(.*\brandom)\.(\w+)$/.exec(call.calleeText ?? '') ?? [];
              const method = SAME[drawn] ?? (call.args.length < 2 ? SAME_FOR_ONE[drawn] : undefined);
              if (method === undefined) return [];
              const drawing = `${module}.default_rng().${method}`;
              const edits = isPlainNumber(call, drawn, code)
                ? [space.edits.replace(call.calleePlace, `int(${drawing}`), space.edits.insertAfter(call.place, ')')]
                : [space.edits.replace(call.calleePlace, drawing)];
              return [reviewFix('Draw from a freshly seeded generator', ...edits)];
            },
          },
        );
      }
    },
  },
});

/** The methods of a generator that take the same arguments by position (NumPy 2.3, `numpy.random.Generator`). */
const SAME: Readonly<Record<string, string>> = {
  randint: 'integers',
  random: 'random',
  random_sample: 'random',
  choice: 'choice',
  uniform: 'uniform',
  normal: 'normal',
  permutation: 'permutation',
  shuffle: 'shuffle',
};
/** Those that take a size where these take one number for each dimension. */
const SAME_FOR_ONE: Readonly<Record<string, string>> = { rand: 'random', randn: 'standard_normal' };

/**
 * It gives one Python `int`, where the generator gives a `numpy.int64` (NumPy 2.3), which `random.seed` refuses from
 * Python 3.11 on and `json` always; and nothing makes an `int` of it yet.
 */
function isPlainNumber(call: CallFact, drawn: string, code: Code): boolean {
  const isOne = drawn === 'randint' && call.args.every(({ keyword }) => keyword === undefined || BOUNDS.has(keyword));
  const isMade = code.calls.some(
    ({ calleeText, args }) => calleeText === 'int' && args.some(({ place }) => place.start === call.place.start),
  );
  return isOne && call.args.length < 3 && !isMade && !call.args.some(({ value }) => mayHoldSeveral(value));
}

/** Of several bounds it draws an array. */
function mayHoldSeveral({ alts }: Value): boolean {
  return alts.some(
    (item) => item.kind === 'sequence' || (item.kind === 'object' && /^(?:array|tensors?)$/.test(item.object)),
  );
}

const BOUNDS: ReadonlySet<string> = new Set(['low', 'high']);

/** Some GPU code seeds NumPy. */
function isSeeded(space: SpaceView): boolean {
  return space.codesNaming('seedsNumpy').some((code) => code.runsOnGpu);
}

/** A model is run on what is drawn, or on what is made of it, and nothing more comes of it: to warm it up. */
function isThrownAway({ statement }: CallFact, code: Code): boolean {
  const all = allStatementsOf(code);
  const drawing = all.find(({ place, blocks }) => blocks.length === 0 && sameData(place, statement));
  if (!drawing) return false;
  const made = namesMadeFrom(drawing.binds, code);
  const uses = ({ reads }: Pick<Statement, 'reads'>): boolean => [...reads].some((name) => made.has(name));
  const runs = ({ place }: Statement): boolean =>
    code.calls.some(
      (call) =>
        (call.isStatement || call.assigned !== undefined) && sameData(call.statement, place) && inferenceOf(call),
    );
  const passesOver = (each: Statement): boolean => {
    if (each.kind === 'If') return !uses({ reads: each.asks });
    if (each.blocks.length > 0) return each.kind === 'For' || each.kind === 'With' || each.kind === 'Try';
    return each.kind === 'Assign' ? each.changes === undefined : runs(each);
  };
  const steps = [drawing, ...all.filter(uses)];
  return steps.some(runs) && steps.every(passesOver);
}

/** It draws where a parameter was left out, and all code that calls the function on the GPU gives that parameter. */
function isForMissing({ place }: CallFact, code: Code, space: SpaceView): boolean {
  const { fn, params, cls } = code;
  if (!fn || code.gpu) return false;
  const callers = space.callersOf(fn).filter((caller) => caller.runsOnGpu);
  const calls = callers.map((caller) => callsOf(fn, caller));
  if (calls.length === 0 || calls.some((each) => each.length === 0)) return false;
  const statements = statementsOf(code);
  return params.some(({ name }, index) => {
    const isGiven = (call: CallFact): boolean => isThere(argumentOf(call, name, index - (cls ? 1 : 0))?.value);
    return (
      !statements.some((statement) => isBoundElsewhere(statement, name)) &&
      statements.some((statement) => isUnderTest(statement, name)) &&
      calls.flat().every(isGiven)
    );
  });

  /** In another statement than the one that draws, which may be `name = np.random.rand()`. */
  function isBoundElsewhere({ binds, blocks, place: own }: Statement, name: string): boolean {
    if (!binds.has(name)) return false;
    if (!lies(place, own)) return true;
    return blocks.flat().some((inner) => isBoundElsewhere(inner, name));
  }

  function isUnderTest(statement: Statement, name: string): boolean {
    if (!lies(place, statement.place)) return false;
    const [first] = statement.blocks;
    if (statement.asksForMissing === name && first?.some((inner) => lies(place, inner.place))) return true;
    return statement.blocks.flat().some((inner) => isUnderTest(inner, name));
  }
}

/** Certainly not None. */
function isThere(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    !value.open &&
    value.alts.length > 0 &&
    value.alts.every((item) => item.kind !== 'none' && (item.kind !== 'param' || item.never?.includes('none') === true))
  );
}
