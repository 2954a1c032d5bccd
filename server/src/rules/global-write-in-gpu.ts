import {
  changesAttribute,
  fills,
  firstValue,
  functionsOf,
  functionUsing,
  gpuCallsIn,
  isModel,
  keyChanged,
  isSetInMainProcess,
  isMutation,
  lies,
  loadsFixedModel,
  mayBeContainer,
  mayBeSkipped,
  objectOf,
  only,
  reads,
  readersInOtherWorkers,
  readerOfName,
  statementsOf,
  type ClassEntity,
  type Code,
  type ModuleEntity,
  type SpaceView,
  type Value,
  type WriteFact,
} from '../model';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'global-write-in-gpu',
  summary: 'A GPU function changes a module variable that the main process or another GPU function reads',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    lost: 'The GPU worker only changes its own `{name}`: `{reader}` runs in the main process and still sees the old value, while the next visitor’s call in the same worker finds this visitor’s',
    unseen:
      'The GPU worker only changes its own `{name}`: `{reader}` runs in the main process and still sees the old value',
    elsewhere:
      'The GPU worker only changes its own `{name}`, and each GPU function has its own workers: `{reader}` runs in others and still sees the old value',
  },
  explains: [],
  concerns: ['write'],
  sources: [SPACES_PACKAGE, { url: 'https://docs.python.org/3/library/os.html#os.fork', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      const reported = new Set<string>();
      const shared = nameOfShared(code, space);
      for (const write of code.writes) {
        const lost = shared && write.root.owner === 'self' ? lossOfOwn(write, shared, space) : undefined;
        if (shared && lost && !reported.has(`self.${write.attribute}`)) {
          reported.add(`self.${write.attribute}`);
          const names = { name: `${shared.name}.${write.attribute}`, reader: lost.name };
          const message = `\`${lost.name}\` asks \`${shared.name}\` for it outside the worker`;
          report(write.place, 'unseen', names, { related: [{ place: lost.namePlace, message }] });
        }
        const { name, owner } = write.root;
        const { attribute } = write;
        const what = attribute === undefined ? name : `${name}.${attribute}`;
        if (owner !== 'global' || reported.has(what)) continue;
        const loss =
          attribute === undefined ? lossOf(write, code, space) : lossOfAttribute(write, attribute, code, space);
        if (!loss) continue;
        reported.add(what);
        const { message, reader } = loss;
        const where = message === 'elsewhere' ? 'in another worker' : 'outside the worker';
        report(
          write.place,
          message,
          { name: what, reader: reader.name },
          { related: [{ place: reader.namePlace, message: `\`${reader.name}\` reads \`${what}\` ${where}` }] },
        );
      }
    },
  },
});

/** Who does not see what the write changes. */
interface Loss {
  readonly message: 'lost' | 'unseen' | 'elsewhere';
  readonly reader: Code;
}

function lossOf(write: WriteFact, code: Code, space: SpaceView): Loss | undefined {
  const isReset = write.kind === 'assign' && !fills(write) && firstKind(write, code, space) === 'none';
  if (isReset || !changes(write, code, space)) return undefined;
  const isContainer = ['sequence', 'dict'].includes(firstKind(write, code, space) ?? '');
  const [elsewhere] = replacesPlaceholder(write, code, space)
    ? readersInOtherWorkers(write, code, space, (each) => binds(each) || (isContainer && isMutation(each)))
    : [];
  if (elsewhere) return { message: 'elsewhere', reader: elsewhere };
  const reader = isModel(write.value)
    ? undefined
    : readerOfName(
        code.module,
        write.root.name,
        space,
        (other) => seesWhatIsIn(other, write, space) && !setsBeforeItReads(other, write, space),
      );
  const isOfVisitor = !isMadeOfNothing(write, code) && isReadOnGpu(write, code, space);
  return reader && { message: isOfVisitor ? 'lost' : 'unseen', reader };
}

