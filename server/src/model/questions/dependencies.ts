/** Questions about what pip installs, over the requirement files and the front matter together. */
import type { Edit, Place } from '../../text/place';
import {
  admits,
  compareVersions,
  constraintBy,
  demandsOf,
  disjoint,
  exactPin,
  everyAdmittedBelow,
  isCudaLibrary,
  localVersion,
  majorMinor,
  majorOf,
  newestListedTorch,
  newestRelease,
  oldestTorch,
  prebuiltWheel,
  publicVersion,
  torchBuildOf,
  torchFamilyOf,
  torchFor,
  torchStatus,
  type TorchSidecar,
  untoldBy,
  within,
  xformersTorch,
} from '../../platform';
import {
  evaluateMarker,
  type InvalidLine,
  type LineOption,
  type OptionLine,
  type Requirement,
  type UrlPart,
  type WheelPart,
} from '../../syntax/requirements';
import { cardText } from './card';
import { gradioBelow } from './gradioApi';
import { pagesForTorch } from './wheelPages';
import type { RequirementsView, SpaceView } from '../views';

export { normalizeName, torchOfVersion, wheelAdmitsLinuxX64, wheelAdmitsPython } from '../../syntax/requirements';
export type { InvalidLine, LineOption, OptionLine, Requirement, UrlPart, WheelPart };

/** A line that asks pip for a distribution on ZeroGPU, for certain. */
export interface Dependency {
  readonly file: RequirementsView;
  readonly line: Requirement;
  /** As PEP 503 normalises it; undefined when a URL does not tell. */
  readonly name: string | undefined;
  /** The requirement without comment. */
  readonly place: Place;
  /** PEP 440 specifiers; `==` the version of the wheel, when the line names one. Empty when any version will do. */
  readonly specifiers: string;
  /** The only version that the line admits. */
  readonly pin: string | undefined;
}

/** What `requirements.txt` is: the pip run that also installs what the platform adds. `pre-requirements.txt` is none. */
export function isMainRequirements(file: RequirementsView): boolean {
  return file.path.endsWith('/requirements.txt');
}

/** The `requirements.txt` of the Space. */
export function mainRequirements(space: SpaceView): RequirementsView | undefined {
  return space.requirements.find(isMainRequirements);
}

/** The Python that the front matter asks for, such as `3.12` or `3.12.12`; undefined when it asks for none. */
export function pythonAsked(space: SpaceView): string | undefined {
  const written = cardText(space, 'python_version');
  return written !== undefined && /^3\.\d+(\.\d+)?$/.test(written) ? written : undefined;
}

/**
 * A wheel of the package that somebody has compiled for a torch and a Python: those that the files ask for, where none are
 * given. Undefined when there is none, or one of them is not known.
 */
export function wheelFor(
  space: SpaceView,
  name: string,
  torch = dependency(space, 'torch')?.pin,
): ReturnType<typeof prebuiltWheel> {
  const python = pythonAsked(space);
  return torch === undefined || python === undefined ? undefined : prebuiltWheel(space.tables, name, python, torch);
}

/** Asked for the lines of one package, and by many rules for each line. */
const installed = new WeakMap<
  RequirementsView,
  { readonly python: string | undefined; readonly lines: readonly Dependency[] }
>();

/** The lines of a file that pip installs on ZeroGPU. Those that depend on something unknown are left out. */
export function dependenciesIn(space: SpaceView, file: RequirementsView): readonly Dependency[] {
  const python = pythonAsked(space);
  const known = installed.get(file);
  if (known && known.python === python) return known.lines;
  const lines = installedWith(python, file);
  installed.set(file, { python, lines });
  return lines;
}

function installedWith(python: string | undefined, file: RequirementsView): readonly Dependency[] {
  return file.parsed.entries.flatMap((line): readonly Dependency[] => {
    if (line.kind !== 'requirement' || line.variables.length > 0) return [];
    if (line.marker && evaluateMarker(line.marker.expression, python) !== true) return [];
    const wheel = line.url?.wheel;
    const specifiers = wheel ? `==${wheel.version}` : line.specifierText;
    return [
      {
        file,
        line,
        name: line.name?.normalized,
        place: file.place(line.span),
        specifiers,
        pin: wheel ? wheel.version : exactPin(line.specifierText),
      },
    ];
  });
}

/** The lines of `requirements.txt` that pip installs on ZeroGPU. */
export function dependencies(space: SpaceView): readonly Dependency[] {
  const file = mainRequirements(space);
  return file ? dependenciesIn(space, file) : [];
}

