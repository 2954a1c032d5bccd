import v8 from 'node:v8';
import { expect, test } from 'vitest';
import { optimizedLate } from '../../server/src/host/tierUp';

const changed = (): boolean => v8.cachedDataVersionTag() !== usual;
const usual = v8.cachedDataVersionTag();

test('V8 works with its usual flags again, so that what it keeps of compiled code can be used', async () => {
  expect(await optimizedLate(() => Promise.resolve(changed()))).toBe(true);
  expect(changed()).toBe(false);
  await expect(optimizedLate(() => Promise.reject(new Error('no grammar')))).rejects.toThrow('no grammar');
  expect(changed()).toBe(false);
});
