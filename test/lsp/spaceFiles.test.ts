import { expect, it } from 'vitest';
import type { CompletionList, DocumentLink, Hover } from 'vscode-languageserver/node';
import { ordinaryFiles, root } from '../support/space';
import { inBand, pushing, uriOf } from './client';

const wheel =
  'https://example.org/flash_attn-2.8.3%2Bcu12torch2.8cxx11abiTRUE-cp312-cp312-linux_x86_64.whl?download=true';
const files = { ...ordinaryFiles, 'requirements.txt': `gradio==6.25.0\ntorch==2.8.0\n${wheel}\n` };
const { 'README.md': card = '' } = ordinaryFiles;

async function ready() {
  const { client } = inBand(files);
  client.settings = {
    rules: { 'duration-missing': 'off', 'python-version-unsupported': 'off' },
  };
  await client.initialize(pushing);
  client.open('README.md', card, 'markdown');
  return client;
}

it('an edit of the README makes findings in requirements.txt appear and disappear', async () => {
  const client = await ready();
  client.replace('README.md', '6.25.0', '6.20.0');
  await client.reported('requirements.txt', 'requirements-gradio-mismatch');
  client.replace('README.md', '"3.12"', '"3.10"');
  await client.reported('requirements.txt', 'requirements-gradio-mismatch', 'wheel-python-mismatch');
  client.replace('README.md', '6.20.0', '6.25.0');
  await client.reported('requirements.txt', 'wheel-python-mismatch');
  client.replace('README.md', '"3.10"', '"3.12"');
  await client.reported('requirements.txt');
});

it('an edit of the requirements does so within one file and across both', async () => {
  const client = await ready();
  client.open('requirements.txt', files['requirements.txt'], 'pip-requirements');
  client.replace('requirements.txt', '2.8.0', '2.11.0');
  await client.reported('requirements.txt', 'wheel-torch-mismatch');
  client.replace('README.md', 'sdk_version: 6.25.0\n', '');
  await client.reported('README.md', 'sdk-version-missing');
});

it('hovers, completions and links come through', async () => {
  const client = await ready();
  const textDocument = { uri: uriOf('README.md') };
  client.replace('README.md', 'app_file: app.py\n', 'app_file: app.py\ncolorFrom: \n');
  client.replace('README.md', 'sdk_version: 6.25.0\n', '');
  await client.reported('README.md', 'sdk-version-missing');
  const found = await client.connection.sendRequest<Hover>('textDocument/hover', {
    textDocument,
    position: { line: 2, character: 2 },
  });
  expect(JSON.stringify(found.contents)).toContain('The file that starts the app');
  const { items } = await client.connection.sendRequest<CompletionList>('textDocument/completion', {
    textDocument,
    position: { line: 3, character: 11 },
  });
  expect(items.map(({ label }) => label)).toContain('indigo');
  const targets = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', { textDocument });
  expect(targets.map(({ target }) => target)).toEqual([`file://${root}/app.py`]);
});

it('versions are a whole list, which the editor narrows at each key without waiting for another one', async () => {
  const client = await ready();
  client.open('requirements.txt', files['requirements.txt'], 'pip-requirements');
  const { isIncomplete, items } = await client.connection.sendRequest<CompletionList>('textDocument/completion', {
    textDocument: { uri: uriOf('requirements.txt') },
    position: { line: 1, character: 'torch=='.length },
  });
  expect(items.map(({ label }) => label)).toContain('2.11.0');
  expect(isIncomplete).toBe(false);
});
