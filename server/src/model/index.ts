export type * from './views';
export type * from './entities';
export type { Value } from './value';
