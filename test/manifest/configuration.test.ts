import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { defaultConfiguration, readProject } from '../../server/src/engine/configuration';
import { defaultPlatformTables, mergePlatformTables } from '../../server/src/platform';
import { tableSchemas } from '../../server/src/platform/tables';
import { ruleNames } from '../../server/src/rules';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
const fence = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

describe('docs/configuration.md', () => {
  const keys = Object.keys(defaultConfiguration).filter((key) => key !== 'enable');
  const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

  it('names every setting of the editor', () => {
    const settings = Object.keys(manifest.contributes.configuration.properties);
    expect(settings.filter((setting) => !page.includes(`\`${setting}\``))).toEqual([]);
  });

  it('names every key, beside the setting of the same meaning, and says what it means', () => {
    const missing = keys.filter(
      (key) => !new RegExp(`^\\| \`${kebab(key)}\` +\\| \`zerogpu\\.${key}\` `, 'm').test(page),
    );
    expect(missing).toEqual([]);
    expect(keys.filter((key) => !page.includes(`\n**\`${kebab(key)}\`**`))).toEqual([]);
  });

  it('has an example with all keys that is understood', () => {
    const project = readProject('pyproject.toml', fence('toml'), ruleNames);
    expect(project?.problems).toEqual([]);
    expect(Object.keys(project?.layer ?? {}).sort()).toEqual([...keys].sort());
  });

  it('has an example of platform tables that is understood, and names all there are', () => {
    expect(mergePlatformTables(defaultPlatformTables, JSON.parse(fence('json'))).problems).toEqual([]);
    expect(Object.keys(tableSchemas).filter((name) => !page.includes(`\n| \`${name}\` `))).toEqual([]);
  });
});
