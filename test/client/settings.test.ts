import { expect, it } from 'vitest';
import { withoutDefaults } from '../../client/settings';

const settings = { enable: true, pedantic: false, rules: { 'torch-compile': 'off' }, visitorTier: 'free' };

it('leaves out what nobody has set, and keeps a default that somebody has', () => {
  const inspected: Readonly<Record<string, object>> = {
    enable: { defaultValue: true },
    pedantic: { defaultValue: false, workspaceValue: false },
    rules: { defaultValue: {}, workspaceFolderValue: { 'torch-compile': 'off' } },
    visitorTier: { defaultValue: 'free', globalValue: 'free' },
  };
  const { enable, ...set } = settings;
  expect(enable).toBe(true);
  expect(withoutDefaults(settings, (key) => ({ key, ...inspected[key] }))).toEqual(set);
  expect(withoutDefaults(settings, () => undefined)).toEqual({});
  expect(withoutDefaults(null, () => undefined)).toBeNull();
});
