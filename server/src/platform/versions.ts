import { compare, explain as explained, satisfies, valid } from '@renovatebot/pep440';

/** True for a PEP 440 version such as `2.10.0+cu128` or `6.0.0b1`; a wildcard is none. */
export function isVersion(text: string): boolean {
  return valid(text) !== null && !TOO_LONG.test(text);
}

/** A number that the library would write as `1e+21` or `Infinity`, and then not read. */
const TOO_LONG = /\d{16}/;

function explain(version: string): ReturnType<typeof explained> {
  return isVersion(version) ? explained(version) : null;
}

/** True for comma-separated PEP 440 specifiers, and for the empty text, which admits every version. */
export function isSpecifierSet(text: string): boolean {
  return read(text) !== undefined;
}

/** Negative when `a` is older than `b`, zero when they are the same, undefined when one is no version. */
export function compareVersions(a: string, b: string): number | undefined {
  return isVersion(a) && isVersion(b) ? compare(a, b) : undefined;
}

/** True when both are the same version, however they are written: `2.8` and `v2.8.0`. */
export function sameVersion(a: string, b: string): boolean {
  return compareVersions(a, b) === 0;
}

/** The newest of the versions; those that are none are passed over. */
export function newestOf(versions: readonly string[]): string | undefined {
  return versions.filter(isVersion).reduce<string | undefined>((newest, version) => {
    return newest === undefined || compare(version, newest) > 0 ? version : newest;
  }, undefined);
}

/** `2.10.0` of `2.10.0+cu128`, normalised; undefined when the text is no version. */
export function publicVersion(version: string): string | undefined {
  return explain(version)?.public;
}

/** `cu128` of `2.10.0+cu128`; undefined when there is none. */
export function localVersion(version: string): string | undefined {
  return explain(version)?.local ?? undefined;
}

/** `2.8` of `2.8.0rc1` and of `2.8`; `2.0` of `2`; undefined when the text is no version. */
export function majorMinor(version: string): string | undefined {
  const release = explain(version)?.release;
  return release === undefined ? undefined : `${release[0] ?? 0}.${release[1] ?? 0}`;
}

/** The first number of the version; undefined when the text is no version. */
export function majorOf(version: string): number | undefined {
  return explain(version)?.release[0];
}

/** True for alphas, betas, release candidates and development versions. */
export function isPrerelease(version: string): boolean {
  return explain(version)?.is_prerelease ?? false;
}

/**
 * Whether the specifiers (`>=2.8,<3`; empty admits all) admit `version`. Pre-releases count as admitted, for pip takes
 * them when it has to. Undefined when either text cannot be read.
 */
export function admits(specifiers: string, version: string): boolean | undefined {
  const parts = read(specifiers);
  const padded = paddedVersion(version);
  if (parts === undefined || padded === undefined) {
    return undefined;
  }
  return parts.every((part) => admitsOne(part, version, padded));
}

function admitsOne({ operator, version: wanted, text }: Part, version: string, padded: string): boolean {
  if (operator === '===') {
    return version.toLowerCase() === wanted.toLowerCase();
  }
  if ((operator === '==' || operator === '!=') && localVersion(wanted) !== undefined) {
    // The library drops the local part of both sides; PEP 440 does so only when the specifier has none.
    return sameVersion(version, wanted) === (operator === '==');
  }
  return satisfies(padded, text, { prereleases: true });
}

/** The version of the only specifier, when that is `==` or `===` without a wildcard: `2.8.0` of `==2.8.0`. */
export function exactPin(specifiers: string): string | undefined {
  const parts = read(specifiers);
  const [only] = parts ?? [];
  return parts?.length === 1 && only !== undefined && isPin(only) ? only.version : undefined;
}

/** True when every version the specifiers admit is provably older than `limit`. */
export function everyAdmittedBelow(specifiers: string, limit: string): boolean {
  return boundsOf(specifiers).some(({ upper }) => {
    const order = upper === undefined ? undefined : compareVersions(upper.version, limit);
    return order !== undefined && upper !== undefined && (order < 0 || (order === 0 && !upper.inclusive));
  });
}

/** True when every version the specifiers admit is provably `limit` or newer. */
export function everyAdmittedAtLeast(specifiers: string, limit: string): boolean {
  return boundsOf(specifiers).some(({ lower }) => {
    const order = lower === undefined ? undefined : compareVersions(lower.version, limit);
    return order !== undefined && order >= 0;
  });
}

/** True when the specifiers refuse every version from some point on: `<3`, `==2.8.0`, `~=2.8`. */
export function hasUpperBound(specifiers: string): boolean {
  return boundsOf(specifiers).some(({ upper }) => upper !== undefined);
}

/** True when provably no version satisfies both sets. False means that one may, not that one does. */
export function disjoint(a: string, b: string): boolean {
  return (
    refusesPinOf(a, b) ||
    refusesPinOf(b, a) ||
    boundsOf(a).some((left) => boundsOf(b).some((right) => apart(left, right)))
  );
}

/**
 * True when every version that the specifiers admit provably lies in `range`, such as `>=5,<6`. What comes before a release,
 * as `==5.0.*` admits, counts as that: pip takes it only when there is nothing else.
 */
