import {
  calledPath,
  callsOf,
  functionsOf,
  functionsSetting,
  inferenceOf,
  isCached,
  isOffload,
  lies,
  loadsFixedModel,
  mayPlaceScript,
  movesTo,
  statementsOf,
  type CallFact,
  type Code,
  type SpaceView,
  type Statement,
} from '../model';
import type { Edit, Place } from '../text/place';
import type { Proposal, Refactoring } from './refactoring';

/** *Hoist model loading to module scope*, where the caret is on a statement that loads a model for a request. */
export const hoistModelLoadRefactoring: Refactoring = ({ code, touches }, space) => {
  if (!code.fn || code.contexts.includes('import')) return [];
  const call = code.calls.find((each) => touches(each.statement) && loadsFixedModel(each, code, space));
  const proposal = call && hoistModelLoad(call, code, space);
  return proposal ? [proposal] : [];
};

/**
 * Loads the model of `call`, which stands in the function `code`, while the app starts instead: moves the statements to
 * module scope with the check for whether it is there, or calls the loader there that keeps it. Undefined where the
 * model can't prove that this means the same.
 */
export function hoistModelLoad(call: CallFact, code: Code, space: SpaceView): Proposal | undefined {
  if (!code.fn || code.node?.kind !== 'FunctionDef' || code.isAsync || code.cls || code.outer.fn) return undefined;
  if (code.outer.reach.runs !== 'always' || isPrepared(call, code, space) || mayPlaceScript([call])) return undefined;
  return (
    hoistKept(call, code, space) ?? hoistPlain(call, code, space) ?? callLoader(code, space) ?? hoistCallOf(code, space)
  );
}

/** Something is done before the load that it may need, such as logging in or fetching files. */
function isPrepared(call: CallFact, code: Code, space: SpaceView): boolean {
  return code.calls.some((each) => {
    if (!each.isStatement || each.place.start >= call.statement.start || each.receiverRoot?.owner === 'local')
      return false;
    const path = calledPath(each);
    const isHarmless = path !== undefined && HARMLESS.test(path);
    return !isHarmless && functionsOf(each.callee).every((fn) => space.code(fn).calls.length > 0);
  });
}

const HARMLESS =
  /^(?:print|gc\.collect|time\.sleep|torch\.cuda\.(?:empty_cache|synchronize|ipc_collect)|logging\..*|warnings\..*|gradio\.(?:Info|Warning))$/;

/** The loader keeps nothing itself: one who calls it does. */
function hoistCallOf(code: Code, space: SpaceView): Proposal | undefined {
  const { fn } = code;
  const [caller, ...others] = fn ? space.callersOf(fn) : [];
  const [call] = caller ? callsOf(fn, caller) : [];
  if (!caller?.fn || caller === code || others.length > 0 || !call || caller.cls || caller.outer.fn) return undefined;
  return caller.module === code.module ? hoistKept(call, caller, space) : undefined;
}

/** `if model is None:` with what is under it. */
function hoistKept(call: CallFact, code: Code, space: SpaceView): Proposal | undefined {
  const body = statementsOf(code);
  const guard = body.find(({ place, whenMissing }) => whenMissing !== undefined && lies(call.statement, place));
  const name = guard?.whenMissing;
  if (!guard || name === undefined || code.owns(name)) return undefined;
  const block = guardedBy(guard, name);
  if (!block.some(({ place }) => lies(call.statement, place))) return undefined;
  if (readsUnbound(block, name)) return undefined;
  const placeholder = space.bindingPlace(code.module, name);
  const names = new Set(block.flatMap(({ binds }) => [...binds]));
  const isOwn = [...names].every((each) => code.timesBound(each) === timesIn(block, each));
  if (!placeholder || !isOwn || !names.has(name) || !isNoneAtFirst(code, name, space)) return undefined;
  if (![...names].every((each) => each === name || isFree(each, code, space))) return undefined;
  if (!block.every((statement) => canMove(statement, names, code, space))) return undefined;
  const declarations = body.filter(({ declares }) => declares.length > 0 && declares.every((each) => names.has(each)));
  const rest = body.filter((statement) => statement !== guard && !declarations.includes(statement));
  if (!rest.some((statement) => !statement.isDocstring)) return undefined;
  const isOnlyNone = space.text(placeholder).replaceAll(' ', '') === `${name}=None`;
  return proposalFor(
    [name],
    block,
    code,
    space,
    space.edits.removeLines([...declarations, guard].map(({ place }) => place)),
    isOnlyNone ? placeholder : undefined,
  );
}

