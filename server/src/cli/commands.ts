/** What the commands do, in a bundle of its own: reading the arguments, and telling what is wrong with them, needs none of it. */
import { isMainThread } from 'node:worker_threads';
import { serveChecks } from './threads';

export { check } from './check';
export { showConfig } from './config';
export { showModels } from './model';
export { prepareApp } from './prepare';
export { explainText, showRule } from './rule';
export { serveStdio } from '../lsp/process';

if (!isMainThread) void serveChecks();
