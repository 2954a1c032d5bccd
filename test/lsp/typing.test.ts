import { expect, it, vi } from 'vitest';
import { LineIndex } from '../../server/src/text/lineIndex';
import { ordinaryFiles } from '../support/space';
import { inBand, pulling, pushing, type TestClient, uriOf } from './client';

const file = 'requirements.txt';

/** Types at the end of the document, key by key; what is told after each of them. */
async function typed(client: TestClient, text: string): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  for (const key of text) {
    const before = client.texts.get(uriOf(file))?.text ?? '';
    const end = { start: before.length, end: before.length };
    client.edit(file, { range: new LineIndex(before).rangeOf(end), text: key });
    const version = client.texts.get(uriOf(file))?.version;
    await client.until(() => client.published.get(uriOf(file))?.version === version);
    told.push(client.rules(file));
  }
  return told;
}

it('tells of a line that is typed when typing pauses', async () => {
  const { client } = inBand({ ...ordinaryFiles, [file]: '' });
  await client.initialize(pushing);
  client.open(file, '', 'pip-requirements');
  await client.reported(file);
  expect((await typed(client, 'spaces==0.30')).flat()).toEqual([]);
  await client.reported(file, 'requirements-spaces-pin');
  // What was told goes with the key that repairs it, and does not come back at once.
  client.replace(file, '==0.30', '==0.3');
  await client.reported(file, 'requirements-spaces-pin');
  const [kept] = await typed(client, '1');
  expect(kept).toEqual(['requirements-spaces-pin']);
});

it('tells of it at once when the line is left', async () => {
  const { client } = inBand({ ...ordinaryFiles, [file]: '' });
  await client.initialize(pushing);
  client.open(file, '', 'pip-requirements');
  await client.reported(file);
  const told = await typed(client, 'spaces==0.30\n');
  expect(told.at(-2)).toEqual([]);
  expect(told.at(-1)).toEqual(['requirements-spaces-pin']);
});

it('tells of it with the first key in another document', async () => {
  const { client } = inBand({ ...ordinaryFiles, [file]: '' });
  await client.initialize(pushing);
  client.open('app.py', ordinaryFiles['app.py'] ?? '');
  client.open(file, '', 'pip-requirements');
  await client.reported(file);
  // Typing never pauses.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    expect((await typed(client, 'spaces==0.30')).flat()).toEqual([]);
    const start = { line: 0, character: 0 };
    client.edit('app.py', { range: { start, end: start }, text: '#' });
    await client.reported(file, 'requirements-spaces-pin');
  } finally {
    vi.useRealTimers();
  }
});

it('has a client that asks ask again', async () => {
  const { client } = inBand({ ...ordinaryFiles, [file]: 'spaces==0.3\n' });
  await client.initialize(pulling);
  client.open(file, 'spaces\n', 'pip-requirements');
  expect(await client.pull(file)).toMatchObject({ items: [] });
  for (const [i, key] of ['=', '=', '1'].entries()) {
    const at = { line: 0, character: 'spaces'.length + i };
    client.edit(file, { range: { start: at, end: at }, text: key });
  }
  expect(await client.pull(file)).toMatchObject({ items: [] });
  const before = client.refreshes;
  await client.until(() => client.refreshes > before);
  expect(await client.pull(file)).toMatchObject({ items: [{ code: 'requirements-spaces-pin' }] });
});
