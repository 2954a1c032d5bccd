import {
  allStatementsOf,
  argumentOf,
  calledPath,
  constantOf,
  CUDA_CHECK,
  deviceNameAbove,
  externalPath,
  isCudaAnswer,
  isCudaCheck,
  isUnderCheck,
  lies,
  type CallArgument,
  type CallFact,
  type Code,
  type SpaceView,
  type Statement,
} from '../model';
import { sameData } from '../text/equality';
import type { Place } from '../text/place';
import { reviewFix, rule, ZEROGPU_DOCS, type Fix } from './rule';
import { deviceQuestion } from './shared/deviceName';

export default rule({
  name: 'hardcoded-cuda-device',
  summary: 'A literal `"cuda"` in an app that otherwise asks for the device',
  group: 'cuda',
  severity: 'hint',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    literal: 'Elsewhere this app checks for CUDA; this `"cuda"` fails on a machine without it',
  },
  explains: [],
  concerns: ['.to', 'device='],
  sources: [ZEROGPU_DOCS],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0 || isGuarded(code, space)) return;
      for (const call of code.calls) {
        const argument = call.method === 'to' ? argumentOf(call, 'device', 0) : argumentOf(call, 'device');
        if (!argument || argument.name !== undefined || constantOf(argument.value) !== 'cuda') continue;
        if (!/^["']cuda["']$/.test(space.text(argument.place)) || !asks(space)) continue;
        if (isAsked(call, code, space)) continue;
        report(argument.place, 'literal', {}, { fixes: () => asked(argument, code, space) });
      }
    },
  },
});

function asks(space: SpaceView): boolean {
  return space.codesNaming(CUDA_CHECK).some(asksItself);
}

function asksItself({ calls }: Code): boolean {
  return calls.some((call) => calledPath(call) === CUDA_CHECK);
}

/** Runs only where the block around it found CUDA, as far as is known. */
function isGuarded({ headers }: Code, space: SpaceView): boolean {
  return headers.some((header) => asksItself(header) || tellsOfCuda(header.place, header, space));
}

/** A name written behind an `if` there stands for the answer. */
function tellsOfCuda(place: Place, code: Code, space: SpaceView): boolean {
  const tests = space
    .text(place)
    .split(/\bif\b/)
    .slice(1)
    .map((test) => test.split(/\belse\b/)[0] ?? '');
  if (tests.some(speaksOfCuda)) return true;
  const names = tests.join(' ').match(/[A-Za-z_][\w.]*/g) ?? [];
  return names.some((name) => isCudaAnswer(name, code, space));
}

/** The test names CUDA, as `args.device == "cuda"` does: whoever wrote it chose where the code runs. Comments don’t count. */
function speaksOfCuda(test: string): boolean {
  return /cuda|gpu/i.test(test.replace(/#.*/g, ''));
}

/** What a statement says above its blocks. */
function headerOf({ place, blocks }: Statement, space: SpaceView): string {
  return space.text({ ...place, end: blocks.flat()[0]?.place.start ?? place.end });
}

/** The same statement asks for CUDA, or an `if` around it, or one above that leaves the function. */
function isAsked({ place, statement }: CallFact, code: Code, space: SpaceView): boolean {
  const leaves = ({ place: whole, blocks: [first = []] }: Statement): boolean =>
    whole.end <= place.start && /^(?:Return|Raise)$/.test(first.at(-1)?.kind ?? '');
  const all = allStatementsOf(code);
  return (
    code.calls.some((call) => calledPath(call) === CUDA_CHECK && sameData(call.statement, statement)) ||
    tellsOfCuda(statement, code, space) ||
    isUnderCheck(place, code, space) ||
    all.some((each) => lies(place, each.place) && each.kind === 'If' && speaksOfCuda(headerOf(each, space))) ||
    all.some((each) => leaves(each) && (isCudaCheck(each, code, space) || speaksOfCuda(headerOf(each, space))))
  );
}

/** The name that holds the answer, where the module has one above; else the question itself. */
function asked({ place }: CallArgument, code: Code, space: SpaceView): readonly Fix[] {
  const name = deviceNameAbove(code.place, code.module, space);
  if (name !== undefined && !code.owns(name)) {
    return [reviewFix(`Use \`${name}\``, space.edits.replace(place, name))];
  }
  const torch = space.globalIn(code, 'torch');
  if (!torch || externalPath(torch) !== 'torch' || code.owns('torch')) return [];
  const question = deviceQuestion(space.text(place));
  return [reviewFix('Check whether CUDA is available', space.edits.replace(place, question))];
}
