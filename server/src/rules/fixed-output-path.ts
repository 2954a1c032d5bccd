import {
  allStatementsOf,
  argumentOf,
  calledPath,
  callsOf,
  constantOf,
  firstValue,
  isProgress,
  mayBeExternal,
  only,
  pathConstant,
  unpacks,
  writtenPath,
  type CallArgument,
  type CallFact,
  type Code,
  type Handler,
  type Parameter,
  type SpaceView,
  type Statement,
  type WriteFact,
} from '../model';
import { isKept, isReadFirst, uniqueOutputPath, usesOf } from '../refactorings/uniqueOutputPath';
import { proposed, rule, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'fixed-output-path',
  summary: 'All visitors write the same file',
  group: 'gradio',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  concerns: ['writesFile'],
  messages: {
    shared:
      'Every call of `{name}` writes `{path}`, and on ZeroGPU calls can run at the same time: a visitor can overwrite another’s file, or be sent it',
    counted:
      'Every new GPU worker counts `{counter}` from the start, and calls of `{name}` can run at the same time: they write the same file, so a visitor can overwrite another’s, or be sent it',
  },
  explains: [],
  sources: [ZEROGPU_DOCS, { url: 'https://docs.python.org/3/library/tempfile.html', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      const { fn, contexts } = code;
      if (!fn || code.gpu?.runsAtStartup === true) return;
      if (!contexts.includes('request') && !contexts.includes('gpu')) return;
      // In a folder of its own the same name is another file.
      if (code.calls.some(({ callee }) => mayBeExternal(callee, 'os.chdir'))) return;
      const seen = new Set<string>();
      for (const call of code.calls) {
        const argument = writtenPath(call);
        if (!argument) continue;
        const path =
          pathConstant(argument.value) ?? givenPath(argument, code, space) ?? numberedPath(argument, call, code, space);
        const counter = path === undefined ? counterIn(argument, code, space) : undefined;
        if (counter !== undefined && !seen.has(counter) && !isAppended(call)) {
          seen.add(counter);
          report(argument.place, 'counted', { name: code.name, counter });
        }
        if (path === undefined || seen.has(path) || path === '' || /^\/(?:dev|proc)\//.test(path)) continue;
        const others = usesOf(code, path, call);
        // Without a sign that the file is this visitor's result it may be a log, or a store for everyone.
        if (!MEDIA.test(path) && others.length === 0) continue;
        if (isKept(code, path, argument.value) || isReadFirst(code, path, call, argument.value)) continue;
        if (isAppended(call) || isReadAsTable(path, space)) continue;
        seen.add(path);
        const [other] = others;
        report(
          argument.place,
          'shared',
          { name: code.name, path },
          {
            related: other ? [{ place: other, message: `\`${path}\` is used here` }] : [],
            fixes: () => proposed(uniqueOutputPath(call, code, space)),
          },
        );
      }
    },
  },
});

