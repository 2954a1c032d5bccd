import { alternatives, pathConstant, writtenPath, type CallFact, type Code, type SpaceView } from '../model';
import type { Place } from '../text/place';
import { rule, type Fix } from './rule';

export default rule({
  name: 'fixed-output-path',
  summary: 'All visitors write the same file',
  group: 'gradio',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    shared:
      'Every call of `{name}` writes `{path}`: calls run side by side on ZeroGPU, so visitors overwrite each other’s file, or get it',
  },
  explains: [],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://docs.python.org/3/library/tempfile.html', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      const { fn, contexts } = code;
      if (!fn || code.gpu?.runsAtStartup === true) return;
      if (!contexts.includes('request') && !contexts.includes('gpu')) return;
      // In a folder of its own the same name is another file.
      if (code.calls.some((call) => isCall(call, /^os\.chdir$/))) return;
      const seen = new Set<string>();
      for (const call of code.calls) {
        const argument = writtenPath(call);
        if (!argument) continue;
        const path = pathConstant(argument.value);
        if (path === undefined || seen.has(path) || path === '' || /^\/(?:dev|proc)\//.test(path)) continue;
        const others = usesOf(code, path, call);
        // Without a sign that the file is this visitor's result it may be a log, or a store for everyone.
        if (!MEDIA.test(path) && others.length === 0) continue;
        if (isKept(code, path)) continue;
        seen.add(path);
        const [other] = others;
        report(
          argument.place,
          'shared',
          { name: code.name, path },
          {
            related: other ? [{ place: other, message: `\`${path}\` is used here` }] : [],
            fixes: () => temporaryFile(space, code, call, argument.place, path, others),
          },
        );
      }
    },
  },
});

const MEDIA =
  /\.(?:png|jpe?g|webp|gif|bmp|tiff?|wav|mp3|flac|ogg|m4a|mp4|webm|avi|mov|mkv|glb|gltf|obj|ply|stl|splat|npy|npz)$/i;

function isCall({ callee }: CallFact, name: RegExp): boolean {
  return alternatives(callee, 'external').some(({ path }) => name.test(path));
}

/** The file is written once and then kept: its presence is asked for. */
function isKept(code: Code, path: string): boolean {
  return code.calls.some(
    (call) =>
      (isCall(call, /^os\.path\.(?:exists|isfile|getsize|getmtime)$/) &&
        call.args.some(({ value }) => pathConstant(value) === path)) ||
      call.method === 'exists' ||
      call.method === 'is_file',
  );
}

/** Where else the code names the file. */
function usesOf(code: Code, path: string, writer: CallFact): readonly Place[] {
  const isPath = (value: Parameters<typeof pathConstant>[0]): boolean => pathConstant(value) === path;
  return [
    ...code.calls
      .filter((call) => call !== writer && !isCall(call, /^(?:os\.(?:makedirs|mkdir|remove|unlink|path\..*)|print)$/))
      .flatMap(({ args }) => args.filter(({ value }) => isPath(value)).map(({ place }) => place)),
    ...code.exits.flatMap((exit) =>
      [exit, ...exit.parts].filter(({ value }) => isPath(value)).map(({ place }) => place),
    ),
  ];
}

function temporaryFile(
  space: SpaceView,
  code: Code,
  call: CallFact,
  written: Place,
  path: string,
  others: readonly Place[],
): readonly Fix[] {
  const suffix = /\.\w+$/.exec(path)?.[0];
  const name = 'output_path';
  const isLiteral = (place: Place): boolean => /^(["'])[^"'\\]*\1$/.test(space.text(place));
  if (suffix === undefined || code.node?.kind !== 'FunctionDef' || code.facts.names.has(name)) return [];
  if (call.conditional || call.insideTry || call.loops.length > 0 || !isLiteral(written)) return [];
  // A folder that was made for it, or a use above, belongs to the old name.
  const mentions = code.calls.flatMap(({ args }) => args.filter(({ value }) => pathConstant(value) === path));
  if (mentions.some(({ place }) => place.start < call.statement.start)) return [];
  const places = [written, ...others, ...mentions.map(({ place }) => place)].filter(
    (place, i, all) => all.findIndex(({ start }) => start === place.start) === i,
  );
  if (!places.every(isLiteral)) return [];
  const isImported = alternatives(space.global(code.module, 'tempfile'), 'external').some(
    (item) => item.path === 'tempfile',
  );
  const addImport = isImported ? undefined : space.edits.addImport(code.module, 'import tempfile');
  return [
    {
      title: `Write a temporary file instead of \`${path}\``,
      safety: 'review',
      edits: [
        ...(addImport ? [addImport] : []),
        space.edits.insertLineAbove(
          call.statement,
          `${name} = tempfile.NamedTemporaryFile(suffix=${space.edits.string(written, suffix)}, delete=False).name`,
        ),
        ...places.map((place) => space.edits.replace(place, name)),
      ],
    },
  ];
}
