import type { CardKey } from './card';
import type { GpuSize, LimitName, Visitor } from './hosting';
import type { CudaRepository, CudaSdist, PackageConstraint, PackageNotice, Preinstalled } from './packages';
import type { PlatformTables } from './tables';
import type { TorchFamily, TorchIndex } from './torch';
import {
  admits,
  compareVersions,
  localVersion,
  majorMinor,
  newestOf,
  publicVersion,
  sameVersion,
  within,
} from './versions';

/** A single number of the platform; undefined when an override took it away. */
export function limitOf(tables: PlatformTables, name: LimitName): number | undefined {
  return tables.limits.rows.find((row) => row.name === name)?.value;
}

/** The facts of a `size=`; undefined for a size the tables do not know. */
export function gpuSizeOf(tables: PlatformTables, size: string): GpuSize | undefined {
  return tables.gpuSizes.rows.find((row) => row.size === size);
}

/** The facts of a kind of visitor. */
export function visitorOf(tables: PlatformTables, visitor: string): Visitor | undefined {
  return tables.visitors.rows.find((row) => row.visitor === visitor);
}

/** The most seconds such a visitor's whole day allows one call to request at this size; undefined when not known. */
export function longestDuration(tables: PlatformTables, visitor: string, size: string): number | undefined {
  const quota = visitorOf(tables, visitor)?.quota;
  const factor = gpuSizeOf(tables, size)?.quotaFactor;
  return quota === undefined || factor === undefined ? undefined : quota / factor;
}

/** Who can never run a call that requests so many seconds: their whole daily quota is less. In the table's order. */
export function shutOut(tables: PlatformTables, seconds: number, size: string): readonly Visitor[] {
  return tables.visitors.rows.filter(({ visitor }) => {
    const longest = longestDuration(tables, visitor, size);
    return longest !== undefined && seconds > longest;
  });
}

/**
 * For whom a call that requests so many seconds can run at all: `accounts` when visitors without one are shut out,
 * `paying` when free accounts are too, `nobody` when it is more than a PRO account has in a day.
 */
export function admitted(
  tables: PlatformTables,
  seconds: number,
  size: string,
): 'everyone' | 'accounts' | 'paying' | 'nobody' {
  const out = new Set(shutOut(tables, seconds, size).map(({ visitor }) => visitor));
  if (out.has('pro')) return 'nobody';
  if (out.has('free')) return 'paying';
  return out.has('unauthenticated') ? 'accounts' : 'everyone';
}

/**
 * Where a torch version stands: in the table as `listed` or `built`; `too-old` before all of it; `newer` after all of
 * it, which is never an error; `unlisted` in between. `invalid` when it is no version. A local part is not looked at.
 */
export function torchStatus(
  tables: PlatformTables,
  version: string,
): 'listed' | 'built' | 'unlisted' | 'too-old' | 'newer' | 'invalid' {
  const wanted = publicVersion(version);
  if (wanted === undefined) {
    return 'invalid';
  }
  const known = tables.torchVersions.rows.find((row) => sameVersion(row.version, wanted));
  if (known !== undefined) {
    return known.status;
  }
  const versions = tables.torchVersions.rows.map((row) => row.version);
  if (versions.length === 0 || isNewer(wanted, newestOf(versions))) {
    return 'newer';
  }
  return isNewer(oldestTorch(tables), wanted) ? 'too-old' : 'unlisted';
}

/** The oldest torch ZeroGPU takes: requirements all below it cannot be met. */
export function oldestTorch(tables: PlatformTables): string | undefined {
  return tables.torchVersions.rows
    .map((row) => row.version)
    .reduce<string | undefined>(
      (oldest, version) => (oldest === undefined || isNewer(oldest, version) ? version : oldest),
      undefined,
    );
}

/** The newest torch the documentation lists: what to suggest. */
export function newestListedTorch(tables: PlatformTables): string | undefined {
  return newestOf(tables.torchVersions.rows.filter((row) => row.status === 'listed').map((row) => row.version));
}

/** The listed torch versions that share `version`'s major and minor number, and that are otherwise nearest. */
export function nearestListedTorch(tables: PlatformTables, version: string): string | undefined {
  const listed = tables.torchVersions.rows.filter((row) => row.status === 'listed').map((row) => row.version);
  const same = listed.filter((candidate) => majorMinor(candidate) === majorMinor(version));
  const newer = listed.filter((candidate) => (compareVersions(candidate, version) ?? -1) >= 0);
  return newestOf(same) ?? newer.sort((a, b) => compareVersions(a, b) ?? 0)[0] ?? newestOf(listed);
}

