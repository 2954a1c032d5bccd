import {
  addsToList,
  allStatementsOf,
  alternatives,
  argumentOf,
  calledPath,
  callsOf,
  constantOf,
  firstValue,
  functionsOf,
  functionUsing,
  isProgress,
  keyChanged,
  lies,
  mayBeSkipped,
  namesMadeFrom,
  namesPutInto,
  objectOf,
  only,
  readerOfName,
  reads,
  usesItems,
  UNKNOWN,
  type Alternative,
  type ClassEntity,
  type Code,
  type Owner,
  type Parameter,
  type SpaceView,
  type Value,
  type WriteFact,
} from '../model';
import { sameData } from '../text/equality';
import { rule, type Related, type Report } from './rule';

const messages = {
  container:
    '`{handler}` changes the global `{name}`, which all visitors share: what one of them does shows up for the others; keep it in a `gr.State`',
  variable:
    '`{handler}` stores what a visitor passed in the global `{name}`, which all visitors share: the next visitor’s call finds it there; keep it in a `gr.State`',
  result:
    '`{handler}` stores a visitor’s result in the global `{name}`, which all visitors share: `{reader}` finds whatever the last of them got; keep it in a `gr.State`',
  index:
    '`{handler}` keeps an index of what a visitor passed in the global `{name}`, which all visitors share: `{reader}` searches what the last of them passed; keep it in a `gr.State`',
  file: '`{handler}` reads what a visitor gave it into the global `{name}`, which all visitors share: `{reader}` finds whatever the last of them gave; keep it in a `gr.State`',
  worker:
    '`{handler}` changes the global `{name}` in a GPU worker: the next call only finds it there if it gets the same worker, and then it may be another visitor’s; keep it in a `gr.State`',
  attributeResult:
    '`{handler}` stores a visitor’s result in `{name}`, on an object that all visitors share: `{reader}` finds whatever the last of them got; keep it in a `gr.State`',
  held: '`{handler}` adds to `{name}`, on an object that all visitors share: what one of them does shows up for the others; keep it in a `gr.State`',
  attribute:
    '`{handler}` stores what a visitor passed in `{name}`, on an object that all visitors share: `{reader}` finds whatever the last of them passed; keep it in a `gr.State`',
};

export default rule({
  name: 'mutable-global-in-handler',
  summary: 'A handler keeps one visitor’s data where all visitors find it',
  group: 'gradio',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages,
  explains: [],
  concerns: ['write'],
  sources: [{ url: 'https://www.gradio.app/guides/state-in-blocks', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      const { fn, contexts } = code;
      if (code.gpu) reportInWorker(code, report, space);
      // What else a GPU function writes is lost with its worker, which is another rule's matter.
      if (!fn || !contexts.includes('request')) return;
      const isHandler = space.handlersOf(fn).length > 0;
      const seen = new Set<string>();
      for (const write of code.writes) {
        const { root, kind, member } = write;
        const held = kind === 'method' ? write.attribute : undefined;
        const of = kind === 'attribute' ? member : held;
        const name = of === undefined ? root.name : `${root.name}.${of}`;
        if (write.guarded || seen.has(name) || (!isHandler && !setsForGpu(write, code, space))) continue;
        const leak =
          kind === 'attribute'
            ? leakInAttribute(write, name, code, space)
            : held === undefined
              ? leakInName(write, code, space)
              : leakInHeld(write, name, code, space);
        if (!leak) continue;
        seen.add(name);
        const { message, reader = '', related } = leak;
        report(write.place, message, { handler: code.name, name, reader }, { related });
      }
    },
  },
});

