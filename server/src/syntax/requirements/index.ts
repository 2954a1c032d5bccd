export * from './types';
export { evaluateMarker } from './markers';
export { normalizeName } from './names';
export { parseRequirements } from './parse';
export { torchOfVersion, wheelAdmitsLinuxX64, wheelAdmitsPython } from './urls';
