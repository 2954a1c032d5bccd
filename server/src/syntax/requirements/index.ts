export * from './types';
export {
  evaluateMarker,
  type MarkerEnvironment,
  type MarkerExpression,
  type MarkerOperand,
  type MarkerOperator,
} from './markers';
export { normalizeName } from './names';
export { parseRequirements } from './parse';
export { wheelAdmitsLinuxX64, wheelAdmitsPython } from './urls';