/** The line for a package, by normalised name, in `requirements.txt` or in the given file; undefined when there are several or none. */
export function dependency(
  space: SpaceView,
  name: string,
  file: RequirementsView | undefined = mainRequirements(space),
): Dependency | undefined {
  const found = file ? dependenciesIn(space, file).filter((item) => item.name === name) : [];
  return found.length === 1 ? found[0] : undefined;
}

/** Some requirements file holds the package to versions below the given one. */
export function isHeldBelow(name: string, version: string, space: SpaceView): boolean {
  return space.requirements.some((file) => {
    const asked = dependency(space, name, file);
    return asked !== undefined && everyAdmittedBelow(asked.specifiers, version);
  });
}

/**
 * True when `requirements.txt` may ask for more than can be seen: it includes other files, holds lines that depend on
 * variables or markers, lines pip can't read, or distributions whose name only a download would tell.
 */
export function asksForUnknown(space: SpaceView): boolean {
  const python = pythonAsked(space);
  return space.requirements.some(
    ({ parsed }) =>
      parsed.looksBinary ||
      parsed.entries.some((entry) => {
        switch (entry.kind) {
          case 'requirement':
            return (
              entry.variables.length > 0 ||
              (entry.marker && evaluateMarker(entry.marker.expression, python) === undefined) ||
              (entry.name === undefined && entry.url?.repository === undefined)
            );
          case 'option':
            return entry.options.some(({ name }) => name === '--requirement' || name === '--editable');
          default:
            return true;
        }
      }),
  );
}

/** True when pip may find packages elsewhere than on PyPI and in the indexes of PyTorch. */
export function hasOtherIndex(file: RequirementsView): boolean {
  return file.parsed.entries.some(
    (entry) =>
      entry.kind === 'option' &&
      entry.options.some(
        ({ name, value = '' }) =>
          (name === '--index-url' || name === '--extra-index-url' || name === '--find-links') &&
          !/^https?:\/\/download(?:-r2)?\.pytorch\.org\//.test(value) &&
          !/^https?:\/\/pypi\.org\//.test(value),
      ),
  );
}

/** `torch==2.8.0`: what a line asks for, without options, marker and address. */
export function requirementText({ line, specifiers, name }: Dependency): string {
  return `${line.name?.text ?? name ?? ''}${specifiers}`;
}

/** The edit that makes a line ask for these specifiers instead of its own; blanks stay as the user sets them. */
export function respecify(space: SpaceView, { file, line, place }: Dependency, specifiers: string): Edit {
  const behind = line.extrasSpan ?? line.name?.span;
  if (!line.specifierSpan) return space.edits.insertAfter(behind ? file.place(behind) : place, specifiers);
  const [first] = line.specifiers;
  const start = specifiers === '' ? (behind?.end ?? line.specifierSpan.start) : line.specifierSpan.start;
  const blank = first ? file.text.slice(first.operatorSpan.end, first.versionSpan.start) : '';
  const spaced = specifiers.replace(/^[=<>!~]+/, (operator) => operator + (blank.trim() === '' ? blank : ''));
  return space.edits.replace(file.place({ start, end: line.specifierSpan.end }), spaced);
}

/** The edit that deletes a line with its line ending, and with what pip-compile writes below it: for what it is there. */
export function removeLine(
  space: SpaceView,
  file: RequirementsView,
  { lineSpan: { start, end } }: { readonly lineSpan: Requirement['lineSpan'] },
): Edit {
  const reasons = /^[ \t]+# via\b.*(?:\r?\n[ \t]+# {3}.*)*(?:\r?\n|$)/.exec(file.text.slice(end))?.[0].length ?? 0;
  return space.edits.replace(file.place({ start, end: end + reasons }), '');
}

/** The edits that take hashes and the demand for them from a line: only what they stand for is left of it. */
export function withoutHashes(
  space: SpaceView,
  file: RequirementsView,
  line: Requirement | OptionLine,
): readonly Edit[] {
  const isHash = ({ name }: LineOption) => name === '--hash' || name === '--require-hashes';
  if (line.kind === 'option' && line.options.every(isHash)) return [removeLine(space, file, line)];
  return line.options.filter(isHash).map(({ span }) => {
    // With the blanks before it, and the line that it may be continued from.
    const before = /[\s\\]*$/.exec(file.text.slice(line.span.start, span.start))?.[0].length ?? 0;
    return space.edits.replace(file.place({ start: span.start - before, end: span.end }), '');
  });
}

