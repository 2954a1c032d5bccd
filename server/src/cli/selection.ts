import type { Configuration, RuleSetting } from '../engine/configuration';
import { rules } from '../rules';

/** Which rules one run is about. */
export interface Selection {
  /** Only these, also where the configuration turns them off or they are pedantic. */
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
}

/** The configuration of one run. */
export function withSelection(configuration: Configuration, { select, ignore = [] }: Selection): Configuration {
  if (select === undefined && ignore.length === 0) return configuration;
  const chosen: Record<string, RuleSetting> = { ...configuration.rules };
  for (const { name, severity } of select === undefined ? [] : rules) {
    if (!select?.includes(name)) chosen[name] = 'off';
    else if ((chosen[name] ?? 'off') === 'off') chosen[name] = severity;
  }
  for (const name of ignore) chosen[name] = 'off';
  return { ...configuration, rules: chosen };
}
