import { ruleNames } from '../rules';
import { nearest } from '../text/nearest';
import { UsageError } from './exit';

/** The name of a rule as it was given; anything else is a mistake. */
export function checkedRuleName(name: string): string {
  if (ruleNames.has(name)) return name;
  const meant = nearest(name, ruleNames);
  throw new UsageError(
    `\`${name}\` is not the name of a rule${meant === undefined ? '; `zerogpu-lint rule` lists them' : `; did you mean \`${meant}\`?`}`,
  );
}
