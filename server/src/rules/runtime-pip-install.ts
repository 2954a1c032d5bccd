import {
  appendLine,
  argumentOf,
  calledPath,
  commandOf,
  constantOf,
  dependency,
  mainRequirements,
  mayBeSkipped,
  normalizeName,
  type CallFact,
  type Code,
  type SpaceView,
} from '../model';
import { cudaRepositoryOf, cudaSdistOf } from '../platform';
import { DEPENDENCY_DOCS, reviewFix, rule, type Fix } from './rule';

export default rule({
  name: 'runtime-pip-install',
  summary: 'A package is installed while the app runs',
  group: 'process',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    pip: 'This `pip install` {runs} at every start of the Space; `requirements.txt` is installed once, when the Space is built',
    request:
      'This `pip install` {runs} while a visitor waits, and again after every start of the Space; `requirements.txt` is installed once, when the Space is built',
    unchecked:
      'This `pip install` {runs} at every start of the Space, and if it fails nothing stops; `requirements.txt` is installed once, when the Space is built',
    checked:
      'This `pip install` {runs} at every start of the Space, and if it fails the Space does not start; `requirements.txt` is installed once, when the Space is built',
    local:
      'This `pip install` {runs} at every start of the Space. `requirements.txt` is installed once, when the Space is built, without the rest of the repository: it can only name `{path}` as a wheel with an address, such as `https://huggingface.co/spaces/…/resolve/main/….whl`',
    cuda: 'This `pip install` {runs} at every start of the Space. `requirements.txt` is installed once, when the Space is built, but nothing compiles CUDA code there: it can only name {package} as a wheel that fits the Python and torch',
  },
  explains: ['_get_cuda_arch_flags'],
  concerns: ['runsCommand'],
  sources: [DEPENDENCY_DOCS],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const command = withoutSaid(commandOf(call) ?? '');
        if (!installsForTheApp(command)) continue;
        const requirements = mainRequirements(space) ?? space.requirements[0];
        const related = requirements
          ? [
              {
                place: requirements.place({ start: 0, end: 0 }),
                message: 'These are installed when the Space is built',
              },
            ]
          : [];
        const details = { related, fixes: () => moved(call, code, space) };
        const path = localPathOf(command);
        const compiled = compiledPackageOf(command, space);
        const runs = mayBeSkipped(call, code) ? 'may run' : 'runs';
        if (!code.contexts.includes('import')) report(call.calleePlace, 'request', { runs }, details);
        else if (path !== undefined) report(call.calleePlace, 'local', { runs, path }, { related });
        else if (compiled !== undefined) report(call.calleePlace, 'cuda', { runs, package: compiled }, { related });
        else report(call.calleePlace, onFailure(call, code), { runs }, details);
      }
    },
  },
});

/** The command without what it only prints. */
function withoutSaid(command: string): string {
  return command.replace(/(^|[;&|\n])\s*(?:echo|printf)\b[^;&|\n]*/g, '$1');
}

/** `pip install` of the Python that the app runs with: for other ones `requirements.txt` installs nothing. */
function installsForTheApp(command: string): boolean {
  const [, interpreter, pip = ''] = /(?:(\S+)\s+-m\s+)?(\S*\bpip3?)\s+install\b/.exec(command) ?? [];
  if (pip === '' || /\s(?:-t|-p|--target|--prefix|--root|--python)[\s=]/.test(command)) return false;
  return OF_THE_APP.test(pip) && (interpreter === undefined || OF_THE_APP.test(interpreter));
}

