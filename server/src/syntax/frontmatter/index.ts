export * from './types';
export { editTouchesFrontMatter, entryOf, isInScalar, parseFrontMatter } from './parse';
