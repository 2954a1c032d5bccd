import type { CreateModel } from '../engine/workspace';
import type { Ask } from '../host/client';
import type { GrammarBytes, Host } from '../host/host';
import { createSpaceModel } from '../model/space';
import { loadPythonParser } from '../syntax/python/parser';
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

/** Loads the Python grammar; what comes back makes models with it. */
export async function modelFactory(grammars: Promise<GrammarBytes>): Promise<CreateModel> {
  const parser = await loadPythonParser(await grammars);
  return (root, settings, tables) => createSpaceModel(root, parser, settings, tables);
}