/** It does more with the name than to put something into what that stands for, itself or by a function that it gives it to. */
function seesWhatIsIn(code: Code, write: WriteFact, space: SpaceView): boolean {
  const { name } = write.root;
  return (
    reads(code, name, keyChanged(write, space)) &&
    !code.writes.some(({ kind, root }) => kind === 'argument' && root.name === name)
  );
}

/** Code that gets nothing from the visitor, such as what loads a model on first use, replaces what was there. */
function isMadeOfNothing({ kind }: WriteFact, { params }: Code): boolean {
  return kind === 'assign' && params.length === 0;
}

/** An attribute of an object, class or module of the Space's own, which nothing in the main process sets but a constructor. */
function lossOfAttribute(write: WriteFact, attribute: string, code: Code, space: SpaceView): Loss | undefined {
  const { name } = write.root;
  const holder = only(space.global(code.module, name));
  const isChanged =
    holder?.kind === 'module'
      ? changesMember(write, attribute, holder.module, space)
      : holder?.kind === 'class'
        ? !isModel(write.value) && changesHeld(write, space.memberOf(holder.cls, attribute))
        : holder?.kind === 'instance' && changesAttribute(write, holder.cls, space);
  if (!isChanged) return undefined;
  const reader =
    readerOfName(
      code.module,
      name,
      space,
      (other) => other.attributesRead.has(`${name}.${attribute}`) && !setsBeforeItReads(other, write, space),
    ) ?? (holder?.kind === 'module' ? readerOfName(holder.module, attribute, space) : undefined);
  if (!reader || isSetInMainProcess(attribute, space)) return undefined;
  return { message: isReadOnGpu(write, code, space) ? 'lost' : 'unseen', reader };
}

/** An object that a module holds, one of whose methods GPU code calls. */
interface Shared {
  readonly name: string;
  readonly cls: ClassEntity;
  readonly caller: Code;
}

/** The only thing by which the method is called: an object that the module of the caller holds. */
function nameOfShared({ fn, name, cls, gpu }: Code, space: SpaceView): Shared | undefined {
  if (!fn || !cls || gpu) return undefined;
  const callers = space.callersOf(fn);
  const [caller] = callers;
  if (!caller || callers.some(({ isGpuOnly, module }) => !isGpuOnly || module !== caller.module)) return undefined;
  const held = callers.flatMap(({ calls }) =>
    calls.flatMap(({ method, calleeText }) => (method === name && calleeText ? [calleeText.split('.')] : [])),
  );
  const [[object = ''] = []] = held;
  const isOne = held.every((path) => path.length === 2 && path[0] === object);
  if (!isOne || callers.some((each) => !each.outside.has(object) || each.owns(object))) return undefined;
  const holder = only(space.global(caller.module, object));
  return holder?.kind === 'instance' && holder.cls === cls ? { name: object, cls, caller } : undefined;
}

/** Who asks the shared object, in the main process, for what its method changes in the worker: itself, or by another method. */
function lossOfOwn(write: WriteFact, { name, cls, caller }: Shared, space: SpaceView): Code | undefined {
  const { attribute } = write;
  if (attribute === undefined || isModel(write.value) || only(write.value)?.kind === 'none') return undefined;
  if (write.conditional || !changesAttribute(write, cls, space) || isSetInMainProcess(attribute, space))
    return undefined;
  const asks = new Set([attribute]);
  for (const each of space.ownMethodsOf(cls)) {
    if (!each.contexts.includes('request')) continue;
    if (each.attributesRead.has(`self.${attribute}`)) asks.add(each.name);
  }
  return readerOfName(caller.module, name, space, (other) =>
    [...asks].some((each) => other.attributesRead.has(`${name}.${each}`)),
  );
}

/** It gives a global of another module something, or changes the container it stands for; the module itself does not. */
function changesMember(write: WriteFact, attribute: string, module: ModuleEntity, space: SpaceView): boolean {
  const isOwn = space
    .codesUsing(attribute)
    .some((other) => other.fn && other.module === module && other.writes.some(({ root }) => root.name === attribute));
  if (isOwn || isModel(write.value) || only(write.value)?.kind === 'none') return false;
  return changesHeld(write, space.global(module, attribute));
}