export function within(specifiers: string, range: string): boolean {
  const pin = exactPin(specifiers);
  if (pin !== undefined) return admits(range, pin) === true;
  const limits = boundsOf(range);
  return (
    limits.length > 0 &&
    limits.every(
      ({ lower, upper }) =>
        (lower !== undefined || upper !== undefined) &&
        (!lower || (lower.inclusive && everyAdmittedAtLeast(specifiers, `${lower.version}.dev0`))) &&
        (!upper || (!upper.inclusive && everyAdmittedBelow(specifiers, upper.version))),
    )
  );
}

interface Part {
  readonly operator: string;
  /** With `.*` where there is one. */
  readonly version: string;
  readonly text: string;
}

const SPECIFIER = /^(===|~=|==|!=|<=|>=|<|>)\s*(\S+)$/;

function read(specifiers: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const text of specifiers.split(',').map((part) => part.trim())) {
    if (text === '') {
      continue;
    }
    const match = SPECIFIER.exec(text);
    const [, operator, version] = match ?? [];
    if (operator === undefined || version === undefined) {
      return undefined;
    }
    const equality = operator === '==' || operator === '!=';
    if (operator !== '===' && !isVersion(equality ? version.replace(/\.\*$/, '') : version)) {
      return undefined;
    }
    parts.push({ operator, version, text: operator + version });
  }
  return parts;
}

function isPin({ operator, version }: Part): boolean {
  return isVersion(version) && (operator === '==' || operator === '===');
}

/** The version with at least four release numbers, for the library takes `2` not to match `2.0.*`. */
function paddedVersion(version: string): string | undefined {
  const release = explain(version)?.release;
  if (release === undefined) {
    return undefined;
  }
  const missing = Math.max(0, 4 - release.length);
  return version.replace(/^(v?(?:\d+!)?\d+(?:\.\d+)*)/i, `$1${'.0'.repeat(missing)}`);
}

interface Bound {
  readonly version: string;
  readonly inclusive: boolean;
}

interface Bounds {
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
}

/** What each specifier says about the versions it admits. */
function boundsOf(specifiers: string): readonly Bounds[] {
  return (read(specifiers) ?? []).map(({ operator, version }) => {
    const inclusive = { version, inclusive: true };
    const exclusive = { version, inclusive: false };
    switch (operator) {
      case '<':
        return { lower: undefined, upper: exclusive };
      case '<=':
        return { lower: undefined, upper: inclusive };
      case '>':
        return { lower: exclusive, upper: undefined };
      case '>=':
        return { lower: inclusive, upper: undefined };
      case '==':
      case '===':
        return version.endsWith('.*') ? family(version.slice(0, -2), 0) : pinBounds(version);
      case '~=':
        return { lower: inclusive, upper: family(version, 1).upper };
      default:
        return { lower: undefined, upper: undefined };
    }
  });
}

function pinBounds(version: string): Bounds {
  if (!isVersion(version)) {
    return { lower: undefined, upper: undefined };
  }
  const bound = { version, inclusive: true };
  return { lower: bound, upper: bound };
}

/** All versions that begin like `version` without its last `drop` numbers. */
function family(version: string, drop: number): Bounds {
  const explained = explain(version);
  const kept = explained?.release.slice(0, explained.release.length - drop) ?? [];
  const last = kept.at(-1);
  if (explained === null || last === undefined) {
    return { lower: undefined, upper: undefined };
  }
  const epoch = explained.epoch === 0 ? '' : `${explained.epoch}!`;
  const next = [...kept.slice(0, -1), last + 1].join('.');
  return {
    lower: { version: `${epoch}${kept.join('.')}.dev0`, inclusive: true },
    upper: { version: `${epoch}${next}.dev0`, inclusive: false },
  };
}

/** `a` holds a pin that `b` does not admit. */
function refusesPinOf(a: string, b: string): boolean {
  const others = read(b);
  return (read(a) ?? []).some((part) => {
    if (!isPin(part) || others === undefined) {
      return false;
    }
    // `==2.8.0` admits 2.8.0+cpu too, so a local version on the other side is compared without it.
    const tolerant = others
      .filter(({ operator, version }) => operator !== '!=' || localVersion(version) === undefined)
      .map(({ operator, version }) => operator + (isVersion(version) ? withoutLocal(version, part.version) : version))
      .join(',');
    return admits(tolerant, part.version) === false;
  });
}

function withoutLocal(version: string, pin: string): string {
  return localVersion(pin) === undefined && localVersion(version) !== undefined
    ? (publicVersion(version) ?? version)
    : version;
}

function apart(a: Bounds, b: Bounds): boolean {
  return below(a.upper, b.lower) || below(b.upper, a.lower);
}

function below(upper: Bound | undefined, lower: Bound | undefined): boolean {
  if (upper === undefined || lower === undefined) {
    return false;
  }
  // `<=2.8.0` admits 2.8.0+cpu, which sorts after 2.8.0: compare public versions.
  const order = compareVersions(publicVersion(upper.version) ?? '', publicVersion(lower.version) ?? '');
  return order !== undefined && (order < 0 || (order === 0 && !(upper.inclusive && lower.inclusive)));
}
