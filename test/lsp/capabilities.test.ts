import { describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  type CompletionList,
  type DocumentSymbol,
  ErrorCodes,
  type SymbolInformation,
} from 'vscode-languageserver/node';
import { ordinaryFiles } from '../support/space';
import { inBand, pulling, pushing, uriOf } from './client';

const { 'README.md': card = '' } = ordinaryFiles;
const textDocument = { uri: uriOf('README.md') };

async function ready(capabilities: ClientCapabilities) {
  const { client } = inBand(ordinaryFiles);
  const result = await client.initialize(capabilities);
  client.open('README.md', card, 'markdown');
  await client.reported('README.md');
  return { client, result };
}

const withText = (own: ClientCapabilities['textDocument']): ClientCapabilities => ({
  ...pushing,
  textDocument: { ...pushing.textDocument, ...own },
});

describe('what a client does not know is not sent to it', () => {
  it('Markdown in completions', async () => {
    const documentation = async (documentationFormat?: ('markdown' | 'plaintext')[]) => {
      const completion = documentationFormat ? { completionItem: { documentationFormat } } : {};
      const { client } = await ready(withText({ completion }));
      const position = { line: 1, character: 0 };
      const { items } = await client.connection.sendRequest<CompletionList>('textDocument/completion', {
        textDocument,
        position,
      });
      return items.find(({ label }) => label === 'models')?.documentation;
    };
    expect(await documentation(['markdown', 'plaintext'])).toMatchObject({ kind: 'markdown' });
    const text = await documentation(['plaintext']);
    expect(text).toBeTypeOf('string');
    expect(text).not.toContain('`');
    expect(await documentation()).toEqual(text);
  });

  it('a tree of symbols', async () => {
    const symbols = async (own: ClientCapabilities['textDocument']) => {
      const { client } = await ready(withText(own));
      return client.connection.sendRequest<(DocumentSymbol | SymbolInformation)[]>('textDocument/documentSymbol', {
        textDocument,
      });
    };
    const [first] = await symbols({ documentSymbol: { hierarchicalDocumentSymbolSupport: true } });
    expect(first).toMatchObject({ name: 'sdk', range: { start: { line: 1 } } });
    const [flat] = await symbols({ documentSymbol: {} });
    expect(flat).toEqual({
      name: 'sdk',
      kind: 7,
      location: { uri: textDocument.uri, range: { start: { line: 1, character: 0 }, end: { line: 1, character: 11 } } },
    });
  });

  it('a menu of actions', async () => {
    const { result } = await ready(withText({ codeAction: {} }));
    expect(result.capabilities.codeActionProvider).toBeUndefined();
    expect((await ready(pushing)).result.capabilities.codeActionProvider).toMatchObject({ resolveProvider: false });
  });
});

describe('after it was shut down the server', () => {
  it('refuses every request', async () => {
    for (const capabilities of [pushing, pulling]) {
      const { client } = inBand(ordinaryFiles);
      await client.initialize(capabilities);
      await client.connection.sendRequest('shutdown');
      const position = { line: 0, character: 0 };
      const requests: readonly (readonly [method: string, params: object])[] = [
        ['textDocument/hover', { textDocument, position }],
        ['textDocument/documentSymbol', { textDocument }],
        ['codeAction/resolve', { title: 'x' }],
        ['workspace/executeCommand', { command: 'zerogpu.fixSpace', arguments: [textDocument.uri] }],
        ['zerogpu/showModel', textDocument],
        ...(capabilities === pulling
          ? ([
              ['textDocument/diagnostic', { textDocument }],
              ['workspace/diagnostic', { previousResultIds: [] }],
            ] as const)
          : []),
        ['shutdown', {}],
      ];
      for (const [method, params] of requests) {
        await expect(client.connection.sendRequest(method, params), method).rejects.toMatchObject({
          code: ErrorCodes.InvalidRequest,
        });
      }
    }
  });
});

it('a request that fails is answered as empty, and logged', async () => {
  const { client } = inBand(ordinaryFiles);
  await client.initialize(pulling);
  const odd = { textDocument: { uri: 7 } };
  expect(await client.connection.sendRequest('textDocument/diagnostic', odd)).toEqual({ kind: 'full', items: [] });
  const ids = { previousResultIds: [{ uri: 7, value: 'x' }] };
  expect(await client.connection.sendRequest('workspace/diagnostic', ids)).toEqual({ items: [] });
  const action = { title: 'Fix all', data: {} };
  expect(await client.connection.sendRequest('codeAction/resolve', action)).toEqual(action);
  expect(client.logs.length).toBe(3);
});

describe('a client that says of itself', () => {
  it.each([
    ['nothing', {}],
    ['what is of another kind', { textDocument: null, workspace: { workspaceEdit: { resourceOperations: 5 } } }],
    // As the protocol had it before 3.16.
    ['that it knows tags', { textDocument: { publishDiagnostics: { tagSupport: true } } }],
    ['only that there are lists', { textDocument: { codeAction: { resolveSupport: {}, dataSupport: true } } }],
  ])('%s is served', async (_, capabilities) => {
    const { client } = inBand(ordinaryFiles);
    await client.initialize(capabilities as ClientCapabilities);
    client.open('README.md', card, 'markdown');
    const position = { line: 1, character: 0 };
    const asked = { textDocument, position };
    expect(await client.connection.sendRequest('textDocument/completion', asked)).not.toBeNull();
  });
});