/** What the check guards; also where it is made again at once, under a lock. */
function guardedBy(guard: Statement, name: string): readonly Statement[] {
  const [block = []] = guard.blocks;
  const [statement, ...others] = block;
  const [inner, ...more] = statement?.kind === 'With' ? (statement.blocks[0] ?? []) : [statement];
  const isAskedAgain = others.length === 0 && more.length === 0 && inner?.whenMissing === name;
  return isAskedAgain ? guardedBy(inner, name) : block;
}

/** The block reads the name before it gives it a value: it would find none. */
function readsUnbound(block: readonly Statement[], name: string): boolean {
  const first = block.find(({ reads, binds }) => reads.has(name) || binds.has(name));
  if (!first?.reads.has(name)) return false;
  const inner = first.blocks.filter((each) => each.some(({ reads }) => reads.has(name)));
  return inner.length === 0 || first.asks.has(name) || inner.some((each) => readsUnbound(each, name));
}

/** An assignment in the function's own block, with the loads beside it. */
function hoistPlain(call: CallFact, code: Code, space: SpaceView): Proposal | undefined {
  const body = statementsOf(code);
  const load = body.find(({ place }) => lies(call.statement, place));
  if (!load || !isLoad(load, code, space)) return undefined;
  const all = body.filter((statement) => isLoad(statement, code, space));
  return hoistLoads(all, body, code, space) ?? hoistLoads([load], body, code, space);
}

/** The loads with what they need, and with what sets the models up. */
function hoistLoads(
  loads: readonly Statement[],
  body: readonly Statement[],
  code: Code,
  space: SpaceView,
): Proposal | undefined {
  const moved = new Set(loads);
  const names = new Set(loads.flatMap(({ binds }) => [...binds]));
  takeWhatItNeeds(body, moved, names, code, space);
  for (const statement of body) {
    if (moved.has(statement) || ![...statement.reads].some((each) => names.has(each))) continue;
    if (!setsUp(statement, names, code)) break;
    moved.add(statement);
  }
  const block = body.filter((statement) => moved.has(statement));
  const isOwn = [...names].every((each) => code.timesBound(each) === timesIn(block, each) && isFree(each, code, space));
  if (!isOwn || !block.every((statement) => canMove(statement, names, code, space))) return undefined;
  if (!body.some((statement) => !moved.has(statement) && !statement.isDocstring)) return undefined;
  return proposalFor(
    loads.flatMap(({ binds }) => [...binds]),
    block,
    code,
    space,
    space.edits.removeLines(block.map(({ place }) => place)),
  );
}

/** `name = Class.from_pretrained(…)`, always the same. */
function isLoad(statement: Statement, code: Code, space: SpaceView): boolean {
  if (statement.kind !== 'Assign' || statement.binds.size !== 1) return false;
  return code.calls.some(
    (call) =>
      lies(call.place, statement.place) &&
      (loadsFixedModel(call, code, space) || calledPath(call)?.endsWith('.from_pretrained') === true),
  );
}

/** Assignments above that the load reads, as in `model_id = "…"`. */
function takeWhatItNeeds(
  body: readonly Statement[],
  moved: Set<Statement>,
  names: Set<string>,
  code: Code,
  space: SpaceView,
): void {
  for (const statement of [...body].reverse()) {
    if (moved.has(statement)) continue;
    const isNeeded = [...statement.binds].some((name) => [...moved].some(({ reads }) => reads.has(name)));
    if (!isNeeded || statement.kind !== 'Assign' || statement.leaves) continue;
    if (![...statement.binds].every((name) => code.timesBound(name) === 1 && isFree(name, code, space))) continue;
    moved.add(statement);
    for (const name of statement.binds) names.add(name);
  }
}

/** A function that loads once and keeps what it loaded: it is called once while the app starts. */
function callLoader(code: Code, space: SpaceView): Proposal | undefined {
  const { fn, name, params } = code;
  if (!fn || code.gpu || code.isGenerator || space.handlersOf(fn).length > 0) return undefined;
  if (params.some(({ star, name: param, defaultValue }) => star === '' && param !== '' && !defaultValue))
    return undefined;
  const keeps =
    isCached(code) ||
    code.writes.some((write) => write.kind === 'assign' && write.root.owner === 'global' && write.conditional) ||
    returnsEarly(code);
  if (!keeps || code.calls.some((call) => inferenceOf(call) !== undefined)) return undefined;
  if (mayPlaceScript(code.calls) || !readsOnlyWhatIsBound(code, space)) return undefined;
  return {
    title: `Call \`${name}()\` while the app starts`,
    kind: 'refactor.move',
    edits: [space.edits.insertBelow(code.place, `${name}()`)],
  };
}