/** The releases built for a torch; the local part of `torch` is not looked at. */
export function torchFamilyOf(tables: PlatformTables, torch: string): TorchFamily | undefined {
  const wanted = publicVersion(torch);
  return tables.torchFamily.rows.find((row) => wanted !== undefined && sameVersion(row.torch, wanted));
}

export type TorchSidecar = 'torchvision' | 'torchaudio' | 'torchcodec';

/**
 * The torch a release of a side package was built for; undefined when the table does not know the release. All patch
 * releases of a torchcodec are for one torch.
 */
export function torchFor(tables: PlatformTables, sidecar: TorchSidecar, version: string): string | undefined {
  const wanted = publicVersion(version);
  return tables.torchFamily.rows.find(({ [sidecar]: built }) => {
    if (built === undefined || wanted === undefined) return false;
    return sidecar === 'torchcodec' ? majorMinor(built) === majorMinor(wanted) : sameVersion(built, wanted);
  })?.torch;
}

/** Whether a release of a side package works beside every torch newer than the one it was built for. */
export function worksWithNewerTorch(tables: PlatformTables, sidecar: TorchSidecar, version: string): boolean {
  const torch = torchFor(tables, sidecar, version);
  return torch !== undefined && torchFamilyOf(tables, torch)?.lasting === sidecar;
}

/** The torch an xformers release asks for, as specifiers; undefined when the table does not know the release. */
export function xformersTorch(tables: PlatformTables, version: string): string | undefined {
  const wanted = publicVersion(version);
  return tables.xformers.rows.find((row) => wanted !== undefined && sameVersion(row.xformers, wanted))?.torch;
}

/** Where a `python_version` stands. `newer` than the table is never an error. */
export function pythonStatus(
  tables: PlatformTables,
  version: string,
): 'listed' | 'other-patch' | 'unlisted' | 'newer' | 'invalid' {
  const minor = majorMinor(version);
  if (minor === undefined || localVersion(version) !== undefined) {
    return 'invalid';
  }
  const row = tables.pythonVersions.rows.find((known) => known.version === minor);
  if (row !== undefined) {
    return /^\d+\.\d+$/.test(version) || sameVersion(version, row.exact) ? 'listed' : 'other-patch';
  }
  return isNewer(minor, newestOf(tables.pythonVersions.rows.map((known) => known.version))) ? 'newer' : 'unlisted';
}

/** `cu126` of `https://download.pytorch.org/whl/cu126`: the build of torch that an index has; undefined for other indexes. */
export function torchBuildOf(address: string): string | undefined {
  return /^https?:\/\/download(?:-r2)?\.pytorch\.org\/whl\/(?:nightly\/|test\/)?([a-z0-9.]+)\/?$/i
    .exec(address)?.[1]
    ?.toLowerCase();
}

/** The entry of an index of PyTorch in the list of those that do not run on ZeroGPU; undefined when nothing is known against it. */
export function torchIndexOf(tables: PlatformTables, address: string): TorchIndex | undefined {
  const build = torchBuildOf(address);
  return tables.torchIndexes.rows.find((row) => row.index === build);
}

/** The entry of a package, by normalised name, in the list of those that only exist as source. */
export function cudaSdistOf(tables: PlatformTables, name: string): CudaSdist | undefined {
  return tables.cudaSdists.rows.find((row) => row.package === name);
}

/** The entry of a repository in the list of those that need a CUDA compiler. */
export function cudaRepositoryOf(tables: PlatformTables, owner: string, name: string): CudaRepository | undefined {
  const exact = `${owner}/${name}`.toLowerCase();
  const anyOwner = `*/${name.toLowerCase()}`;
  const { rows } = tables.cudaRepositories;
  return rows.find((row) => row.repository === exact) ?? rows.find((row) => row.repository === anyOwner);
}

/**
 * The address of a prebuilt wheel that runs on ZeroGPU, of a package by normalised name, for a Python such as `3.12` and
 * a torch version where one is pinned. Without one the newest folder is taken, for the wheels tolerate other minors.
 */
export function prebuiltWheel(
  tables: PlatformTables,
  name: string,
  python: string,
  torch: string | undefined,
): { readonly url: string; readonly torch: string; readonly python: string; readonly version: string } | undefined {
  const wheel = tables.cellWheels.rows.find((row) => row.package === name);
  const minor = majorMinor(python);
  const cells = tables.wheelCells.rows.filter(
    (cell) => cell.python === minor && (torch === undefined || majorMinor(cell.torch) === majorMinor(torch)),
  );
  const newest = newestOf(cells.map((cell) => cell.torch));
  const cell = cells.find((candidate) => candidate.torch === newest);
  if (wheel === undefined || cell === undefined) {
    return undefined;
  }
  const file = wheel.file.replaceAll('{python}', `cp${cell.python.replace('.', '')}`);
  return { url: cell.url + file, torch: cell.torch, python: cell.python, version: wheel.version };
}

