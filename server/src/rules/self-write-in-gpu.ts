import {
  addsToList,
  changesAttribute,
  isSetInMainProcess,
  runsInlineOnly,
  type ClassEntity,
  type Code,
  type ExitFact,
  type SpaceView,
  type WriteFact,
} from '../model';
import { rule } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'self-write-in-gpu',
  summary: 'A GPU method changes an attribute of `self` that other methods, or its next call, read',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    restarts:
      '`self` is a copy here, pickled into the GPU worker for each call: {attributes} starts from what the main process has every time, and what `{name}` adds is lost when it returns',
    lost: '`self` is a copy here, pickled into the GPU worker: what `{name}` puts into {attributes} is lost when it returns, and `{reader}` never sees it',
  },
  explains: [],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-22' },
    { url: 'https://docs.python.org/3/library/pickle.html', read: '2026-11-22' },
  ],
  check: {
    gpuFunction(gpu, report, space) {
      const [method] = gpu.targets;
      const { cls } = method ?? {};
      if (!method || !cls || method.params[0]?.name !== 'self' || runsInlineOnly(method, space)) return;
      if (method.exits.some(givesSelf)) return;
      const writes = method.writes.filter(({ root }) => root.owner === 'self');
      const losses = writes.flatMap((write) => lossOf(write, method, cls, space) ?? []);
      const [first] = losses;
      if (!first) return;
      const { attribute, write, reader } = first;
      const attributes = listed(losses.map((loss) => loss.attribute));
      const worker = inWorkerOf(gpu, method.name);
      if (reader) {
        const read = { place: reader.namePlace, message: `\`${reader.name}\` reads \`self.${attribute}\`` };
        const names = { name: method.name, attributes, reader: reader.name };
        report(write.place, 'lost', names, { related: [read, ...worker] });
      } else {
        report(write.place, 'restarts', { name: method.name, attributes }, { related: worker });
      }
    },
  },
});

interface Loss {
  readonly attribute: string;
  readonly write: WriteFact;
  /** The other method that does not see what was written; undefined when it is the next call of this one. */
  readonly reader: Code | undefined;
}

function lossOf(write: WriteFact, method: Code, cls: ClassEntity, space: SpaceView): Loss | undefined {
  const { attribute } = write;
  if (attribute === undefined || !changesAttribute(write, cls, space)) return undefined;
  const reader = space
    .ownMethodsOf(cls)
    .find(
      (other) =>
        other !== method &&
        other.name !== '__init__' &&
        other.attributesRead.has(`self.${attribute}`) &&
        !other.words.has(`.${attribute}=`) &&
        runsByItself(other, space),
    );
  if (!reader && !addsToItsOwn(write, attribute, method, cls, space)) return undefined;
  return isSetInMainProcess(attribute, space) ? undefined : { attribute, write, reader };
}

/** The method goes on with what its last call left. */
function addsToItsOwn(write: WriteFact, attribute: string, method: Code, cls: ClassEntity, space: SpaceView): boolean {
  // Every call gives a fixed key its value.
  if (write.kind === 'item' && write.member !== undefined && !write.conditional) return false;
  if (write.kind === 'method' && !addsToList(write) && write.member !== 'add') return false;
  const inWorker = [method, ...space.ownMethodsOf(cls).filter((other) => other.isGpuOnly && !other.gpu)];
  const startsAnew = inWorker.some((code) => code.writes.some((other) => empties(other, attribute)));
  return !startsAnew && (write.kind === 'augment' || method.attributesRead.has(`self.${attribute}`));
}

/** What was there before is gone: another value, or `clear`, or `del self.items[:]`. */
function empties({ kind, member, attribute: written }: WriteFact, attribute: string): boolean {
  return (
    written === attribute && (kind === 'attribute' || kind === 'delete' || (kind === 'method' && member === 'clear'))
  );
}

/** The caller gets the copy, with all that was set. */
function givesSelf({ name, inner }: ExitFact): boolean {
  return name === 'self' || inner.some((part) => part.name === 'self');
}

function listed(attributes: readonly string[]): string {
  const names = [...new Set(attributes)].map((each) => `\`self.${each}\``);
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} others` : names.join(', ');
}

/** In the main process, or in a worker that it got a copy of `self` for. */
function runsByItself(code: Code, space: SpaceView): boolean {
  return code.gpu ? !runsInlineOnly(code, space) : code.contexts.includes('request');
}
