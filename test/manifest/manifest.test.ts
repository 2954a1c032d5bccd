import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { defaultConfiguration } from '../../server/src/engine/configuration';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the settings', () => {
  const properties: Readonly<Record<string, { readonly default: unknown }>> =
    manifest.contributes.configuration.properties;
  const { 'zerogpu.trace.server': trace, ...settings } = properties;

  it('have the defaults that the engine has', () => {
    expect(trace?.default).toBe('off');
    const defaults = Object.entries(settings).map(([name, setting]) => [
      name.replace(/^zerogpu\./, ''),
      setting.default,
    ]);
    expect(Object.fromEntries(defaults)).toEqual(defaultConfiguration);
  });
});

describe('the commands', () => {
  it('are the ones the client registers', () => {
    const registered = [...read('client/extension.ts').matchAll(/registerCommand\('([^']+)'/g)].map(([, name]) => name);
    expect(registered.sort()).toEqual(manifest.contributes.commands.map(({ command }) => command).sort());
  });
});

describe('the extension', () => {
  it('is activated by every kind of file that can be evidence of a Space', () => {
    const { activationEvents, contributes } = manifest;
    expect(activationEvents).toEqual(
      expect.arrayContaining(['onLanguage:python', 'onLanguage:markdown', 'workspaceContains:README.md']),
    );
    // VS Code adds the event for a language that an extension contributes.
    expect(contributes.languages.flatMap(({ filenames }) => filenames)).toContain('requirements.txt');
  });
});

describe('the snippets', () => {
  it.each(manifest.contributes.snippets)('$path has a prefix, a description and a body each', ({ path: file }) => {
    const snippets = Object.values(
      JSON.parse(read(file)) as Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    );
    expect(snippets.length).toBeGreaterThan(0);
    for (const { prefix, description, body } of snippets) {
      expect(prefix).toBeTruthy();
      expect(description).toBeTypeOf('string');
      expect(body).toBeInstanceOf(Array);
    }
  });

  it.each(['snippets/python.json', 'snippets/requirements.json'])(
    'of %s are nothing that somebody types who means code: Enter takes whatever a word of it matches',
    (file) => {
      const snippets = JSON.parse(read(file)) as Readonly<Record<string, { readonly prefix: unknown }>>;
      for (const { prefix } of Object.values(snippets)) expect(prefix).toBe('zerogpu');
    },
  );
});

describe('the vendored grammar', () => {
  const sha256 = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(path.join(root, file)))
      .digest('hex');

  it('is the one its README tells of, and the one of the pinned package', () => {
    const packaged = 'node_modules/tree-sitter-python/tree-sitter-python.wasm';
    expect(read('grammars/README.md')).toContain(sha256('grammars/tree-sitter-python.wasm'));
    expect(read('grammars/README.md')).toContain(manifest.devDependencies['tree-sitter-python']);
    expect(sha256('grammars/tree-sitter-python.wasm')).toBe(sha256(packaged));
  });
});