/** The edit that adds a line at the end of a file. */
export function appendLine(space: SpaceView, file: RequirementsView, text: string): Edit {
  const end = file.text.length;
  const { lineEnding } = file.parsed;
  const separated = end === 0 || /[\r\n]$/.test(file.text);
  return space.edits.replace(
    file.place({ start: end, end }),
    separated ? `${text}${lineEnding}` : `${lineEnding}${text}${lineEnding}`,
  );
}

export const TORCH_SIDECARS: readonly TorchSidecar[] = ['torchvision', 'torchaudio', 'torchcodec'];

/** The torch that a pinned release of another package is built for, as specifiers; undefined where that is not known. */
export function neededTorch(space: SpaceView, { name, pin }: Dependency): string | undefined {
  if (pin === undefined) return undefined;
  if (name === 'xformers') return xformersTorch(space.tables, pin);
  const side = TORCH_SIDECARS.find((each) => each === name);
  const torch = side && torchFor(space.tables, side, pin);
  return torch && `==${torch}`;
}

/** What the releases of torchvision that a line allows need of torch. */
export interface VisionTorch {
  /** As specifiers. */
  readonly needs: string;
  /** The torch of the newest of them. */
  readonly newest: string;
}

/**
 * The torch that a line for torchvision leaves, where it names no single release: each minor version of torchvision is for
 * one of torch. Undefined where nothing is known of it.
 */
export function torchOfVision({ tables }: SpaceView, { name, pin, specifiers }: Dependency): VisionTorch | undefined {
  if (name !== 'torchvision' || pin !== undefined || specifiers === '') return undefined;
  const rows = tables.torchFamily.rows
    .flatMap(({ torch, torchvision }) => (torchvision === undefined ? [] : [{ torch, vision: torchvision }]))
    .filter(({ vision }) => admits(specifiers, vision) === true)
    .sort((a, b) => compareVersions(a.vision, b.vision) ?? 0);
  const [oldest] = rows;
  const newest = rows.at(-1);
  if (!oldest || !newest) return undefined;
  const needs = [
    { operator: '>=', vision: majorMinor(oldest.vision), torch: majorMinor(oldest.torch) },
    { operator: '<', vision: nextMinor(newest.vision), torch: nextMinor(newest.torch) },
  ].flatMap(({ operator, vision, torch }) =>
    vision !== undefined && torch !== undefined && within(specifiers, operator + vision) ? [operator + torch] : [],
  );
  return needs.length > 0 ? { needs: needs.join(','), newest: newest.torch } : undefined;
}

function nextMinor(version: string): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : `${major}.${String(Number(minor) + 1)}`;
}

/** A line that says which torch pip installs. */
export interface TorchHolder {
  readonly line: Dependency;
  /** What it leaves of torch. */
  readonly specifiers: string;
}

/** What has a say in which torch pip installs: the line for torch, and pinned packages that demand one. */
export function torchHolders(space: SpaceView): readonly TorchHolder[] {
  const torch = dependency(space, 'torch');
  const own = torch && torch.specifiers !== '' ? [{ line: torch, specifiers: torch.specifiers }] : [];
  const others = ['torchvision', 'xformers'].flatMap((name) => {
    const line = dependency(space, name);
    const specifiers = line && neededTorch(space, line);
    return line === undefined || specifiers === undefined ? [] : [{ line, specifiers }];
  });
  return [...own, ...others];
}

/** The edits that make `torch` this version, and what is built for it in the same file what goes with that. */
export function torchEdits(space: SpaceView, torch: Dependency, version: string): readonly Edit[] {
  const family = torchFamilyOf(space.tables, version);
  const edits = [...pinned(space, torch, version)];
  for (const name of TORCH_SIDECARS) {
    const side = dependency(space, name, torch.file);
    const built = family?.[name];
    if (!side || side.specifiers === '' || side.line.form !== 'name') continue;
    edits.push(...specified(space, side, built === undefined ? '' : `==${built}`));
  }
  const xformers = dependency(space, 'xformers', torch.file);
  const needs = xformers?.pin === undefined ? undefined : xformersTorch(space.tables, xformers.pin);
  if (xformers?.line.form === 'name' && needs !== undefined && disjoint(needs, `==${version}`)) {
    edits.push(...specified(space, xformers, ''));
  }
  // Each torch for Linux asks for one version of triton itself.
  const triton = dependency(space, 'triton', torch.file);
  if (triton?.line.form === 'name' && triton.specifiers !== '') edits.push(...specified(space, triton, ''));
  return [...edits, ...pagesForTorch(space, torch.file, version), ...withoutCudaLibraries(space, torch.file)];
}

