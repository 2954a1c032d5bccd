import {
  addsOthersItems,
  addsToList,
  allStatementsOf,
  calledPath,
  firstValue,
  functionUsing,
  isComputedOfPassed,
  isContainer,
  isEmptied,
  isInLoop,
  isMadeOfPassed,
  isShown,
  isTakenOut,
  keepsPassed,
  keyChanged,
  lies,
  mayBeSkipped,
  namesPutInto,
  objectOf,
  readerOfAttribute,
  readerOfHeldList,
  readerOfName,
  reads,
  runsForVisitors,
  usesItems,
  type Code,
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
    report(write.place, 'worker', { handler: code.name, name }, { related: madeOnce(name, code, space) });
  }
}

function madeOnce(name: string, { module }: Code, space: SpaceView): readonly Related[] {
  const made = space.bindingPlace(module, name);
  return made ? [{ place: made, message: `\`${name}\` is made once, for everyone` }] : [];
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
  const reader = readerOfHeldList(write, name, code, space);
  return reader && { message: 'held', related: [{ place: reader.namePlace, message: `\`${reader.name}\` reads it` }] };
}

function leakInName(write: WriteFact, code: Code, space: SpaceView): Leak | undefined {
  const { name, owner } = write.root;
  if (owner !== 'global') return undefined;
  // What is made anew first is a cache that is filled again.
  if (write.kind !== 'assign' && code.writes.some(({ root, kind }) => kind === 'assign' && root.name === name))
    return undefined;
  if (write.isKeyed) return undefined;
  const held = space.global(code.module, name);
  const related = madeOnce(name, code, space);
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

/** Other code that runs for visitors, here or in a worker, and reads the name. */
function readerOf(name: string, code: Code, space: SpaceView): Code | undefined {
  return functionUsing(name, code.module, space, (other) => other !== code && runsForVisitors(other));
}

/** What the write itself says: nobody has to read it elsewhere. */
function kindOf(write: WriteFact, held: Value, code: Code, space: SpaceView): 'container' | 'variable' | undefined {
  switch (write.kind) {
    case 'method':
      return addsToList(write) &&
        isContainer(held) &&
        !addsOthersItems(write, write.root.name, code) &&
        !isTakenOut(write, code) &&
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

/** Who reads what a GPU function was asked to compute from what this one was given. */
function readerOfResult(write: WriteFact, held: Value, code: Code, space: SpaceView): Code | undefined {
  // Under a condition it may be a cache of something for everyone.
  if (write.conditional || !write.valuePlace) return undefined;
  if (write.kind !== 'assign' && !(write.kind === 'item' && write.member !== undefined && isContainer(held)))
    return undefined;
  if (!isComputedOfPassed(write, code, space)) return undefined;
  const { name } = write.root;
  const key = keyChanged(write, space);
  return readerOfName(code.module, name, space, (other) => other.fn !== code.fn && reads(other, name, key));
}

/** A helper of handlers always sets what GPU code reads. */
function setsForGpu(write: WriteFact, code: Code, space: SpaceView): boolean {
  const { name, owner } = write.root;
  if (write.kind !== 'assign' || owner !== 'global' || code.cls || code.runsOnGpu || mayBeSkipped(write, code))
    return false;
  return functionUsing(name, code.module, space, ({ runsOnGpu }) => runsOnGpu) !== undefined;
}