const OF_THE_APP = /^["']?(?:\/usr\/(?:local\/)?bin\/|\/home\/user\/\.pyenv\/shims\/)?(?:python|pip)[\d.]*["']?$/;

/** The file or folder of the repository that is installed, when nothing else is. */
function localPathOf(command: string): string | undefined {
  const rest = /\bpip3?\s+install\s+(.*)$/.exec(command)?.[1];
  const words = rest?.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-')) ?? [];
  return words.every((word) => /^(?:\.{1,2}(?:\/|$)|\/)/.test(word) || /^[^:@]+\.(?:whl|tar\.gz|zip)$/.test(word))
    ? words[0]
    : undefined;
}

/** The package that is told to be installed from source and has CUDA code, for which the build has no compiler. */
function compiledPackageOf(command: string, space: SpaceView): string | undefined {
  const words = /\bpip3?\s+install\s+(.*)$/.exec(command)?.[1]?.split(/\s+/) ?? [];
  for (const word of words) {
    const [, owner, name] =
      /^(?:[\w.-]+@)?git\+https:\/\/github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:[@#].*)?$/i.exec(word) ?? [];
    if (owner !== undefined && name !== undefined) {
      const repository = cudaRepositoryOf(space.tables, owner, name);
      if (repository) return repository.package;
    }
    const named = /^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?(?:[=~<>!].*)?$/i.exec(word)?.[1];
    const sdist = named === undefined ? undefined : cudaSdistOf(space.tables, normalizeName(named));
    if (sdist) return sdist.package;
  }
  return undefined;
}

/** Whether the app stops when the command fails, as far as is known. */
function onFailure(call: CallFact, code: Code): 'pip' | 'unchecked' | 'checked' {
  const path = calledPath(call);
  const check = argumentOf(call, 'check');
  const isChecked =
    path === 'subprocess.check_call' || path === 'subprocess.check_output' || (check && constantOf(check.value));
  if (check && typeof isChecked !== 'boolean') return 'pip';
  // What the command gives may be looked at: `if result.returncode != 0: raise …`.
  if (isChecked !== true) return call.isStatement ? 'unchecked' : 'pip';
  // What an exception ends in a function is for its callers to say.
  return call.insideTry || code.fn ? 'pip' : 'checked';
}

/** The packages become lines of `requirements.txt`, and the call goes. */
function moved(call: CallFact, code: Code, space: SpaceView): readonly Fix[] {
  const file = mainRequirements(space);
  if (!file || code.fn || !call.isStatement || call.conditional || call.insideTry || call.loops.length > 0) return [];
  const words = packagesOf(commandOf(call) ?? '');
  if (!words) return [];
  const known = words.filter(({ name }) => cudaSdistOf(space.tables, name));
  const missing = words.filter(({ name }) => !dependency(space, name));
  // What only compiles with torch at hand can't move, and another version than the one asked for is a decision.
  if (known.length > 0 || words.some((word) => word.isVersioned && !missing.includes(word))) return [];
  const { lineEnding } = file.parsed;
  const added = missing.map(({ text }) => text);
  const edits = [
    ...(added.length > 0 ? [appendLine(space, file, added.join(lineEnding))] : []),
    space.edits.remove(call.statement),
  ];
  const names = words.map(({ text }) => `\`${text}\``).join(', ');
  return [reviewFix(`Install ${names} from requirements.txt, when the Space is built`, ...edits)];
}

interface Installed {
  readonly text: string;
  /** As PEP 503 normalises it. */
  readonly name: string;
  readonly isVersioned: boolean;
}

const HARMLESS = new Set(['-q', '--quiet', '-U', '--upgrade', '--no-cache-dir', '--user']);

/** What `pip install` is told to install; undefined unless all of it are names that a requirements file takes as they are. */
function packagesOf(command: string): readonly Installed[] | undefined {
  const rest = /^\s*(?:\S+\s+-m\s+)?pip3?\s+install\s+(.*)$/.exec(command)?.[1];
  const words = rest?.split(/\s+/).filter((word) => word !== '' && !HARMLESS.has(word)) ?? [];
  const found = words.flatMap((text): readonly Installed[] => {
    const [, name, version] = /^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?((?:[=~<>!]=?[\w.*]+)?)$/i.exec(text) ?? [];
    return name === undefined ? [] : [{ text, name: normalizeName(name), isVersioned: version !== '' }];
  });
  return found.length > 0 && found.length === words.length ? found : undefined;
}
