import { alternatives, isModel, isMutation, readersOf, type Code, type SpaceView, type WriteFact } from '../model';
import { rule } from './rule';

export default rule({
  name: 'global-write-in-gpu',
  summary: 'A GPU function changes a module variable that the main process reads',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    lost: '`{name}` is changed in a GPU worker: `{reader}`, which runs in the main process, keeps seeing the old value, and a later visitor who gets the same worker sees this one’s',
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
        if (owner !== 'global' || reported.has(name) || isModel(write.value) || !changes(write, code, space)) continue;
        const [reader] = readersOf(code, name, space);
        if (!reader) continue;
        reported.add(name);
        report(
          write.place,
          'lost',
          { name, reader: reader.name },
          {
            related: [{ place: reader.namePlace, message: `\`${reader.name}\` reads \`${name}\` outside the worker` }],
          },
        );
      }
    },
  },
});

/** The name is given another value, or the container it stands for is changed. */
function changes(write: WriteFact, code: Code, space: SpaceView): boolean {
  if (write.kind === 'assign' || (write.kind === 'augment' && write.member === undefined)) return true;
  if (!isMutation(write) || write.kind === 'attribute') return false;
  const value = space.global(code.module, write.root.name);
  return alternatives(value, 'sequence').length + alternatives(value, 'dict').length > 0;
}
