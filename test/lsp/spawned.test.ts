import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built } from '../support/dist';
import { ordinaryFiles } from '../support/space';
import { pushing, spawned } from './client';

let folder = '';
beforeAll(() => {
  // A name that has to be escaped in a URI.
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'zerogpu-lsp-')), 'a space');
  mkdirSync(folder);
  for (const [file, text] of Object.entries(ordinaryFiles)) writeFileSync(path.join(folder, file), text);
  writeFileSync(path.join(folder, 'requirements.txt'), 'spaces==0.30\n');
});
afterAll(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const commands = [
  ['node dist/server/node.js --stdio', () => [built('server/node.js'), '--stdio']],
  ['zerogpu-lint lsp', () => [built('cli.js'), 'lsp']],
  ['zerogpu-lint lsp --stdio', () => [built('cli.js'), 'lsp', '--stdio']],
] as const;

describe.each(commands)('%s', (_, command) => {
  it('serves a folder and ends as it should', async () => {
    const { client, exit } = spawned(command());
    await client.initialize(pushing, { folder: pathToFileURL(folder).href });
    const uri = pathToFileURL(path.join(folder, 'requirements.txt')).href;
    const { diagnostics } = await client.until(() => client.published.get(uri));
    expect(diagnostics.map(({ code }) => code)).toEqual(['requirements-spaces-pin']);
    await client.connection.sendRequest('shutdown');
    void client.connection.sendNotification('exit');
    expect(await exit).toBe(0);
  });

  it('ends with 1 when it is told to end without being shut down, or its client is gone', async () => {
    const told = spawned(command());
    await told.client.initialize(pushing, { folder: null });
    void told.client.connection.sendNotification('exit');
    expect(await told.exit).toBe(1);
    const left = spawned(command());
    await left.client.initialize({}, { folder: null });
    left.child.stdin?.end();
    expect(await left.exit).toBe(1);
  });
});
