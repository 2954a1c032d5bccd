import {
  calledPath,
  effectOf,
  functionsOf,
  isMainProcessData,
  isTorchContextDecorator,
  lies,
  only,
  runsInlineOnly,
  statementsOf,
  writtenPath,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
  type Statement,
  type Value,
} from '../model';
import type { Proposal, Refactoring } from './refactoring';

/** *Split CPU work out of the GPU function*, where the caret is on its name or in what would leave it. */
export const splitCpuWorkRefactoring: Refactoring = ({ code, touches }, space) => {
  const split = splitOf(code, space);
  if (!split) return [];
  const isAsked = touches(code.namePlace) || [...split.before, ...split.after].some(({ place }) => touches(place));
  const proposal = isAsked ? splitCpuWork(code, split, space) : undefined;
  return proposal ? [proposal] : [];
};

interface Split {
  readonly docstring: Statement | undefined;
  /** What the main process can do before it asks for a GPU. */
  readonly before: readonly Statement[];
  readonly gpu: readonly Statement[];
  /** What it can do with the result. */
  readonly after: readonly Statement[];
}

/** Where the work on the GPU begins and ends; undefined when there is nothing worth taking out. */
function splitOf(code: Code, space: SpaceView): Split | undefined {
  const { gpu } = code;
  if (!gpu || !isSplittable(code, gpu, space)) return undefined;
  const body = statementsOf(code);
  const docstring = body[0]?.isDocstring === true ? body[0] : undefined;
  const statements = docstring ? body.slice(1) : body;
  const isFree = (statement: Statement): boolean => isCpuWork(statement, code, space);
  const firstGpu = statements.findIndex((statement) => statement.leaves || !isFree(statement));
  const lastGpu = statements.findLastIndex(
    (statement, i) =>
      !isFree(statement) || (statement.leaves && (i < statements.length - 1 || statement.kind !== 'Return')),
  );
  if (firstGpu < 0 || lastGpu < firstGpu) return undefined;
  const isWorthIt = (part: readonly Statement[]): boolean => part.some((each) => takesLong(each, code));
  const before = statements.slice(0, firstGpu);
  const after = statements.slice(lastGpu + 1);
  const taken = {
    before: isWorthIt(before) ? before : [],
    after: isWorthIt(after) ? after : [],
  };
  if (taken.before.length + taken.after.length === 0) return undefined;
  const middle = statements.slice(taken.before.length, statements.length - taken.after.length);
  // Behind an early return, the main process would not know whether to go on.
  const returnsEarly = taken.after.length > 0 && middle.some(({ leaves }) => leaves);
  return returnsEarly ? undefined : { docstring, gpu: middle, ...taken };
}

function isSplittable(code: Code, gpu: GpuFunction, space: SpaceView): boolean {
  const { node, decorators } = code;
  if (node?.kind !== 'FunctionDef' || code.isAsync || code.isGenerator || code.cls || code.outer.fn) return false;
  if (gpu.made !== 'decorator' || gpu.duration.kind === 'callable' || gpu.duration.kind === 'unknown') return false;
  if (runsInlineOnly(code, space) || gpu.runsAtStartup) return false;
  return decorators.every(
    (decorator) => decorator.place.start === gpu.place.start || isTorchContextDecorator(decorator, code),
  );
}

/** The function keeps its name and its parameters and calls a new GPU function for what is left of it. */
function splitCpuWork(code: Code, { docstring, before, gpu, after }: Split, space: SpaceView): Proposal | undefined {
  const name = `_${code.name.replace(/^_+/, '')}_on_gpu`;
  const [first] = gpu;
  const last = gpu.at(-1);
  if (!first || !last || space.bindingPlace(code.module, name) || code.owns(name)) return undefined;
  const params = code.params.filter((param) => param.name !== '').map((param) => param.name);
  const boundBefore = namesIn(before, 'binds');
  const boundInGpu = namesIn(gpu, 'binds');
  const readInGpu = namesIn(gpu, 'reads');
  const given = [...new Set([...params, ...boundBefore])].filter((each) => readInGpu.has(each));
  const taken = [...boundInGpu].filter((each) => namesIn(after, 'reads').has(each));
  const isStarred = code.params.some(({ star, name: param }) => star !== '' && given.includes(param));
  const sent = given.filter((each) => boundBefore.has(each));
  if (isStarred || ![...sent, ...taken].every((each) => canCross(each, code, [...before, ...after, ...gpu], space)))
    return undefined;
  if (!sharesNoGlobals(gpu, after, code) || before.some(({ declares }) => declares.length > 0)) return undefined;
  // A name that is rebound on the GPU only sometimes is the caller's own otherwise.
  if (taken.some((each) => params.includes(each) || boundBefore.has(each))) return undefined;

  const ending = space.edits.lineEnding(code.place);
  const outer = space.edits.indentation(code.definitionPlace);
  const inner = space.edits.indentation(first.place);
  if (inner.length <= outer.length) return undefined;
  const call = `${name}(${given.join(', ')})`;
  const received = after.length === 0 ? `return ${call}` : taken.length === 0 ? call : `${taken.join(', ')} = ${call}`;
  const lines = (statements: readonly Statement[]): string | undefined =>
    statements.length === 0 ? '' : space.edits.outdented(statements.map(({ place }) => place));
  const head = lines(docstring ? [docstring, ...before] : before) ?? linesOfAll(docstring, before, space);
  if (head === undefined) return undefined;
  const wrapper = [
    `${outer}def ${space.text(code.signaturePlace)}:`,
    ...(head === '' ? [] : head.split(/\r?\n/).map((line) => (line.trim() === '' ? '' : inner + line))),
    `${inner}${received}`,
  ];
  // Without work behind it, the new function returns what the old one did.
  const annotation = after.length === 0 && code.returnsPlace ? space.text(code.returnsPlace) : '';
  const returned = after.length > 0 && taken.length > 0 ? [`${inner}return ${taken.join(', ')}`] : [];
  const above = space.edits.blankLinesAbove(code.place);
  const moved = [...(docstring ? [docstring] : []), ...before].map(({ place }) => place);
  const what = after.length === 0 ? 'before' : before.length === 0 ? 'after' : 'before and after';
  return {
    title: `Split the CPU work ${what} \`${code.name}\`’s GPU work out of the GPU function`,
    kind: 'refactor.extract',
    edits: [
      space.edits.replace(code.signaturePlace, `${name}(${given.join(', ')})${annotation}`),
      ...space.edits.removeLines(moved),
      space.edits.insertLinesBelow(
        last.place,
        [...returned, ...Array<string>(above).fill(''), ...wrapper].join(ending),
      ),
    ],
  };
}