/** The edits that take away the libraries of CUDA that `pip freeze` wrote with a torch: another one brings its own. */
export function withoutCudaLibraries(space: SpaceView, file: RequirementsView): readonly Edit[] {
  const frozen = dependenciesIn(space, file).filter(
    ({ name, pin, line }) => name !== undefined && isCudaLibrary(name) && pin !== undefined && line.form === 'name',
  );
  // One or two are there for something else, such as CTranslate2.
  return frozen.length > 2 ? frozen.map(({ line }) => removeLine(space, file, line)) : [];
}

/** How to take torch and its side packages from PyPI. */
export interface PlainTorch {
  readonly edits: readonly Edit[];
  /** The packages that lose the suffix of the build. */
  readonly names: readonly string[];
  /** An index goes. */
  readonly losesIndex: boolean;
}

/**
 * The edits after which a file takes torch and its side packages from PyPI, and no longer a build of them such as
 * `cu126`: without its suffix, and without its index, in which pip would find it again. Undefined where the index shares
 * its line with other options.
 */
export function plainTorch(space: SpaceView, file: RequirementsView, build: string): PlainTorch | undefined {
  const indexes = file.parsed.entries.filter(
    (entry): entry is OptionLine =>
      entry.kind === 'option' && entry.options.some(({ value = '' }) => torchBuildOf(value) === build),
  );
  if (indexes.some(({ options }) => options.length > 1)) return undefined;
  const suffixed = dependenciesIn(space, file).flatMap((line) => {
    const local = line.pin === undefined ? undefined : localSuffix(line.pin);
    return isTorchPackage(line.name) && local?.suffix === build ? [{ line, version: local.version }] : [];
  });
  return {
    edits: [
      ...indexes.map((entry) => removeLine(space, file, entry)),
      ...suffixed.flatMap(({ line, version }) => pinned(space, line, version)),
    ],
    names: suffixed.map(({ line }) => line.name ?? ''),
    losesIndex: indexes.length > 0,
  };
}

/** True for torch and the packages that are built for one torch, by normalised name. */
function isTorchPackage(name: string | undefined): boolean {
  return name === 'torch' || TORCH_SIDECARS.some((side) => side === name);
}

/** The edits that make a line ask for these specifiers, without the hashes of what it asked for. */
function specified(space: SpaceView, dependency: Dependency, specifiers: string): readonly Edit[] {
  const { file, line } = dependency;
  return [respecify(space, dependency, specifiers), ...withoutHashes(space, file, line)];
}

/** The edits that make a line ask for exactly this version, of an index instead of an address; its marker stays. */
function pinned(space: SpaceView, dependency: Dependency, version: string): readonly Edit[] {
  const { file, line, name } = dependency;
  if (!line.url) return specified(space, dependency, `==${version}`);
  const written = line.form === 'name-at-url' ? line.name?.text : undefined;
  const place = file.place({ start: line.span.start, end: line.url.span.end });
  return [space.edits.replace(place, `${written ?? name ?? ''}==${version}`), ...withoutHashes(space, file, line)];
}

/** Why a line and a Gradio do not go together. */
export interface GradioConflict {
  /** The package of which both demand what no version offers. */
  readonly name: string;
  /** What Gradio demands of it, as specifiers. */
  readonly allowed: string;
  /** What the line's package demands of it; undefined where the line itself asks for that package. */
  readonly demanded: string | undefined;
  /** Pip sees it. Else it installs both, and the app fails. */
  readonly isTold: boolean;
}

/** What keeps a line from going with this version of Gradio, as far as is known. */
export function gradioConflict(
  space: SpaceView,
  { name, specifiers }: Dependency,
  gradio: string,
): GradioConflict | undefined {
  if (name === undefined || name === 'gradio') return undefined;
  const demands = [
    { name, specifiers, demanded: undefined },
    ...demandsOf(space.tables, name, specifiers).map((demand) => ({
      name: demand.package,
      specifiers: demand.allowed,
      demanded: demand.allowed,
    })),
  ];
  for (const demand of demands) {
    const { allowed, works = '' } = constraintBy(space.tables, 'gradio', gradio, demand.name) ?? {};
    if (allowed === undefined) continue;
    const isTold = disjoint(demand.specifiers, allowed);
    if (!isTold && !disjoint(demand.specifiers, works)) continue;
    const all = [allowed, works].filter((part) => part !== '').join(',');
    return { name: demand.name, allowed: all, demanded: demand.demanded, isTold };
  }
  return undefined;
}

/**
 * The newest Gradio that the requirements admit, or that `accepts` takes, and that is known to go with what else they ask
 * for, once they have `limitsFor` it; undefined where there is none. One that lacks what the app uses is taken only where all do.
 */