/** A GPU function adds what a visitor passed to a list of the module, and looks there for what was said before. */
function reportInWorker(code: Code, report: Report<typeof messages>, space: SpaceView): void {
  const { fn, module, writes } = code;
  if (!fn || space.handlersOf(fn).length === 0) return;
  const seen = new Set<string>();
  for (const write of writes) {
    const { name, owner } = write.root;
    if (owner !== 'global' || !addsToList(write) || seen.has(name)) continue;
    // Under a condition it notes what this worker has done already, such as a LoRA that it has loaded.
    if (write.conditional || write.isKeyed || isInLoop(write, code)) continue;
    if (!isContainer(firstValue(module, name, space)) || !usesItems(code, name)) continue;
    const kept = namesPutInto(code, name);
    if (!code.params.some((param) => kept.has(param.name)) || isEmptied(write, code, space)) continue;
    // What the main process reads as well is for `global-write-in-gpu`.
    if (readerOfName(module, name, space)) continue;
    seen.add(name);
    const made = space.bindingPlace(module, name);
    const related = made ? [{ place: made, message: `\`${name}\` is made once, for everyone` }] : [];
    report(write.place, 'worker', { handler: code.name, name }, { related });
  }
}

/** The code, or what it calls, takes out again what was added, or makes the list anew before. */
function isEmptied({ root, place }: WriteFact, code: Code, space: SpaceView): boolean {
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

/** How one visitor's data gets to others, and who finds it there. */
interface Leak {
  readonly message: 'container' | 'variable' | 'result' | 'index' | 'file' | 'attribute' | 'attributeResult' | 'held';
  readonly reader?: string;
  readonly related: readonly Related[];
}

function leakInAttribute(write: WriteFact, name: string, code: Code, space: SpaceView): Leak | undefined {
  const reader = readerOfAttribute(write, code, space);
  if (!reader) return undefined;
  const related = [{ place: reader.namePlace, message: `\`${reader.name}\` reads \`${name}\`` }];
  const message = keepsPassed(write, code, space) ? 'attribute' : 'attributeResult';
  return { message, reader: reader.name, related };
}

/** It adds to a list that an object of the module has, or the one whose methods are handlers. */
function leakInHeld(write: WriteFact, name: string, code: Code, space: SpaceView): Leak | undefined {
  const { root, attribute = '' } = write;
  const cls = root.owner === 'self' ? code.cls : instanceIn(root.name, root.owner, code, space);
  if (!cls || write.isKeyed || !addsToList(write) || addsOthersItems(write, name, code)) return undefined;
  if (root.owner === 'self' && !isOfSharedObject(code, space)) return undefined;
  // How long something took is no visitor's.
  if (!isMadeOfPassed(write, code)) return undefined;
  // What is made anew first is filled again, and what is taken out again is nobody's.
  const undoes = ({ kind, member: method = '' }: WriteFact): boolean =>
    kind === 'attribute' || (kind === 'method' && ['clear', 'remove', 'discard'].includes(method));
  if (code.writes.some((each) => each.root.name === root.name && each.attribute === attribute && undoes(each)))
    return undefined;
  const lineage = space.lineageOf(cls);
  const methods = lineage.flatMap((each) => space.ownMethodsOf(each));
  const resets = ({ fn, writes }: Code): boolean =>
    writes.some((each) => each.root.owner === 'self' && each.attribute === attribute && undoes(each)) &&
    code.calls.some(({ callee }) => functionsOf(callee).some((called) => called === fn));
  if (methods.some(resets)) return undefined;
  const holder = lineage.find((each) => space.attributesOf(each).has(attribute));
  if (!holder || !isContainer(space.attributesOf(holder).get(attribute) ?? UNKNOWN)) return undefined;
  // Others take from a queue what is put into it.
  const takes = ({ writes, fn }: Code): boolean =>
    fn !== code.fn && writes.some((each) => each.attribute === attribute && /^pop(?:left)?$/.test(each.member ?? ''));
  if (methods.some(takes)) return undefined;
  const runs = ({ contexts, runsOnGpu }: Code): boolean => contexts.includes('request') || runsOnGpu;
  const reader =
    methods.find((method) => {
      const [self] = method.params;
      return runs(method) && self !== undefined && usesItems(method, `${self.name}.${attribute}`);
    }) ??
    (root.owner === 'global'
      ? readerOfName(code.module, root.name, space, (other) => usesItems(other, name))
      : undefined);
  if (!reader) return undefined;
  return { message: 'held', related: [{ place: reader.namePlace, message: `\`${reader.name}\` reads it` }] };
}

/** The class of an object that the module makes. */
function instanceIn(name: string, owner: Owner, code: Code, space: SpaceView): ClassEntity | undefined {
  const held = owner === 'global' ? only(space.global(code.module, name)) : undefined;
  return held?.kind === 'instance' ? held.cls : undefined;
}

function leakInName(write: WriteFact, code: Code, space: SpaceView): Leak | undefined {
  const { name, owner } = write.root;
  if (owner !== 'global') return undefined;
  // What is made anew first is a cache that is filled again.
  if (write.kind !== 'assign' && code.writes.some(({ root, kind }) => kind === 'assign' && root.name === name))
    return undefined;
  if (write.isKeyed) return undefined;
  const held = space.global(code.module, name);
  const made = space.bindingPlace(code.module, name);
  const related = made ? [{ place: made, message: `\`${name}\` is made once, for everyone` }] : [];
  const message = kindOf(write, held, code, space);
  if (message) return { message, related };
  const reader = readerOfResult(write, held, code, space);
  if (reader) return { message: 'result', reader: reader.name, related };
  const kept = indexes(write, code) ? 'index' : readsFile(write, code) ? 'file' : undefined;
  const user = kept && readerOf(name, code, space);
  return user && { message: kept, reader: user.name, related };
}

/** It makes an index of texts, such as FAISS, that come from what the function was given. */
function indexes(write: WriteFact, code: Code): boolean {
  const made = objectOf(write.value, 'embedder');
  return made !== undefined && /\.from_(?:texts|documents)$/.test(made.type) && isMadeOfPassed(write, code);
}

/** It reads the file that the function was given; what is read once is for everyone. */
function readsFile(write: WriteFact, code: Code): boolean {
  const reads = code.calls.some(
    (call) =>
      sameData(call.statement, write.statement) &&
      (READS.test(calledPath(call) ?? '') ||
        (/^read(?:lines)?$/.test(call.method ?? '') && call.receiver !== undefined && objectOf(call.receiver, 'file'))),
  );
  // `librosa.load(path)` changes nothing of the module that is called.
  if (write.kind !== 'assign' || !reads || !isMadeOfPassed(write, code)) return false;
  return !allStatementsOf(code).some(
    ({ place, asks, returnsWhenThere }) =>
      returnsWhenThere === write.root.name || (lies(write.place, place) && asks.has(write.root.name)),
  );
}

const READS =
  /^(?:pandas\.read_\w+|PIL\.Image\.open|cv2\.imread|(?:librosa|torchaudio|numpy|json|trimesh)\.load|soundfile\.read)$/;

function isMadeOfPassed({ kind, statement }: WriteFact, code: Code): boolean {
  if (kind !== 'assign' && kind !== 'method') return false;
  const passed = namesMadeFrom(
    code.params.filter((param, index) => !isProgress(param) && !(code.cls && index === 0)).map(({ name }) => name),
    code,
  );
  return allStatementsOf(code).some(
    ({ place, reads }) => sameData(place, statement) && [...reads].some((name) => passed.has(name)),
  );
}

/** Other code that runs for visitors, here or in a worker, and reads the name. */
function readerOf(name: string, code: Code, space: SpaceView): Code | undefined {
  return functionUsing(
    name,
    code.module,
    space,
    (other) => other !== code && (other.contexts.includes('request') || other.runsOnGpu),
  );
}

function kindOf(write: WriteFact, held: Value, code: Code, space: SpaceView): 'container' | 'variable' | undefined {
  switch (write.kind) {
    case 'method':
      return addsToList(write) &&
        isContainer(held) &&
        !addsOthersItems(write, write.root.name, code) &&
        isShown(write, code, space)
        ? 'container'
        : undefined;
    case 'item':
      return write.member !== undefined && isContainer(held) && keepsPassed(write, code, space)
        ? 'container'
        : undefined;
    case 'assign':
      return keepsPassed(write, code, space) && !isKeyOfCache(write, code, space) ? 'variable' : undefined;
    default:
      return undefined;
  }
}

/** `if last_prompt == prompt: return last_image`: what was asked last, which nobody else looks at. */
function isKeyOfCache({ root: { name } }: WriteFact, code: Code, space: SpaceView): boolean {
  const params = code.params.map((param) => param.name);
  const compares = allStatementsOf(code).some(({ asks }) => asks.has(name) && params.some((param) => asks.has(param)));
  return compares && readerOf(name, code, space) === undefined;
}

/** Some function does more with the list than to count, to log or to save what is in it. */
function isShown({ root: { name } }: WriteFact, { module }: Code, space: SpaceView): boolean {
  return space
    .codesUsing(name)
    .some((each) => each.fn && (each.module !== module || (!each.owns(name) && usesItems(each, name))));
}

/** Who reads what a GPU function was asked to compute from what this one was given. */
function readerOfResult(write: WriteFact, held: Value, code: Code, space: SpaceView): Code | undefined {
  // Under a condition it may be a cache of something for everyone.
  if (write.conditional || !write.valuePlace) return undefined;
  if (write.kind !== 'assign' && !(write.kind === 'item' && write.member !== undefined && isContainer(held)))
    return undefined;
  const computes = isComputedOfPassed(write, code, space);
  if (!computes) return undefined;
  const { name } = write.root;
  const key = keyChanged(write, space);
  return readerOfName(code.module, name, space, (other) => other.fn !== code.fn && reads(other, name, key));
}

/** A GPU function made it of what this one was given, be it a line above. */
function isComputedOfPassed({ valuePlace }: WriteFact, code: Code, space: SpaceView): boolean {
  if (!valuePlace) return false;
  const written = space.text(valuePlace);
  return code.calls.some(
    ({ place, assigned, callee, args }) =>
      (sameData(place, valuePlace) ||
        (assigned !== undefined && space.text(assigned) === written && code.timesBound(written) === 1)) &&
      alternatives(callee, 'gpuFunction').length > 0 &&
      args.some(({ value }) => isPassed(value, code, space)),
  );
}

/** Another handler that reads the attribute of an object of the module, or of the one whose methods both are. */
function readerOfAttribute(write: WriteFact, code: Code, space: SpaceView): Code | undefined {
  const { root, member } = write;
  if (member === undefined || write.attribute === undefined) return undefined;
  // Under a condition it may be a cache of something for everyone.
  const isResult = !write.conditional && isComputedOfPassed(write, code, space);
  if (!isResult && !keepsPassed(write, code, space)) return undefined;
  const reads = (other: Code, object: string): boolean =>
    other.fn !== code.fn && other.attributesRead.has(`${object}.${member}`) && !other.words.has(`.${member}=`);
  if (root.owner === 'self') {
    if (!code.cls || !isOfSharedObject(code, space)) return undefined;
    return space.ownMethodsOf(code.cls).find((other) => reads(other, root.name) && isOfSharedObject(other, space));
  }
  const shared = root.owner === 'global' ? only(space.global(code.module, root.name)) : undefined;
  if (shared?.kind !== 'instance' && !isNamespace(root.name, root.owner, code, space)) return undefined;
  const handler = readerOfName(
    code.module,
    root.name,
    space,
    (other) => other.fn !== undefined && reads(other, root.name) && space.handlersOf(other.fn).length > 0,
  );
  if (shared?.kind !== 'instance') return handler;
  const runsMethod = ({ attributesRead }: Code): boolean =>
    [...attributesRead].some((path) => {
      const [object, name = ''] = path.split('.');
      return object === root.name && space.methodsOf(shared.cls, name).length > 0;
    });
  // What it leaves there may be for what it does with the object itself, or has done.
  if (handler || usesObject(code, root.name) || runsMethod(code)) return handler;
  const isOfOthers = space
    .codesUsing(root.name)
    .some(
      (other) =>
        other.module === code.module && (other.contexts.includes('request') || other.runsOnGpu) && runsMethod(other),
    );
  if (!isOfOthers) return undefined;
  return space
    .ownMethodsOf(shared.cls)
    .find(
      (method) =>
        reads(method, method.params[0]?.name ?? '') && (method.contexts.includes('request') || method.runsOnGpu),
    );
}

/** A `SimpleNamespace` that the module makes. */
function isNamespace(name: string, owner: Owner, { module }: Code, space: SpaceView): boolean {
  const made = owner === 'global' ? only(firstValue(module, name, space)) : undefined;
  return made?.kind === 'dict' && made.isNamespace === true;
}

/** It does something with the object itself, or calls what may. */
function usesObject({ calls }: Code, name: string): boolean {
  return calls.some(({ callee, receiverRoot }) => receiverRoot?.name === name || functionsOf(callee).length > 0);
}

/** Handed to Gradio as the method of an object made at start: `Session.load` gets each visitor's own from a `gr.State`. */
function isOfSharedObject({ fn }: Code, space: SpaceView): boolean {
  if (!fn) return false;
  return space
    .handlersOf(fn)
    .some(
      (handler) =>
        !handler.code.contexts.includes('request') &&
        (handler.argument('fn')?.value.alts ?? []).some((item) => item.kind === 'function' && item.self !== undefined),
    );
}

/**
 * Several elements at once come from a source of the app's own, such as a leaderboard, unless they are made of what the
 * visitor passed. A list that is asked first, or emptied, is a collection of its own.
 */
function addsOthersItems(write: WriteFact, name: string, code: Code): boolean {
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

/** The place is in a loop, as far as is known. */
function isInLoop(write: WriteFact, { calls }: Code): boolean {
  const call = calls.find(({ place }) => place.start === write.place.start && place.end === write.place.end);
  return call === undefined || call.loops.length > 0;
}

/** A list or dictionary made in the module. */
function isContainer({ alts, open }: Value): boolean {
  return !open && alts.length > 0 && alts.every(({ kind }) => kind === 'sequence' || kind === 'dict');
}

/** It keeps what the function was given, or a part of it. */
function keepsPassed({ value, whole }: WriteFact, code: Code, space: SpaceView): boolean {
  // Of a request much is the same for everyone, such as its address.
  const isPart = (parameter: Parameter): boolean => parameter.annotation !== 'gradio.Request' && !isProgress(parameter);
  return isPassed(value, code, space) || (whole !== undefined && isPassed(whole, code, space, isPart));
}

/** How many calls may lie between a handler and what keeps what it was given. */
const MOST_HELPERS = 4;

/** What a visitor gave the function itself. */
function isPassed(
  value: Value,
  code: Code,
  space: SpaceView,
  fits: (parameter: Parameter) => boolean = () => true,
  depth = 0,
): boolean {
  return alternatives(value, 'param').some(({ fn, index }) => {
    const parameter = code.params[index];
    if (fn !== code.fn || parameter === undefined || !fits(parameter)) return false;
    if (space.handlersOf(fn).length > 0) return !isBound(index, code, space);
    return space
      .callersOf(fn)
      .filter((caller) => caller.fn !== undefined && depth < MOST_HELPERS)
      .some((caller) =>
        callsOf(fn, caller).some((call) => {
          const given = argumentOf(call, parameter.name, index);
          return given !== undefined && isPassed(given.value, caller, space, fits, depth + 1);
        }),
      );
  });
}

/** A helper of handlers always sets what GPU code reads. */
function setsForGpu(write: WriteFact, code: Code, space: SpaceView): boolean {
  const { name, owner } = write.root;
  if (write.kind !== 'assign' || owner !== 'global' || code.cls || code.runsOnGpu || mayBeSkipped(write, code))
    return false;
  return functionUsing(name, code.module, space, ({ runsOnGpu }) => runsOnGpu) !== undefined;
}

/** The app gave it, with `functools.partial`. */
function isBound(index: number, { fn, cls, params }: Code, space: SpaceView): boolean {
  const isIn = (item: Alternative): boolean =>
    item.kind === 'partial' &&
    (index < item.positional.length + (cls ? 1 : 0) || item.keywords.some(([name]) => name === params[index]?.name));
  return fn !== undefined && space.handlersOf(fn).some((handler) => handler.argument('fn')?.value.alts.some(isIn));
}