/**
 * The CUDA that a torch from PyPI comes with, as names of wheels have it: `cu128`. Undefined where that is not known. Where
 * the wheelhouse has wheels for two, as for 2.10, that of PyPI stands first in the table.
 */
export function cudaOfTorch(tables: PlatformTables, version: string): string | undefined {
  const built = tables.wheelCells.rows.find(({ torch }) => majorMinor(torch) === majorMinor(version));
  return built && /\bcu\d+\b/.exec(built.cell)?.[0];
}

/** How the platform itself installs a package, by normalised name; undefined when it does not. */
export function preinstalledOf(tables: PlatformTables, name: string): Preinstalled | undefined {
  return tables.preinstalled.rows.find((row) => row.package === name);
}

/** What an exact version of `of` (`gradio` 6.25.0) demands of a package; undefined when nothing is known. */
export function constraintBy(
  tables: PlatformTables,
  of: string,
  version: string,
  name: string,
): PackageConstraint | undefined {
  return tables.packageConstraints.rows.find(
    (row) => row.of === of && row.package === name && admits(row.versions, version) === true,
  );
}

/** What an exact version of `of` needs in order to work, and does not tell pip. */
export function untoldBy(
  tables: PlatformTables,
  of: string,
  version: string,
): readonly (PackageConstraint & { readonly works: string })[] {
  return tables.packageConstraints.rows.flatMap((row) =>
    row.works !== undefined && row.of === of && admits(row.versions, version) === true
      ? [{ ...row, works: row.works }]
      : [],
  );
}

/** What all versions of `of` that the specifiers admit demand of other packages, as far as is known. */
export function demandsOf(tables: PlatformTables, of: string, specifiers: string): readonly PackageConstraint[] {
  return tables.packageConstraints.rows.filter((row) => row.of === of && within(specifiers, row.versions));
}

/** The newest known release of a package, by normalised name. */
export function newestRelease(tables: PlatformTables, name: string): string | undefined {
  return tables.newestReleases.rows.find((row) => row.package === name)?.version;
}

/**
 * The notices about all versions of a package that the specifiers admit, with a Python such as `3.12`; an unknown Python
 * gets the general ones.
 */
export function noticesFor(
  tables: PlatformTables,
  name: string,
  specifiers: string,
  python: string | undefined,
): readonly PackageNotice[] {
  return tables.packageNotices.rows.filter(
    (row) =>
      row.package === name &&
      within(specifiers, row.versions) &&
      (row.python === '' || (python !== undefined && admits(row.python, python) === true)),
  );
}

/**
 * The distributions that provide a dotted import name, the one to suggest first, normalised. Undefined when the table
 * does not know the name: then no one can say what to install.
 */
export function distributionsFor(tables: PlatformTables, module: string): readonly string[] | undefined {
  for (let name = module; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const row = tables.importNames.rows.find((known) => known.module === name);
    if (row !== undefined) {
      return row.distributions;
    }
  }
  return undefined;
}

/** True when a normalised name is that of a distribution in the tables; most are in none of them. */
export function isKnownDistribution({ bundles, importNames }: PlatformTables, name: string): boolean {
  return (
    bundles.rows.some((row) => row.package === name) ||
    importNames.rows.some(({ distributions }) => distributions.includes(name))
  );
}

/** The given distributions with everything they are known to bring along, by normalised names. */
export function withDependencies(tables: PlatformTables, names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names);
  for (const name of all) {
    for (const brought of tables.bundles.rows.find((row) => row.package === name)?.brings ?? []) {
      all.add(brought);
    }
  }
  return all;
}

/** The facts of a front matter key. */
export function cardKeyOf(tables: PlatformTables, key: string): CardKey | undefined {
  return tables.cardKeys.rows.find((row) => row.key === key);
}

/** The values a key allows, with the flavors of the hardware table where they belong; empty when any value is. */
export function allowedValues(tables: PlatformTables, key: CardKey): readonly string[] {
  return key.key === 'suggested_hardware' ? tables.hardware.rows.map((row) => row.flavor) : key.values;
}

function isNewer(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && (compareVersions(a, b) ?? 0) > 0;
}
