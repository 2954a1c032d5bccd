export * from './types';
export { editTouchesFrontMatter, entryOf, frontMatterEnd, isInScalar, parseFrontMatter } from './parse';
