import {
  gpuWorkBehind,
  handlerFunctions,
  isOfSpaces,
  wrapsByItself,
  type Code,
  type DefinitionFact,
  type LateImport,
  type SpaceView,
} from '../model';
import { rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { decorate } from './shared/decorate';

export default rule({
  name: 'no-gpu-function',
  summary: 'A ZeroGPU Space without any GPU function',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    none: 'No function is decorated with `@spaces.GPU`: ZeroGPU stops the Space once it has started',
    late: 'The functions decorated with `@spaces.GPU` are only imported when `{name}` runs for a visitor: at `launch()` there are none yet, and ZeroGPU stops the Space; import them at the top',
  },
  explains: ['No @spaces.GPU function detected during startup'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    space(space, report) {
      if (!space.isZeroGpu || !space.appModule) return;
      if (space.gpuFunctions.length > 0) {
        const late = whereAllAreLate(space);
        if (late && !wrapsByItself(space)) {
          const [gpu] = space.gpuFunctions;
          const related = gpu ? [{ place: gpu.place, message: 'This is what is looked for' }] : [];
          const sure = isSpace(space) ? {} : ({ severity: 'warning' } as const);
          report(late.place, 'late', { name: late.code.name }, { ...sure, confidence: 'medium', related });
        }
        return;
      }
      if (space.hasSyntaxErrors || space.hasUnclearGpuUse || runsHiddenCode(space)) return;
      if (wrapsByItself(space)) return;
      // One is, as far as a library is known by that name.
      if (space.codesNaming('@spaces.GPU').some((code) => code.definitions.some(isWrittenAsGpu))) return;
      if (!meetsVisitors(space)) return;
      const candidates = handlersToDecorate(space);
      const imported = space.imports.find(({ module }) => isOfSpaces(module));
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
          fixes: () => candidates.map((code) => decorate(code, space)),
        },
      );
    },
  },
});

/** The import, for a visitor, behind which all GPU functions are. */
function whereAllAreLate(space: SpaceView): LateImport | undefined {
  const paths = new Set(space.gpuFunctions.map(({ place }) => place.anchor.path));
  if (!space.appModule || paths.has(space.appModule.path) || space.hasSyntaxErrors) return undefined;
  const late = space.lateImports() ?? [];
  const behind = new Set(late.flatMap(({ modules }) => modules.map(({ path }) => path)));
  if (![...paths].every((path) => behind.has(path))) return undefined;
  return late.find(({ modules }) => modules.some(({ path }) => paths.has(path)));
}

/** More than a mirror of some code: the Hub's own file says so, or the user. */
function isSpace({ frontMatter, settings }: SpaceView): boolean {
  return frontMatter?.parsed.status === 'present' || settings.treatAsSpace === 'always';
}

/** An app that serves nobody yet is still being written, and what comes next may be the GPU function. */
function meetsVisitors(space: SpaceView): boolean {
  const served = ['.launch', 'uvicorn.run', 'gradio.mount_gradio_app'];
  return space.handlers.length > 0 || served.some((word) => space.codesNaming(word).length > 0);
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
  const functions = handlerFunctions(space).filter(
    (code) => code.node?.kind === 'FunctionDef' && !code.isAsync && !code.cls,
  );
  const computing = functions.filter((code) => gpuWorkBehind(code, space).length > 0);
  return computing.length > 0 ? computing : functions.length === 1 ? functions : [];
}
