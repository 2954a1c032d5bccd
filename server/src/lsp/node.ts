/** The server as a process of its own: `node dist/server/node.js --stdio`, or `--node-ipc` when an extension starts it. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serveProcess, serveStdio } from './process';

if (process.argv.includes('--stdio')) serveStdio();
else serveProcess(createConnection(ProposedFeatures.all));
