import type { GrammarBytes } from '../host/host';
import { createSpaceModel } from '../model/space';
import { loadPythonParser } from '../syntax/python/parser';
import type { CreateModel } from './workspace';

/** Loads the Python grammar; what comes back makes models with it. */
export async function modelFactory(grammars: Promise<GrammarBytes>): Promise<CreateModel> {
  const parser = await loadPythonParser(await grammars);
  return (root, settings, tables) => createSpaceModel(root, parser, settings, tables);
}
