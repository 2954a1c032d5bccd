import { rules } from './registry.generated';
import unusedSuppression from './unused-suppression';

export { rules };

/** The rule whose findings the engine makes itself. */
export const unusedSuppressionRule = unusedSuppression;

export const ruleNames: ReadonlySet<string> = new Set(rules.map(({ name }) => name));
