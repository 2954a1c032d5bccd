import {
  attributesRead,
  changesAttribute,
  fills,
  isModel,
  isSetInMainProcess,
  isMutation,
  lies,
  loadsFixedModel,
  mayBeContainer,
  only,
  readersInOtherWorkers,
  readersOf,
  type Code,
  type SpaceView,
  type WriteFact,
} from '../model';
import { rule } from './rule';

export default rule({
  name: 'global-write-in-gpu',
  summary: 'A GPU function changes a module variable that the main process or another GPU function reads',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    lost: '`{name}` is changed in a GPU worker only: `{reader}` runs in the main process and keeps seeing the old value, and the next call in the same worker, another visitor’s, finds this one’s',
    unseen:
      '`{name}` is changed in a GPU worker only: `{reader}` runs in the main process and keeps seeing the old value',
    elsewhere:
      '`{name}` is changed in a GPU worker, but every GPU function has workers of its own: `{reader}` runs in others, and keeps seeing the old value',
  },
  explains: [],
  concerns: ['write'],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://docs.python.org/3/library/os.html#os.fork', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      const reported = new Set<string>();
      for (const write of code.writes) {
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
  const [elsewhere] = replacesPlaceholder(write, code, space) ? readersInOtherWorkers(write, code, space) : [];
  if (elsewhere) return { message: 'elsewhere', reader: elsewhere };
  const [reader] = isModel(write.value) ? [] : readersOf(code, write.root.name, space);
  return reader && { message: isReadOnGpu(write, code, space) ? 'lost' : 'unseen', reader };
}

/** An attribute of an object or a class of the Space's own, which nothing in the main process sets but a constructor. */
function lossOfAttribute(write: WriteFact, attribute: string, code: Code, space: SpaceView): Loss | undefined {
  const { name } = write.root;
  const object = only(space.global(code.module, name));
  const isChanged =
    object?.kind === 'class'
      ? (write.kind === 'attribute' || write.kind === 'augment') && !isModel(write.value)
      : object?.kind === 'instance' && changesAttribute(write, object.cls, space);
  if (!isChanged) return undefined;
  const reader = readersOf(code, name, space).find((other) => attributesRead(other, name).has(attribute));
  if (!reader || isSetInMainProcess(attribute, space)) return undefined;
  return { message: isReadOnGpu(write, code, space) ? 'lost' : 'unseen', reader };
}

/** GPU code reads the name, and may find what another visitor's call has left there. */
function isReadOnGpu({ root: { name } }: WriteFact, code: Code, space: SpaceView): boolean {
  return space
    .codesUsing(name)
    .some((other) => other.runsOnGpu && other.module === code.module && other.facts.outside.includes(name));
}

/** The name is given another value, or the container it stands for is changed. */
function changes(write: WriteFact, code: Code, space: SpaceView): boolean {
  if (write.kind === 'assign' || (write.kind === 'augment' && write.member === undefined)) return true;
  if (!isMutation(write)) return false;
  return mayBeContainer(space.global(code.module, write.root.name));
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
  const bound = space.bindingPlace(code.module, name);
  const binder = bound && space.codesUsing(name).find((each) => !each.fn && each.unit === bound.anchor);
  const first = binder?.facts.names.get(name);
  return first && only(first)?.kind;
}
