import { only, type Code, type ExitFact, type ExitPart, type SpaceView, type Value } from '../model';
import { rule } from './rule';

export default rule({
  name: 'return-cuda-tensor',
  summary: 'A GPU function hands a CUDA tensor to the main process',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tensor:
      '{what} is a CUDA tensor, and the main process that `{name}` {hands} it to has no GPU: unpickling it there fails',
    holder:
      '{what} holds CUDA tensors, and the main process that `{name}` {hands} it to has no GPU: unpickling them there fails',
  },
  explains: [
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init reached',
  ],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      const gpu = code.gpu;
      if (!gpu || !crosses(code, space)) return;
      for (const exit of code.exits) {
        const hands = exit.kind === 'return' ? 'returns' : 'yields';
        for (const part of partsOf(exit)) {
          const found = onCuda(part.value);
          if (!found) continue;
          const { place, needsParens } = part;
          const written = space.text(place);
          const isShort = written.length <= 40 && !written.includes('\n');
          report(
            place,
            found.tensor ? 'tensor' : 'holder',
            { what: isShort ? `\`${written}\`` : 'This', name: code.name, hands },
            {
              ...(found.certain ? {} : { severity: 'warning' }),
              related: [{ place: gpu.place, message: `\`${code.name}\` runs in a GPU worker` }],
              ...(found.tensor && found.certain
                ? {
                    fixes: () => [
                      {
                        title: isShort ? `Add \`.cpu()\` to \`${written}\`` : 'Add `.cpu()`',
                        safety: 'safe',
                        edits: [space.edits.appendMethod(place, needsParens, '.cpu()')],
                      },
                    ],
                  }
                : {}),
            },
          );
        }
      }
    },
  },
});

/** What the function gives leaves the worker, unless all who call it are in one. */
function crosses(code: Code, space: SpaceView): boolean {
  const { fn } = code;
  if (!fn || space.handlersOf(fn).length > 0) return true;
  const callers = space.callersOf(fn).filter((caller) => caller.fn !== fn);
  return callers.length === 0 || callers.some((caller) => !caller.isGpuOnly);
}

function partsOf(exit: ExitFact): readonly ExitPart[] {
  return exit.parts.length > 0 ? exit.parts : [exit];
}

/** Known to lie on the GPU, or to hold what does; not certain when it may also be None. */
function onCuda(value: Value): { readonly tensor: boolean; readonly certain: boolean } | undefined {
  if (value.open) return undefined;
  const rest = { alts: value.alts.filter((item) => item.kind !== 'none'), open: false };
  const alternative = only(rest);
  if (!alternative) return undefined;
  const certain = rest.alts.length === value.alts.length;
  switch (alternative.kind) {
    case 'object':
      if (alternative.device !== 'cuda') return undefined;
      if (alternative.object === 'tensor') return { tensor: true, certain };
      return alternative.object === 'tensors' || alternative.object === 'modelOutput'
        ? { tensor: false, certain }
        : undefined;
    case 'sequence':
      return (alternative.items ?? [alternative.element]).some(isOnCuda) ? { tensor: false, certain } : undefined;
    case 'dict':
      return alternative.entries.some(([, entry]) => isOnCuda(entry)) ? { tensor: false, certain } : undefined;
    default:
      return undefined;
  }
}

function isOnCuda(value: Value): boolean {
  return onCuda(value)?.certain === true;
}
