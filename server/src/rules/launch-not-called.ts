import { argumentOf, calledPath, only, type CallFact, type SpaceView } from '../model';
import { reviewFix, rule, SPACES_PACKAGE, type Fix } from './rule';

/** What gets ZeroGPU ready: Gradio’s method, and what `spaces` has it do (`zero/__init__.py` of spaces 0.47, read 2026-11-22). */
const READYING = ['.launch', 'spaces.zero.startup', 'spaces.zero.client.startup_report'];

export default rule({
  name: 'launch-not-called',
  summary: 'The app is served without `launch()`',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    served:
      'Nothing calls `launch()`, where ZeroGPU sets itself up: served by `{server}`, the Space reports no GPU functions and is stopped once it has started',
  },
  explains: ['No @spaces.GPU function detected during startup'],
  sources: [SPACES_PACKAGE, { url: 'https://www.gradio.app/guides/server-mode', read: '2026-11-21' }],
  check: {
    space(space, report) {
      if (space.gpuFunctions.length === 0 || space.hasSyntaxErrors || !space.appModule) return;
      if (READYING.some((word) => space.codesNaming(word).length > 0)) return;
      const run = callInApp('uvicorn.run', space) ?? flaskRun(space);
      const mount = callInApp('gradio.mount_gradio_app', space);
      const serving = run ?? mount;
      if (!serving) return;
      report(
        serving.calleePlace,
        'served',
        { server: serving.calleeText ?? 'another server' },
        {
          related: mount && mount !== serving ? [{ place: mount.calleePlace, message: 'Mounted here' }] : [],
          fixes: () => launchInstead(run, mount, space),
        },
      );
    },
  },
});

function callInApp(path: string, space: SpaceView): CallFact | undefined {
  return callsInApp(path, space).find((call) => calledPath(call) === path);
}

/** `app.run()` of a Flask app. */
function flaskRun(space: SpaceView): CallFact | undefined {
  return callsInApp('.run', space).find(({ method, receiver }) => {
    const object = method === 'run' && receiver ? only(receiver) : undefined;
    return object?.kind === 'object' && /^flask\.(?:.*\.)?Flask$/.test(object.type);
  });
}

function callsInApp(word: string, space: SpaceView): readonly CallFact[] {
  return space
    .codesNaming(word)
    .filter(({ module }) => module === space.appModule)
    .flatMap(({ calls }) => calls);
}

function launchInstead(run: CallFact | undefined, mount: CallFact | undefined, space: SpaceView): readonly Fix[] {
  const blocks = mount && argumentOf(mount, 'blocks', 1);
  if (!run?.isStatement || blocks?.name === undefined) return [];
  return [reviewFix(`Launch \`${blocks.name}\` instead`, space.edits.replace(run.place, `${blocks.name}.launch()`))];
}