export function fittingGradio(
  space: SpaceView,
  accepts: (version: string) => boolean = (version) =>
    admits(dependency(space, 'gradio')?.specifiers ?? '', version) !== false,
): string | undefined {
  const all = dependencies(space);
  const fits = (version: string): boolean =>
    all.every((line) => gradioConflict(space, line, version) === undefined) &&
    untoldBy(space.tables, 'gradio', version).every(
      (need) => isHeld(space, all, need.package, need.works) || all.every(({ name }) => name !== need.package),
    );
  const known = space.tables.gradioReleases.rows
    .map(({ version }) => version)
    .sort((a, b) => compareVersions(b, a) ?? 0);
  const newest = newestRelease(space.tables, 'gradio');
  const [newestRead] = known;
  // The needs of the newest were not read: it is taken to go with what the newest that was read goes with.
  const candidates = newest !== undefined && newestRead !== undefined && fits(newestRead) ? [newest, ...known] : known;
  const below = gradioBelow(space);
  const runsApp = (version: string): boolean => (majorOf(version) ?? 0) < below;
  const admitted = candidates.filter((version) => accepts(version) && fits(version));
  return admitted.find(runsApp) ?? admitted[0];
}

/** The lines that requirements.txt lacks for this version of Gradio to start: limits of which it does not tell pip. */
export function limitsFor(space: SpaceView, gradio: string): readonly string[] {
  const all = dependencies(space);
  return untoldBy(space.tables, 'gradio', gradio)
    .filter((need) => !isHeld(space, all, need.package, need.works) && all.every(({ name }) => name !== need.package))
    .map((need) => `${need.package}${need.works}`);
}

/** Lines of requirements.txt that admit more than this version of Gradio starts with, and what they should ask for. */
export function linesToLimit(
  space: SpaceView,
  gradio: string,
): readonly { readonly dependency: Dependency; readonly specifiers: string }[] {
  const all = dependencies(space);
  return untoldBy(space.tables, 'gradio', gradio)
    .filter((need) => !isHeld(space, all, need.package, need.works))
    .flatMap((need) =>
      all
        .filter(
          ({ file, line, name, pin }) =>
            name === need.package && line.form === 'name' && isMainRequirements(file) && pin === undefined,
        )
        .filter(({ specifiers }) => !disjoint(specifiers, need.works))
        .map((dependency) => ({
          dependency,
          specifiers: dependency.specifiers === '' ? need.works : `${dependency.specifiers},${need.works}`,
        })),
    );
}

/** The lines admit these versions of a package at most. */
function isHeld(space: SpaceView, lines: readonly Dependency[], to: string, range: string): boolean {
  return lines.some(
    ({ name, specifiers }) =>
      name !== undefined &&
      (name === to
        ? within(specifiers, range)
        : demandsOf(space.tables, name, specifiers).some(
            (demand) => demand.package === to && within(demand.allowed, range),
          )),
  );
}

/** The torch to suggest: the one the Space's wheels were built for, when ZeroGPU takes it; else the newest documented. */
export function suggestedTorch(space: SpaceView): string | undefined {
  const wanted = new Set(
    dependencies(space).flatMap(({ line }) => {
      const torch = line.url?.wheel?.torch;
      return torch === undefined ? [] : [majorMinor(torch) ?? torch];
    }),
  );
  const [only] = wanted;
  const listed = wanted.size === 1 && only !== undefined ? listedTorch(space, only) : undefined;
  return listed ?? newestListedTorch(space.tables);
}

/** The documented torch version of a minor such as `2.8`. */
export function listedTorch(space: SpaceView, minor: string): string | undefined {
  return space.tables.torchVersions.rows.find(
    ({ version, status }) => status === 'listed' && majorMinor(version) === majorMinor(minor),
  )?.version;
}

/** True when a torch requirement can be met by no version that ZeroGPU takes, because all it admits are older. */
export function admitsOnlyOldTorch(space: SpaceView, { specifiers, pin }: Dependency): boolean {
  if (pin !== undefined) return torchStatus(space.tables, pin) === 'too-old';
  const oldest = oldestTorch(space.tables);
  return oldest !== undefined && everyAdmittedBelow(specifiers, oldest);
}

/** `cpu` of `2.10.0+cpu`, with the version without it. */
export function localSuffix(version: string): { readonly suffix: string; readonly version: string } | undefined {
  const suffix = localVersion(version);
  const rest = publicVersion(version);
  return suffix === undefined || rest === undefined ? undefined : { suffix, version: rest };
}
