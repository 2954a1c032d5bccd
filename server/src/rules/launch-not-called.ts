import { only, type CallFact, type Code, type SpaceView } from '../model';
import { rule, type Fix } from './rule';

export default rule({
  name: 'launch-not-called',
  summary: 'The app is served without `launch()`',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    served:
      'Nothing calls `launch()`, in which ZeroGPU gets ready: served by `{server}`, the Space reports no GPU functions and is stopped when it has started',
  },
  explains: ['No @spaces.GPU function detected during startup'],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://www.gradio.app/guides/server-mode', read: '2026-11-21' },
  ],
  check: {
    space(space, report) {
      if (space.gpuFunctions.length === 0 || space.hasSyntaxErrors || !space.appModule) return;
      // Looking at all calls is for those who may have something to find.
      if (!space.imports.some(({ module }) => module === 'uvicorn' || module === 'fastapi')) return;
      if (space.codesNaming('.launch').length > 0) return;
      const calls = space.codes.flatMap((code) => code.calls.map((call) => ({ call, code })));
      const ofApp = calls.filter(({ code }) => code.module === space.appModule);
      const run = ofApp.find(({ call }) => isCallOf(call, 'uvicorn.run'));
      const mount = ofApp.find(({ call }) => isCallOf(call, 'gradio.mount_gradio_app'));
      const serving = run ?? mount;
      if (!serving) return;
      report(
        serving.call.calleePlace,
        'served',
        { server: serving.call.calleeText ?? 'another server' },
        {
          related: mount && mount !== serving ? [{ place: mount.call.calleePlace, message: 'Mounted here' }] : [],
          fixes: () => launchInstead(run, mount, space),
        },
      );
    },
  },
});

function isCallOf(call: CallFact, path: string): boolean {
  const callee = only(call.callee);
  return callee?.kind === 'external' && callee.path === path;
}

interface Found {
  readonly call: CallFact;
  readonly code: Code;
}

function launchInstead(run: Found | undefined, mount: Found | undefined, space: SpaceView): readonly Fix[] {
  const positional = mount?.call.args.filter(({ keyword }) => keyword === undefined)[1];
  const blocks = mount?.call.args.find(({ keyword }) => keyword === 'blocks') ?? positional;
  if (!run?.call.isStatement || blocks?.name === undefined) return [];
  return [
    {
      title: `Launch \`${blocks.name}\` instead`,
      safety: 'review',
      edits: [space.edits.replace(run.call.place, `${blocks.name}.launch()`)],
    },
  ];
}
