import { deviceOfValue, type Code, type DefinitionFact, type SpaceView, type Value } from '../model';
import { limitOf } from '../platform';
import { rule, type Fix } from './rule';
import { wrapsByItself } from './shared';

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
      if (space.hasSyntaxErrors || space.hasUnclearGpuUse || runsHiddenCode(space)) return;
      if (wrapsByItself(space) || setsAutoWrap(space)) return;
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

/** By this variable `spaces` is told to decorate Gradio's functions by itself, as by its function. */
const AUTO_WRAP = 'SPACES_GRADIO_AUTO_WRAP';

function setsAutoWrap(space: SpaceView): boolean {
  return space.codesNaming('write').some((code) => code.writes.some(({ member }) => member === AUTO_WRAP));
}

/** Code that the Space does not show, such as a secret that holds the app: `exec(os.environ["APP"])`. */
function runsHiddenCode(space: SpaceView): boolean {
  return ['exec', 'runpy.run_path', 'runpy.run_module'].some((word) => space.codesNaming(word).length > 0);
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
