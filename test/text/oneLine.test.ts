import { expect, it } from 'vitest';
import { inOneLine } from '../../server/src/text/oneLine';

it.each([
  ['Move `@spaces.GPU(\n    duration=30,  # seconds\n)` from `a`', 'Move `@spaces.GPU(…)` from `a`'],
  [
    'Move `@spaces.GPU(  # why\r\n    duration=30)` and `from spaces import (\n    GPU,\n)`',
    'Move `@spaces.GPU(…)` and `from spaces import (…)`',
  ],
  ['Run `load(\n    "x"\n).to("cuda")` uncompiled', 'Run `load(…)` uncompiled'],
  ['Run `load\n    .now("x")` uncompiled', 'Run `load …` uncompiled'],
  ['Run `load("x")`', 'Run `load("x")`'],
])('%j', (text, line) => {
  expect(inOneLine(text)).toBe(line);
});