/** A docstring may span lines: it stays in a block of the same depth. */
function linesOfAll(
  docstring: Statement | undefined,
  before: readonly Statement[],
  space: SpaceView,
): string | undefined {
  const rest = before.length === 0 ? '' : space.edits.outdented(before.map(({ place }) => place));
  if (!docstring || rest === undefined) return undefined;
  const indent = space.edits.indentation(docstring.place);
  const text = space.text(docstring.place).split(/\r?\n/);
  if (text.some((line, i) => i > 0 && line.trim() !== '' && !line.startsWith(indent))) return undefined;
  const own = text.map((line, i) => (i === 0 ? line : line.slice(indent.length))).join('\n');
  return rest === '' ? own : `${own}\n${rest}`;
}

function namesIn(statements: readonly Statement[], kind: 'reads' | 'binds'): ReadonlySet<string> {
  return new Set(statements.flatMap((statement) => [...statement[kind]]));
}

/** What the GPU part changes outside itself is not seen in the main process. */
function sharesNoGlobals(gpu: readonly Statement[], after: readonly Statement[], code: Code): boolean {
  const read = namesIn(after, 'reads');
  return code.writes
    .filter(({ statement }) => gpu.some(({ place }) => lies(statement, place)))
    .every(({ root }) => root.owner === 'local' || !read.has(root.name));
}

/** What the name stands for is known, pickles, and is on no GPU. */
function canCross(name: string, code: Code, statements: readonly Statement[], space: SpaceView): boolean {
  const seen: Value[] = [];
  for (const call of code.calls) {
    if (!statements.some(({ place }) => lies(call.place, place))) continue;
    seen.push(...call.args.filter((argument) => argument.name === name).map(({ value }) => value));
    if (call.receiver && call.receiverPlace && space.text(call.receiverPlace) === name) seen.push(call.receiver);
  }
  for (const exit of code.exits)
    for (const part of [exit, ...exit.inner]) if (part.name === name) seen.push(part.value);
  return seen.length > 0 && seen.every((value) => isMainProcessData(value));
}

/** Nothing in the statement needs a GPU: all that it calls is known, and works on the CPU. */
function isCpuWork(statement: Statement, code: Code, space: SpaceView): boolean {
  if (
    ['FunctionDef', 'ClassDef', 'Global', 'Nonlocal', 'Import', 'ImportFrom', 'Broken', 'Delete'].includes(
      statement.kind,
    )
  )
    return false;
  return code.calls.filter(({ place }) => lies(place, statement.place)).every((call) => isCpuCall(call, space));
}

const CPU_LIBRARIES =
  /^(?:os|sys|shutil|json|csv|io|re|math|time|datetime|random|uuid|base64|hashlib|tempfile|pathlib|zipfile|glob|logging|warnings|string|subprocess|requests|httpx|urllib|PIL|imageio|soundfile|scipy\.io|cv2|gradio|huggingface_hub|diffusers\.utils\.(?:export_to_\w+|load_image|load_video))(?:\.|$)/;

function isCpuCall(call: CallFact, space: SpaceView, depth = 0): boolean {
  const path = calledPath(call);
  if (path !== undefined) return !path.includes('.') || CPU_LIBRARIES.test(path);
  const functions = functionsOf(call.callee);
  if (functions.length > 0) {
    if (depth > 2 || call.callee.open || call.callee.alts.some(({ kind }) => kind !== 'function')) return false;
    return functions.every((fn) => space.code(fn).calls.every((each) => isCpuCall(each, space, depth + 1)));
  }
  const receiver = call.receiver && only(call.receiver);
  if (!receiver || receiver.kind === 'external') return false;
  return receiver.kind === 'object'
    ? ['image', 'array', 'path', 'file', 'tempfile', 'tempdir', 'client'].includes(receiver.object)
    : ['text', 'number', 'sequence', 'dict'].includes(receiver.kind);
}

/** It waits, or writes a file: the seconds that are worth not to be paid for. */
function takesLong(statement: Statement, code: Code): boolean {
  return code.calls.some((call) => {
    if (!lies(call.place, statement.place)) return false;
    const effect = effectOf(call);
    if (effect === 'requests' || effect === 'downloads' || effect === 'runsCommand' || effect === 'waits') return true;
    return writtenPath(call) !== undefined;
  });
}
