import { parse, TomlError } from 'smol-toml';
import type { ModelSettings, VisitorTier } from '../model';
import type { Severity } from '../rules/rule';
import { nearest } from '../text/nearest';
import { matchesGlob } from '../text/paths';

export type RuleSetting = 'off' | Severity;

/** What a user can set, all of it known. */
export interface Configuration extends ModelSettings {
  readonly enable: boolean;
  /** Also run the rules whose audience is `pedantic`. */
  readonly pedantic: boolean;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Globs relative to the Space: their files are read, but nothing is reported in them. */
  readonly exclude: readonly string[];
  /** A JSON file with newer platform numbers; empty when there is none. */
  readonly platformTables: string;
}

export type Layer = Partial<Configuration>;

/** Settings from one place, and what is wrong with them, said once and in full. */
export interface LayerResult {
  readonly origin: string;
  readonly layer: Layer;
  readonly problems: readonly string[];
}

export const defaultConfiguration: Configuration = {
  enable: true,
  treatAsSpace: 'auto',
  pedantic: false,
  rules: {},
  visitorTier: 'free',
  maxDuration: null,
  exclude: [],
  platformTables: '',
};

const ruleSettings: readonly RuleSetting[] = ['off', 'error', 'warning', 'information', 'hint'];
const treatments: readonly ModelSettings['treatAsSpace'][] = ['auto', 'always', 'never'];
const tiers: readonly VisitorTier[] = ['unauthenticated', 'free', 'pro'];

/** A value that can't be used, told as what was expected. */
class WrongValue extends Error {}

type Reader<K extends keyof Configuration> = (value: unknown, context: Context) => Configuration[K];

interface Context {
  readonly ruleNames: ReadonlySet<string>;
  /** Problems that leave the rest of the value usable. */
  readonly problem: (what: string) => void;
}

const readers: { readonly [K in keyof Configuration]: Reader<K> } = {
  enable: (value) => boolean(value),
  treatAsSpace: (value) => oneOf(treatments, value),
  pedantic: (value) => boolean(value),
  rules: (value, context) => {
    if (!isRecord(value)) throw new WrongValue('a table of rule names, each with "off" or a severity');
    const rules: Record<string, RuleSetting> = {};
    for (const [name, setting] of Object.entries(value)) {
      if (!context.ruleNames.has(name)) {
        const meant = nearest(name, context.ruleNames);
        context.problem(
          `\`${name}\` is not the name of a rule${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`,
        );
        continue;
      }
      try {
        rules[name] = oneOf(ruleSettings, setting);
      } catch (error) {
        if (!(error instanceof WrongValue)) throw error;
        context.problem(`\`${name}\` must be ${error.message}, not ${shown(setting)}`);
      }
    }
    return rules;
  },
  visitorTier: (value) => oneOf(tiers, value),
  maxDuration: (value) => {
    if (typeof value !== 'number' || !(value > 0)) throw new WrongValue('a number of seconds above zero');
    return value;
  },
  exclude: (value) => {
    const isList = Array.isArray(value) && value.every((item): item is string => typeof item === 'string');
    if (!isList) throw new WrongValue('a list of globs');
    return value;
  },
  platformTables: (value) => {
    if (typeof value !== 'string') throw new WrongValue('the path of a JSON file');
    return value;
  },
};

const keys = Object.keys(readers) as readonly (keyof Configuration)[];

/** `[tool.zerogpu-lint]` of a `pyproject.toml`; undefined when it has no such table. */
export function readProject(path: string, text: string, ruleNames: ReadonlySet<string>): LayerResult | undefined {
  if (!text.includes('zerogpu-lint')) return undefined;
  let table: unknown;
  try {
    const { tool } = parse(text);
    table = isRecord(tool) ? tool['zerogpu-lint'] : undefined;
  } catch (error) {
    const where = error instanceof TomlError ? `:${error.line}:${error.column}` : '';
    const why =
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '') : '';
    return {
      origin: path,
      layer: {},
      problems: [`${path}${where} is not valid TOML (${why}); its settings are not used`],
    };
  }
  if (table === undefined) return undefined;
  if (!isRecord(table))
    return { origin: path, layer: {}, problems: [`${path}: \`tool.zerogpu-lint\` must be a table`] };
  const byKey = new Map(keys.filter((key) => key !== 'enable').map((key) => [kebab(key), key]));
  return readLayer(path, table, byKey, ruleNames);
}

