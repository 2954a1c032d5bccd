import { burst } from './burst.mjs';
import { coldStart } from './coldStart.mjs';
import { commandLine } from './commandLine.mjs';
import { crossFile } from './crossFile.mjs';
import { keystrokes } from './keystroke.mjs';
import { manySpaces } from './manySpaces.mjs';
import { memory } from './memory.mjs';
import { oneStatement } from './oneStatement.mjs';
import { quotes } from './quote.mjs';
import { realSpaces } from './realSpaces.mjs';
import { requests } from './requests.mjs';
import { activation, sizes } from './size.mjs';
import { timing } from './timing.mjs';

/** @typedef {import('../lib/report.mjs').Section} Section */

/** In the order in which they are run and told. @type {Readonly<Record<string, (bench: import('../lib/space.mjs').Bench) => Section | Promise<Section>>>} */
export const scenarios = {
  keystroke: keystrokes,
  real: realSpaces,
  'one-statement': oneStatement,
  quote: quotes,
  cross: crossFile,
  cold: coldStart,
  many: manySpaces,
  activation,
  requests,
  burst,
  memory,
  cli: commandLine,
  timing,
  size: sizes,
};
