export * from './types';
export { editTouchesFrontMatter, entryOf, frontMatterEnd, parseFrontMatter } from './parse';