/**
 * Settings from an editor. What it sends is set (the VS Code client leaves out what nobody has set), but for `null`. Other
 * products' keys and unknown ones are none of our business here.
 */
export function readEditor(settings: unknown, ruleNames: ReadonlySet<string>): LayerResult {
  const origin = 'editor settings';
  if (!isRecord(settings)) return { origin, layer: {}, problems: [] };
  const known: ReadonlySet<string> = new Set(keys);
  const set = Object.entries(settings).filter(
    ([key, value]) => known.has(key) && value !== null && value !== undefined,
  );
  return readLayer(origin, Object.fromEntries(set), new Map(keys.map((key) => [key, key])), ruleNames);
}

function readLayer(
  origin: string,
  table: Readonly<Record<string, unknown>>,
  byKey: ReadonlyMap<string, keyof Configuration>,
  ruleNames: ReadonlySet<string>,
): LayerResult {
  const problems: string[] = [];
  const layer: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(table)) {
    const key = byKey.get(written);
    if (key === undefined) {
      const meant = nearest(written, byKey.keys());
      problems.push(
        `${origin}: there is no setting \`${written}\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`,
      );
      continue;
    }
    try {
      layer[key] = readers[key](value, {
        ruleNames,
        problem: (what) => problems.push(`${origin}: \`${written}\`: ${what}`),
      });
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      problems.push(`${origin}: \`${written}\` must be ${error.message}, not ${shown(value)}`);
    }
  }
  return { origin, layer, problems };
}

/** The configuration in force, and where each part of it came from. */
export interface Effective {
  readonly configuration: Configuration;
  /** By setting, and by `rules.name`; what is not in here is a default. */
  readonly origins: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** Puts layers on top of the defaults; a later one wins, rule by rule. */
export function combine(layers: readonly LayerResult[]): Effective {
  let configuration = defaultConfiguration;
  const origins = new Map<string, string>();
  for (const { origin, layer } of layers) {
    configuration = { ...configuration, ...layer, rules: { ...configuration.rules, ...layer.rules } };
    for (const key of Object.keys(layer)) if (key !== 'rules') origins.set(key, origin);
    for (const name of Object.keys(layer.rules ?? {})) origins.set(`rules.${name}`, origin);
  }
  return { configuration, origins, problems: layers.flatMap(({ problems }) => problems) };
}

/** The configuration in force as text for a person, in the notation of `pyproject.toml`. */
export function renderEffective(effective: Effective): string {
  const { configuration, origins, problems } = effective;
  const rows: (readonly [string, string])[] = [];
  for (const key of keys) {
    if (key === 'rules' || key === 'enable') continue;
    rows.push([`${kebab(key)} = ${shown(configuration[key])}`, origins.get(key) ?? 'default']);
  }
  const rules = Object.entries(configuration.rules).sort(([a], [b]) => (a < b ? -1 : 1));
  const ruleRows = rules.map(
    ([name, setting]) => [`${name} = ${shown(setting)}`, origins.get(`rules.${name}`) ?? 'default'] as const,
  );
  const width = Math.max(...[...rows, ...ruleRows].map(([setting]) => setting.length));
  const line = ([setting, origin]: readonly [string, string]): string => `${setting.padEnd(width)}  # ${origin}`;
  return [
    ...problems.map((problem) => `# Not used: ${problem}`),
    '[tool.zerogpu-lint]',
    ...rows.map(line),
    ...(ruleRows.length > 0 ? ['', '[tool.zerogpu-lint.rules]', ...ruleRows.map(line)] : []),
    '',
  ].join('\n');
}

/** True when nothing is to be reported in a file of this path, relative to the Space. */
export function isExcluded(configuration: Configuration, relativePath: string): boolean {
  return configuration.exclude.some((glob) => matchesGlob(glob, relativePath));
}

function boolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new WrongValue('true or false');
  return value;
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    const quoted = allowed.map((candidate) => `"${candidate}"`);
    throw new WrongValue(`${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`);
  }
  return found;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === null) return 'none';
  if (value instanceof Date) return 'a date';
  if (typeof value === 'bigint') return value.toString();
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? typeof value : text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
