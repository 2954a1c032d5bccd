/** What editors start: `node dist/server/node.js --stdio`, or `--node-ipc` when an extension does. */
import path from 'node:path';
import { loadCompiled } from '../host/compiled';
import { optimizeScriptsLate } from '../host/tierUp';

optimizeScriptsLate();
loadCompiled(path.join(__dirname, 'server.js'));
