import { argumentOf, calledPath, only, type CallFact, type Code, type SpaceView } from '../model';
import { isTestFile } from '../text/paths';
import { lies, type Place } from '../text/place';
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
  // `launch` has no such question about who may come in, and without it everybody may.
  if (mount?.args.some(({ keyword }) => keyword === 'auth_dependency' || keyword?.startsWith('*'))) return [];
  const settings = mount?.args.filter(({ keyword }) => keyword !== undefined && TAKEN_BY_LAUNCH.has(keyword)) ?? [];
  const given = settings.map(({ keyword = '', place }) => `${keyword}=${space.text(place)}`).join(', ');
  const launch = space.edits.replace(run.place, `${blocks.name}.launch(${given})`);
  const needless = neededOnlyBy(run, given, space);
  const rest = needless.length > 0 ? ', and remove what only the server needed' : '';
  return [reviewFix(`Launch \`${blocks.name}\` instead${rest}`, launch, ...space.edits.removeLines(needless))];
}

/** What `mount_gradio_app` and `launch` are told alike: who may come in, and what of the disk they may read (Gradio 5.0 and 6.25). */
const TAKEN_BY_LAUNCH: ReadonlySet<string> = new Set(
  'auth auth_message allowed_paths blocked_paths favicon_path show_error max_file_size pwa theme css css_paths js head head_paths'.split(
    ' ',
  ),
);

const SERVED: ReadonlySet<string> = new Set(['gradio.mount_gradio_app', 'fastapi.FastAPI']);

/** The statements that nothing needs without the call: those that make the app it serves, and imports. */
function neededOnlyBy(run: CallFact, instead: string, space: SpaceView): readonly Place[] {
  // Nobody looks into tests, which may take the server from here.
  if (space.pythonFiles.some(isTestFile)) return [];
  const left = new Map<Code, string>();
  const app = space.appModule?.path.replace(/^.*\/|\.py$/g, '') ?? '';
  const isImported = new RegExp(`^\\s*(?:from\\s+${app}|import\\s.*\\b${app})\\b`, 'm');
  for (const code of space.codes) {
    const text = space.text(code.place);
    // What another file takes from this one, stays.
    if (code.module !== space.appModule && isImported.test(text)) return [];
    if (code.fn || code.module !== space.appModule) continue;
    if (!text.startsWith('#'))
      left.set(code, lies(run.place, code.place) ? text.replace(space.text(run.place), instead) : text);
  }
  const needless: Place[] = [];
  const names = namesIn(space.text(run.place));
  for (const name of names) {
    const users = [...left].filter(([, text]) => namesIn(text).has(name));
    if (!users.every(([code]) => onlyBinds(name, code, space))) continue;
    for (const [code, text] of users) {
      left.delete(code);
      needless.push(code.place);
      // A set that grows is walked to its end.
      for (const other of namesIn(text)) names.add(other);
    }
  }
  return needless;
}

function namesIn(text: string): Set<string> {
  return new Set(text.match(/[^\W\d]\w*/g));
}

/** The statement stands for itself, and imports the name alone or gives it the app that is served. */
function onlyBinds(name: string, { calls, place }: Code, space: SpaceView): boolean {
  if (!space.edits.ownsLines(place) || space.edits.indentation(place) !== '') return false;
  const [, imported, as] = /^(?:from\s+[\w.]+\s+)?import\s+(\w+)(?:\s+as\s+(\w+))?$/.exec(space.text(place)) ?? [];
  if (imported !== undefined) return (as ?? imported) === name;
  return calls.some((call) => {
    const isAssigned = call.assigned !== undefined && space.text(call.assigned) === name;
    return isAssigned && SERVED.has(calledPath(call) ?? '');
  });
}
