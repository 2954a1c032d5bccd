import {
  appendLine,
  asksForUnknown,
  commandOf,
  dependenciesIn,
  dependency,
  gradioIsOlder,
  isGradioSpace,
  mainRequirements,
  normalizeName,
  type ImportedLibrary,
  type SpaceView,
} from '../model';
import { BROUGHT_BEFORE_GRADIO_5, disjoint, distributionsFor, preinstalledOf, withDependencies } from '../platform';
import { DEPENDENCY_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'missing-requirement',
  summary: 'A module is imported that nothing in the requirements installs',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    missing:
      '`{module}` comes with the package {distribution}, which neither requirements.txt nor ZeroGPU installs: the app stops at this import',
    noFile:
      '`{module}` comes with the package {distribution}, which ZeroGPU does not install, and there is no requirements.txt to list it: the app stops at this import',
  },
  explains: ['ModuleNotFoundError: No module named'],
  sources: [DEPENDENCY_DOCS],
  check: {
    space(space, report) {
      const file = mainRequirements(space);
      // Without a card nobody knows what is made of the folder, which may be installed from elsewhere.
      if ((!file && !isGradioSpace(space)) || asksForUnknown(space)) return;
      const atStart = installedByApp(space);
      if (!atStart) return;
      const { installed, isComplete } = installedIn(space, atStart);
      const told = new Set<string>();
      for (const library of space.imports) {
        const distributions = candidates(space, library);
        const [first] = distributions ?? [];
        if (!distributions || first === undefined || told.has(first)) continue;
        if (distributions.some((name) => installed.has(name))) continue;
        // What a package brings that is not in the table may be anything but what people install by itself.
        if (!isComplete && !standsAlone.has(first)) continue;
        told.add(first);
        report(
          library.place,
          file ? 'missing' : 'noFile',
          { module: library.module, distribution: first },
          {
            // It may be written where the Space is deployed from.
            ...(file ? {} : { severity: 'information' as const }),
            fixes: () =>
              file ? [reviewFix(`Add \`${first}\` to requirements.txt`, appendLine(space, file, first))] : [],
          },
        );
      }
    },
  },
});

/** Packages that others hardly ever bring along. */
const standsAlone: ReadonlySet<string> = new Set([
  'diffusers',
  'gradio-imageslider',
  'kernels',
  'rembg',
  'edge-tts',
  'pymupdf',
  'faster-whisper',
  'insightface',
  'moviepy',
  'duckduckgo-search',
]);

/** The packages that the app itself installs with pip; undefined when it installs what can't be told. */
function installedByApp(space: SpaceView): readonly string[] | undefined {
  const commands = space
    .codesNaming('runsCommand')
    .flatMap(({ calls }) => calls.map(commandOf))
    .flatMap((command) => /\bpip3?\s+install\s+(.*)$/.exec(command ?? '')?.[1] ?? []);
  const words = commands.flatMap((command) => command.split(/\s+/));
  if (words.some((word) => /^(?:-r|--requirement|-e|--editable|…|\.)|\//.test(word))) return undefined;
  return words.flatMap((word) => {
    const name = /^[A-Za-z0-9][\w.-]*/.exec(word)?.[0];
    return name === undefined ? [] : [normalizeName(name)];
  });
}

function installedIn(
  space: SpaceView,
  atStart: readonly string[],
): { readonly installed: ReadonlySet<string>; readonly isComplete: boolean } {
  const named = new Set([...space.tables.preinstalled.rows.map((row) => row.package), ...atStart]);
  if (mayBeOlderThanGradio5(space)) for (const name of BROUGHT_BEFORE_GRADIO_5) named.add(name);
  let isComplete = true;
  const known = new Set(space.tables.bundles.rows.map((row) => row.package));
  for (const file of space.requirements) {
    for (const entry of file.parsed.entries) {
      if (entry.kind !== 'requirement') continue;
      const name = entry.name?.normalized ?? entry.url?.repository?.name.toLowerCase().replace(/[._]/g, '-');
      if (name === undefined) continue;
      named.add(name);
      isComplete &&= known.has(name);
    }
  }
  // A line behind a marker that may be false still shows what the author had in mind.
  for (const file of space.requirements) {
    for (const { name } of dependenciesIn(space, file)) if (name !== undefined) named.add(name);
  }
  return { installed: withDependencies(space.tables, named), isComplete };
}

/** A project without a card need not say which Gradio its Space has. */
function mayBeOlderThanGradio5(space: SpaceView): boolean {
  if (space.gradioVersion !== undefined || isGradioSpace(space)) return gradioIsOlder(space, '5');
  return !disjoint(dependency(space, 'gradio')?.specifiers ?? '', '<5');
}

function candidates(space: SpaceView, { module, optional, atStart }: ImportedLibrary): readonly string[] | undefined {
  const distributions = distributionsFor(space.tables, module);
  // Only what the start of the app imports for certain stops it.
  if (!distributions || optional || !atStart) return undefined;
  return distributions.some((name) => preinstalledOf(space.tables, name)) ? undefined : distributions;
}