/** An attribute is given another value, or something is put into the container that it holds. */
function changesHeld(write: WriteFact, held: Value): boolean {
  if (write.kind === 'attribute' || write.kind === 'augment') return true;
  return write.kind !== 'delete' && isMutation(write) && mayBeContainer(held);
}

/**
 * The reader first gives the name, or its attribute, a value of its own, as `timer.reset()` does: it sees that one, unless it
 * enters a GPU function in between.
 */
function setsBeforeItReads(reader: Code, write: WriteFact, space: SpaceView): boolean {
  const {
    root: { name },
    attribute,
  } = write;
  if (gpuCallsIn(reader, space).length > 0) return false;
  const sets = (each: WriteFact, code: Code): boolean =>
    !mayBeSkipped(each, code) &&
    (attribute === undefined
      ? each.root.name === name &&
        each.root.owner === 'global' &&
        (each.kind === 'assign' ||
          (each.kind === 'item' && each.member !== undefined && each.member === write.member && write.kind === 'item'))
      : each.kind === 'attribute' &&
        each.attribute === attribute &&
        (each.root.name === name || each.root.owner === 'self'));
  const statements = statementsOf(reader);
  const first = statements.findIndex(({ place, blocks }) => {
    if (blocks.length > 0) return false;
    if (reader.writes.some((each) => lies(each.place, place) && sets(each, reader))) return true;
    return reader.calls
      .filter((call) => lies(call.place, place) && !call.conditional && !call.insideTry)
      .filter(({ receiverRoot }) => attribute === undefined || receiverRoot === undefined || receiverRoot.name === name)
      .flatMap(({ callee }) => functionsOf(callee))
      .map((fn) => space.code(fn))
      .some((called) => called.module === reader.module && called.writes.some((each) => sets(each, called)));
  });
  return first >= 0 && statements.slice(0, first).every(({ reads }) => !reads.has(name));
}

/** GPU code reads the name, or its attribute, and may find what another visitor's call has left there. */
function isReadOnGpu(write: WriteFact, code: Code, space: SpaceView): boolean {
  const {
    root: { name },
    attribute,
  } = write;
  const isReader = (user: Code): boolean =>
    attribute === undefined ? seesWhatIsIn(user, write, space) : user.attributesRead.has(`${name}.${attribute}`);
  return functionUsing(name, code.module, space, (user) => user.runsOnGpu && isReader(user)) !== undefined;
}

/** The name is given another value, or the container it stands for is changed. */
function changes(write: WriteFact, code: Code, space: SpaceView): boolean {
  if (binds(write)) return true;
  const held = space.global(code.module, write.root.name);
  if (write.kind === 'method' && /^put(?:_nowait)?$/.test(write.member ?? ''))
    return objectOf(held, 'lock')?.type.startsWith('queue.') === true;
  return isMutation(write) && mayBeContainer(held);
}

/** The name gets another value: a method that is called on None gives it none. */
function binds({ kind, member }: WriteFact): boolean {
  return kind === 'assign' || (kind === 'augment' && member === undefined);
}

/**
 * The module gives the name None or other data, and the write something else. A model that is always the same is for
 * `lazy-model-load` and `model-load-in-gpu`.
 */
function replacesPlaceholder(write: WriteFact, code: Code, space: SpaceView): boolean {
  if (!fills(write)) return false;
  const kind = firstKind(write, code, space);
  if (kind === undefined || !['none', 'bool', 'number', 'text', 'sequence', 'dict'].includes(kind)) return false;
  return !code.calls.some((call) => lies(call.place, write.statement) && loadsFixedModel(call, code, space));
}

/** What the module gives the name, before functions do. */
function firstKind({ root: { name } }: WriteFact, code: Code, space: SpaceView): string | undefined {
  return only(firstValue(code.module, name, space))?.kind;
}
