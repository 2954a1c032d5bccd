import type { CreateModel } from '../engine/workspace';
import type { Ask } from './clientHost';
import type { Host } from '../host/host';
import type { InitializationOptions } from './protocol';
import type { UriCodec } from './uris';

/** What differs between a server that is a process and one that is a web worker. */
export interface Environment {
  readonly uris: UriCodec;
  /** Runs `callback` soon, after input that is waiting now. */
  readonly defer: (callback: () => void) => void;
  createHost(ask: Ask, log: Host['log']): Host;
  createModel(options: InitializationOptions): Promise<CreateModel>;
}
