import {
  admitsOnlyOldTorch,
  dependenciesIn,
  isMainRequirements,
  plainTorch,
  type RequirementsView,
  type SpaceView,
} from '../model';
import {
  admits,
  disjoint,
  everyAdmittedBelow,
  newestOf,
  oldestTorch,
  torchIndexOf,
  type TorchIndex,
} from '../platform';
import { reviewFix, rule, type Fix } from './rule';

const INDEXES: ReadonlySet<string> = new Set(['--index-url', '--extra-index-url', '--find-links']);

export default rule({
  name: 'torch-index-url',
  summary: 'The requirements name a PyTorch index whose wheels do not run on ZeroGPU’s GPUs',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    useless:
      '{index} has no torch that ZeroGPU takes, and none with code for its GPUs (sm_120 needs CUDA 12.8 or newer): torch comes from PyPI despite this line',
    'no-sm120':
      'The torch wheels in {index} have no code for ZeroGPU’s GPUs (sm_120 needs CUDA 12.8 or newer); torch from PyPI has it',
    cpu: 'The torch wheels in {index} come without CUDA; torch from PyPI has it',
  },
  explains: ['no kernel image is available for execution on the device', 'Torch not compiled with CUDA enabled'],
  sources: [
    { url: 'https://pytorch.org/get-started/previous-versions/', read: '2026-11-21' },
    { url: 'https://github.com/pytorch/pytorch/issues/190385', read: '2026-11-22' },
  ],
  check: {
    requirements(file, report, space) {
      for (const entry of file.parsed.entries) {
        if (entry.kind !== 'option' || entry.variables.length > 0) continue;
        for (const { name, value, span } of entry.options) {
          const index = value !== undefined && INDEXES.has(name) ? torchIndexOf(space.tables, value) : undefined;
          if (value === undefined || !index) continue;
          const isUsed = index.problem === 'cpu' || name === '--index-url' || givesTorch(space, file, index);
          const isOld = everyAdmittedBelow(index.torch, oldestTorch(space.tables) ?? '0');
          if (!isUsed && !isOld) continue;
          report(
            file.place(span),
            isUsed ? index.problem : 'useless',
            { index: value.replace(/^https?:\/\//, '').replace(/\/$/, '') },
            {
              ...(isUsed ? {} : { severity: 'information' as const }),
              fixes: () => fixesFor(space, file, index),
            },
          );
        }
      }
    },
  },
});

/** Pip takes its torch from the index: it has the version that pip chooses, and versions with a suffix come first. */
function givesTorch(space: SpaceView, file: RequirementsView, { torch }: TorchIndex): boolean {
  const lines = dependenciesIn(space, file).filter(({ name }) => name === 'torch');
  // The build asks for a torch itself, beside what requirements.txt asks for.
  if (lines.length === 0) return isMainRequirements(file) && chosen('');
  return lines.some((line) =>
    line.pin !== undefined || admitsOnlyOldTorch(space, line)
      ? !disjoint(line.specifiers, torch)
      : chosen(line.specifiers),
  );

  function chosen(specifiers: string): boolean {
    const newest = newestOf(
      space.tables.torchVersions.rows.map(({ version }) => version).filter((version) => admits(specifiers, version)),
    );
    return newest !== undefined && admits(torch, newest) === true;
  }
}

function fixesFor(space: SpaceView, file: RequirementsView, { index }: TorchIndex): readonly Fix[] {
  const plain = plainTorch(space, file, index);
  if (!plain) return [];
  const title =
    plain.names.length === 0
      ? 'Remove the line: torch then comes from PyPI'
      : `Remove the line, and ask for ${plain.names.join(' and ')} without \`+${index}\``;
  return [reviewFix(title, ...plain.edits)];
}
