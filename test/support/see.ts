import { onTestFinished } from 'vitest';
import type {
  CallFact,
  Code,
  GpuFunction,
  ModelSettings,
  ModuleEntity,
  SpaceModel,
  SpaceView,
} from '../../server/src/model';
import { valueText } from '../../server/src/model/describe';
import { createSpaceModel } from '../../server/src/model/space';
import { defaultPlatformTables } from '../../server/src/platform';
import { pythonParser } from './python';

const parser = await pythonParser();
const settings: ModelSettings = { treatAsSpace: 'auto', visitorTier: 'free', maxDuration: null };

/** What the model believes of a few files, in words that are easy to compare. */
export interface Seen {
  readonly space: SpaceModel;
  readonly view: SpaceView;
  /** `name seconds`, with `default`, `callable` or `unknown` for seconds, then a size other than large, then `?` when another reading is possible. */
  readonly gpu: readonly string[];
  /** `event function|function`, in source order. */
  readonly handlers: readonly string[];
  /** The function, method (`Class.method`) or lambda, in whichever linted module it is. */
  code(name: string): Code;
  gpuFunction(name: string): GpuFunction;
  /** What callers of a function get. */
  returns(name: string): string;
  /** How the function comes to run. */
  contexts(name: string): readonly string[];
  /** What a global of a module is once the module has run. */
  global(name: string, file?: string): string;
  /** The calls in a function, or anywhere when none is named, whose callee is written like this. */
  calls(calleeText: string, inFunction?: string): readonly CallFact[];
}

/** Shows the files of one Space to the model; a single text is its app.py. */
export function see(files: string | Readonly<Record<string, string>>, changed: Partial<ModelSettings> = {}): Seen {
  const space = createSpaceModel('/s', parser, { ...settings, ...changed }, defaultPlatformTables);
  onTestFinished(() => {
    space.dispose();
  });
  for (const [path, text] of Object.entries(typeof files === 'string' ? { 'app.py': files } : files)) {
    space.setFile(`/s/${path}`, text);
  }
  const { view } = space;
  const nameOf = (code: Code): string => {
    const cls = code.cls?.node?.name;
    return cls === undefined ? code.name : `${cls}.${code.name}`;
  };
  const found = <T>(thing: T | undefined, name: string): T => {
    if (thing === undefined) throw new Error(`the model sees no ${name}`);
    return thing;
  };
  const code = (name: string): Code =>
    found(
      view.codes.find((item) => item.fn && nameOf(item) === name),
      name,
    );
  return {
    space,
    view,
    get gpu() {
      return view.gpuFunctions.map((gpu) => {
        const { duration } = gpu;
        return [
          gpu.name,
          duration.kind === 'constant' ? duration.seconds : duration.kind,
          ...(gpu.size === 'large' ? [] : [String(gpu.size)]),
          ...(gpu.certain ? [] : ['?']),
        ].join(' ');
      });
    },
    get handlers() {
      return view.handlers.map((handler) => `${handler.event} ${handler.functions.map(nameOf).join('|')}`);
    },
    code,
    gpuFunction: (name) =>
      found(
        view.gpuFunctions.find((gpu) => gpu.name === name),
        name,
      ),
    returns: (name) => {
      const fn = code(name);
      return valueText(fn.facts.returns);
    },
    contexts: (name) => code(name).contexts,
    global: (name, file = 'app.py') => {
      const module: ModuleEntity | undefined = view.modules.find((item) => item.path === `/s/${file}`);
      return valueText(view.global(found(module, file), name));
    },
    calls: (calleeText, inFunction) =>
      (inFunction === undefined ? view.codes : [code(inFunction)])
        .flatMap((item) => item.calls)
        .filter((call) => call.calleeText === calleeText),
  };
}