/** `if model is not None: return model` above the load. */
function returnsEarly(code: Code): boolean {
  return code.writes.some(
    ({ kind, root }) =>
      kind === 'assign' &&
      root.owner === 'global' &&
      code.outside.has(root.name) &&
      code.exits.filter((exit) => exit.kind === 'return' && exit.name === root.name).length > 1,
  );
}

/** Everything it needs, and everything the functions need that it calls, is there where it is defined. */
function readsOnlyWhatIsBound(code: Code, space: SpaceView): boolean {
  const { fn } = code;
  const seen = new Set<Code>();
  const queue = [code];
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { module, facts } = next;
    if (module === code.module && fn && !facts.outside.every((name) => name === code.name || space.isBoundAt(fn, name)))
      return false;
    for (const call of next.calls) queue.push(...functionsOf(call.callee).map((each) => space.code(each)));
  }
  return true;
}

function proposalFor(
  names: readonly string[],
  block: readonly Statement[],
  code: Code,
  space: SpaceView,
  removals: readonly Edit[],
  placeholder?: Place,
): Proposal | undefined {
  const written = space.edits.outdented(block.map(({ place }) => place));
  const calls = code.calls.filter((call) => block.some(({ place }) => lies(call.place, place)));
  if (written === undefined || mayPlaceScript(calls)) return undefined;
  return {
    title: `Load ${[...new Set(names)].map((name) => `\`${name}\``).join(' and ')} at module scope`,
    kind: 'refactor.move',
    edits: [...putAbove(written, code, space, placeholder), ...removals],
  };
}

/** Statements above the function; in the place of the one that stands there for now, where that is right above. */
function putAbove(written: string, code: Code, space: SpaceView, placeholder: Place | undefined): readonly Edit[] {
  if (!placeholder) return [space.edits.insertAbove(code.place, written)];
  return space.edits.indentation(placeholder) === '' && space.edits.isRightAbove(placeholder, code.place)
    ? [space.edits.replace(space.edits.withComment(placeholder), written)]
    : [space.edits.insertAbove(code.place, written), space.edits.remove(placeholder)];
}

/** It means the same above the function: it uses nothing of the function's own but what moves with it. */
function canMove(statement: Statement, moved: ReadonlySet<string>, code: Code, space: SpaceView): boolean {
  const { fn } = code;
  if (!fn || statement.leaves || statement.kind === 'FunctionDef' || statement.kind === 'ClassDef') return false;
  if (statement.declares.length > 0) return false;
  for (const name of statement.reads) {
    if (!moved.has(name) && (code.owns(name) || !space.isBoundAt(fn, name))) return false;
  }
  return code.calls
    .filter(({ place }) => lies(place, statement.place))
    .every((call) => inferenceOf(call) === undefined && !isOffload(call) && startsHere(call, space));
}

/** What the call runs has what it needs at this point of the module. */
function startsHere(call: CallFact, space: SpaceView): boolean {
  return functionsOf(call.callee).every((fn) => {
    const code = space.code(fn);
    return !code.gpu && readsOnlyWhatIsBound(code, space);
  });
}

const SETS_UP =
  /^(?:to|cuda|eval|half|float|bfloat16|requires_grad_|tie_weights|(?:enable|disable|set|load|fuse)_\w+)$/;

/** It changes the model that was just loaded, for good. */
function setsUp(statement: Statement, names: ReadonlySet<string>, code: Code): boolean {
  if (statement.kind === 'Assign' && statement.changes !== undefined) return names.has(statement.changes);
  const isRebinding = statement.kind === 'Assign' && [...statement.binds].every((name) => names.has(name));
  if (statement.kind !== 'Expr' && !isRebinding) return false;
  const calls = code.calls.filter((call) => lies(call.place, statement.place));
  const isOfModel = calls.some(({ receiverRoot }) => receiverRoot !== undefined && names.has(receiverRoot.name));
  return isOfModel && SETS_UP.test(calls.at(-1)?.method ?? '') && calls.every((call) => movesTo(call) !== 'cpu');
}

function timesIn(block: readonly Statement[], name: string): number {
  return block.reduce(
    (sum, { binds, blocks }) =>
      sum +
      (blocks.length > 0 ? blocks.reduce((inner, each) => inner + timesIn(each, name), 0) : Number(binds.has(name))),
    0,
  );
}

/** Nothing in the module has the name. */
function isFree(name: string, code: Code, space: SpaceView): boolean {
  return space.bindingPlace(code.module, name) === undefined && space.global(code.module, name).alts.length === 0;
}

/** The module makes the name None, and only this function gives it something else. */
function isNoneAtFirst(code: Code, name: string, space: SpaceView): boolean {
  const isOnlySetter = functionsSetting(name, code.module, space).every((other) => other === code);
  return isOnlySetter && space.global(code.module, name).alts.some(({ kind }) => kind === 'none');
}
