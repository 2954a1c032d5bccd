import { deviceOfValue, type Code, type DefinitionFact, type SpaceView, type Value } from '../model';
import { limitOf } from '../platform';
import { rule, type Fix } from './rule';

export default rule({
  name: 'no-gpu-function',
  summary: 'A ZeroGPU Space without any GPU function',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    none: 'No function is decorated with `@spaces.GPU`: ZeroGPU stops the Space when it has started',
  },
  explains: ['No @spaces.GPU function detected during startup'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
  check: {
    space(space, report) {
      if (!space.isZeroGpu || !space.appModule || space.gpuFunctions.length > 0) return;
      if (space.hasSyntaxErrors || space.hasUnclearGpuUse || wrapsByItself(space)) return;
      // One is, but for the import.
      if (space.codesNaming('@spaces.GPU').some((code) => code.definitions.some(isWrittenAsGpu))) return;
      const candidates = handlersToDecorate(space);
      const imported = space.imports.find(({ module }) => module === 'spaces' || module.startsWith('spaces.'));
      const place = imported?.place ?? candidates[0]?.namePlace;
      if (!place) return;
      // Without torch, or without front matter, it may be an app for other hardware that imports the package by habit.
      const usesTorch = space.imports.some(({ module }) => /^(?:torch|diffusers|transformers)\b/.test(module));
      report(
        place,
        'none',
        {},
        {
          ...(usesTorch && isSpace(space) ? {} : { severity: 'warning', confidence: 'medium' }),
          related: candidates.map((code) => ({ place: code.namePlace, message: `\`${code.name}\` answers visitors` })),
          fixes: () => candidates.flatMap((code) => decorate(code, space)),
        },
      );
    },
  },
});

/** More than a mirror of some code: the Hub's own file says so, or the user. */
function isSpace({ frontMatter, settings }: SpaceView): boolean {
  return frontMatter?.parsed.status === 'present' || settings.treatAsSpace === 'always';
}

/** `spaces` decorates Gradio's functions by itself when this variable is set. */
const AUTO_WRAP = 'SPACES_GRADIO_AUTO_WRAP';

function wrapsByItself(space: SpaceView): boolean {
  return space.codesNaming('write').some((code) => code.writes.some(({ member }) => member === AUTO_WRAP));
}

function isWrittenAsGpu({ decorators }: DefinitionFact): boolean {
  return decorators.some(({ text }) => text === 'spaces.GPU');
}

/** The handlers, those first that seem to compute on a GPU. */
function handlersToDecorate(space: SpaceView): readonly Code[] {
  const functions = [...new Set(space.handlers.flatMap(({ functions }) => functions))].filter(
    (code) => code.node?.kind === 'FunctionDef' && !code.isAsync && !code.cls,
  );
  const computing = functions.filter((code) => computes(code, space, new Set()));
  return computing.length > 0 ? computing : functions.length === 1 ? functions : [];
}

function computes(code: Code, space: SpaceView, seen: Set<Code>): boolean {
  if (seen.has(code)) return false;
  seen.add(code);
  return code.calls.some((call) => {
    if (isModel(call.callee) || (call.receiver && isModel(call.receiver)) || deviceOfValue(call.result) === 'cuda')
      return true;
    return call.callee.alts.some((item) => item.kind === 'function' && computes(space.code(item.fn), space, seen));
  });
}

function isModel(value: Value): boolean {
  return value.alts.some((item) => item.kind === 'object' && (item.object === 'model' || item.object === 'pipeline'));
}

function decorate(code: Code, space: SpaceView): readonly Fix[] {
  const name = space.gpuNameIn(code.module);
  const added = name === undefined ? space.edits.addImport(code.module, 'import spaces') : undefined;
  const seconds = limitOf(space.tables, 'default-duration');
  const decorator = `@${name ?? 'spaces.GPU'}${seconds === undefined ? '' : `(duration=${seconds})`}`;
  return [
    {
      title: `Decorate \`${code.name}\` with \`${decorator}\``,
      safety: 'review',
      edits: [...(added ? [added] : []), space.edits.insertLineAbove(code.definitionPlace, decorator)],
    },
  ];
}