const NAMES_MEDIA = /\.(?:png|jpe?g|webp|gif|wav|mp3|flac|ogg|mp4|webm|mov|glb|gltf|obj|ply|stl)["']/i;

const MEDIA =
  /\.(?:png|jpe?g|webp|gif|bmp|tiff?|wav|mp3|flac|ogg|m4a|mp4|webm|avi|mov|mkv|glb|gltf|obj|ply|stl|splat|npy|npz)$/i;

/**
 * The variable of the module by which the path differs from call to call, where only GPU functions count it up: the main
 * process, from which the next worker is made, never has another number than the first.
 */
function counterIn({ name }: CallArgument, code: Code, space: SpaceView): string | undefined {
  if (!code.isGpuOnly || name === undefined) return undefined;
  const made = madeOnce(name, code);
  if (!made?.value) return undefined;
  const written = space.text(made.value);
  // The time and the number of the process are others each time.
  const calls = [...written.matchAll(/([\w.]+)\(/g)].map(([, called]) => called);
  if (!NAMES_MEDIA.test(written) || !calls.every((called) => called === 'os.path.join')) return undefined;
  const parts = [...made.reads].filter((each) => each !== 'os');
  const counters = parts.filter((each) => isCountedOnGpu(each, code, space));
  const isSame = (each: string): boolean =>
    counters.includes(each) || (!code.owns(each) && writersOf(each, code, space).length === 0);
  const areKnown = parts.every(
    (each) => constantOf(firstValue(code.module, each, space)) !== undefined && isSame(each),
  );
  return areKnown ? counters[0] : undefined;
}

/** Where a variable of the function gets the one value it has. */
function madeOnce(name: string, code: Code): Statement | undefined {
  if (code.timesBound(name) !== 1) return undefined;
  return allStatementsOf(code).find(({ kind, binds }) => kind === 'Assign' && binds.has(name));
}

/** `number += 1`, in GPU functions and nowhere else. */
function isCountedOnGpu(name: string, code: Code, space: SpaceView): boolean {
  const counts = new RegExp(`^${name}\\s*(?:\\+=\\s*\\d+$|=\\s*\\(*${name}\\s*\\+\\s*\\d+\\b)`);
  const writers = writersOf(name, code, space);
  return (
    writers.length > 0 &&
    writers.every(
      (writer) =>
        writer.isGpuOnly && writesOf(name, writer).every(({ statement }) => counts.test(space.text(statement).trim())),
    )
  );
}

/** The functions that give a variable of the code's module another value. */
function writersOf(name: string, { module }: Code, space: SpaceView): readonly Code[] {
  return space
    .codesUsing(name)
    .filter((other) => other.fn !== undefined && other.module === module && writesOf(name, other).length > 0);
}

function writesOf(name: string, { writes }: Code): readonly WriteFact[] {
  return writes.filter(({ root }) => root.owner === 'global' && root.name === name);
}

/**
 * The path that a loop gives each of its items, which only differs in their number: `out/{i}.png`. A file that is looked
 * for may be kept.
 */
function numberedPath(argument: CallArgument, call: CallFact, code: Code, space: SpaceView): string | undefined {
  const numbers = call.loops
    .flatMap(({ kind, place }) => (kind === 'for' ? (countedBy(space.text(place)) ?? []) : []))
    .filter((name) => !isSetBesides(name, code));
  if (numbers.length === 0 || code.calls.some(asksForFile)) return undefined;
  const made = argument.name === undefined ? argument.place : madeOnce(argument.name, code)?.value;
  const parts = made && joinedParts(space.text(made));
  if (!parts) return undefined;
  const texts = parts.map((part) => {
    const literal = LITERAL.exec(part);
    if (!literal) return constantName(part, code, space);
    const [, prefix = '', , text = ''] = literal;
    if (!/f/i.test(prefix)) return text;
    // Text between braces that is no name, such as a call, may be anything.
    const filled = text.replace(/\{(\w+)(?::\w+)?\}/g, (written, name: string) =>
      numbers.includes(name)
        ? written.replace('{', '<').replace('}', '>')
        : (constantName(name, code, space) ?? written),
    );
    return /[{}]/.test(filled) ? undefined : filled;
  });
  const path = texts
    .join('/')
    .replace(/\/+/g, '/')
    .replace(/<(.*?)>/g, '{$1}');
  return !texts.includes(undefined) && MEDIA.test(path) ? path : undefined;
}

/** Other statements than headers of loops set the variable. */
function isSetBesides(name: string, code: Code): boolean {
  return allStatementsOf(code).some(({ blocks, binds }) => blocks.length === 0 && binds.has(name));
}

const LITERAL = /^([fFrR]{0,2})(["'])([^"'\\<>]*)\2$/;

function asksForFile({ callee, method }: CallFact): boolean {
  return mayBeExternal(callee, /^os\.path\.(?:exists|isfile)$/) || method === 'exists' || method === 'is_file';
}

/** What `os.path.join` puts together, or the expression itself. */
function joinedParts(written: string): readonly string[] | undefined {
  const joined = /^os\.path\.join\(([^()]*)\)$/.exec(written)?.[1];
  return (joined === undefined ? [written] : joined.split(',')).map((part) => part.trim());
}

/** The variable that counts the passes of a loop, from a number that is written down. */
function countedBy(header: string): string | undefined {
  const enumerated = /^for\s+\(?(\w+)\s*,.*?\sin\s+enumerate\((.*)\)\s*:?$/s.exec(header);
  const counted = enumerated ?? /^for\s+(\w+)\s+in\s+range\((.*)\)\s*:?$/s.exec(header);
  if (!counted) return undefined;
  const [, name, given = ''] = counted;
  const parts = topLevelParts(given);
  const start = enumerated ? parts[1]?.replace(/^\s*start\s*=/, '') : parts.length > 1 ? parts[0] : undefined;
  return start === undefined || /^\s*\d+\s*$/.test(start) ? name : undefined;
}

/** Arguments as written; commas in brackets are theirs. */
function topLevelParts(written: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= written.length; i++) {
    const char = written.charAt(i);
    if (i === written.length || (char === ',' && depth === 0)) {
      parts.push(written.slice(start, i));
      start = i + 1;
    }
    if (/[([{]/.test(char)) depth++;
    if (/[)\]}]/.test(char)) depth--;
  }
  return parts;
}

/** The text that a variable of the module, or of the function itself, always is. */
function constantName(name: string, code: Code, space: SpaceView): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  if (code.owns(name)) {
    const made = madeOnce(name, code)?.value;
    const [, prefix = '', , text] = (made && LITERAL.exec(space.text(made))) ?? [];
    return /f/i.test(prefix) ? undefined : text;
  }
  return writersOf(name, code, space).length === 0 ? pathConstant(firstValue(code.module, name, space)) : undefined;
}

/** A log, to which every call adds, or may add. */
function isAppended(call: CallFact): boolean {
  const mode = argumentOf(call, 'mode');
  if (!mode) return unpacks(call);
  const written = constantOf(mode.value);
  return typeof written === 'string' && written.startsWith('a');
}

/** Somewhere the app reads the table: it is a store for everyone. */
function isReadAsTable(path: string, space: SpaceView): boolean {
  return ['pandas.read_csv', 'pandas.read_excel', 'pandas.read_parquet'].some((word) =>
    space
      .codesNaming(word)
      .some(({ calls }) =>
        calls.some((call) => calledPath(call) === word && call.args.some(({ value }) => pathConstant(value) === path)),
      ),
  );
}

/** The path that all who call the function give a parameter, or leave to be its default. */
function givenPath({ value }: CallArgument, code: Code, space: SpaceView): string | undefined {
  const { fn } = code;
  const given = only(value);
  if (!fn || code.cls || given?.kind !== 'param' || given.fn !== fn) return undefined;
  const param = code.params[given.index];
  if (param?.star !== '') return undefined;
  const paths = [
    ...space.handlersOf(fn).map((handler) => pathLeftBy(handler, code.params, given.index)),
    ...space.callersOf(fn).flatMap((caller) => {
      const calls = callsOf(fn, caller);
      return calls.length === 0 ? [undefined] : calls.map((call) => pathIn(call, param, given.index, caller));
    }),
  ];
  const [path] = paths;
  return paths.every((other) => other === path) ? path : undefined;
}

/** The default of a parameter for which an event has no component. Gradio itself gives some their values, by what they are. */
function pathLeftBy(handler: Handler, params: readonly Parameter[], index: number): string | undefined {
  const { event, inputs, call } = handler;
  const isEvent = !/^[A-Z]|^(?:api|render)$/.test(event) || event === 'Interface';
  const isUnpacked = call !== undefined && unpacks(call);
  if (!isEvent || isUnpacked || inputs === undefined || handler.argument('additional_inputs')) return undefined;
  if (handler.argument('fn')?.value.alts.some(({ kind }) => kind === 'partial')) return undefined;
  const isFilled = (param: Parameter): boolean => isProgress(param) || (param.annotation ?? '').startsWith('gradio.');
  if (inputs.length > params.slice(0, index).filter((param) => !isFilled(param)).length) return undefined;
  const held = params[index]?.defaultValue;
  return held && pathConstant(held);
}

function pathIn(call: CallFact, param: Parameter, index: number, caller: Code): string | undefined {
  if (unpacks(call)) return undefined;
  const argument = argumentOf(call, param.name, index);
  if (!argument) return param.defaultValue && pathConstant(param.defaultValue);
  const path = pathConstant(argument.value);
  return path !== undefined && !isKept(caller, path) && !isReadFirst(caller, path, call) ? path : undefined;
}
