import type { ListFilesParams, ListFilesResult, ReadFileParams, ReadFileResult } from './protocol';
import { listFilesRequest, readFileRequest } from './protocol';
import { isSpaceFile } from '../host/files';
import { type Host, Unreadable } from '../host/host';

/** Sends a request to the client. */
export type Ask = <R>(method: string, params: object) => Promise<R>;

/** Asks the client for files, where the server has no file system: in a web worker, or for a virtual workspace. */
export function clientHost(ask: Ask, log: Host['log']): Host {
  return {
    async readFile(uri) {
      const params: ReadFileParams = { uri };
      const answer = await attempt(ask<ReadFileResult>(readFileRequest, params));
      if (!answer) return undefined;
      return 'text' in answer ? answer.text : new Unreadable(answer.unreadable);
    },
    async listFiles(folder, limit) {
      const params: ListFilesParams = { uri: folder, limit };
      const answer = await attempt(ask<ListFilesResult>(listFilesRequest, params));
      return (answer?.uris ?? []).filter(isSpaceFile).slice(0, limit);
    },
    log,
  };
}

/** A client that does not know the request answers with an error: there are no such files then. */
async function attempt<R>(answer: Promise<R>): Promise<R | undefined> {
  try {
    return await answer;
  } catch {
    return undefined;
  }
}
