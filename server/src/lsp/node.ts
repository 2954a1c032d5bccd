/** The server as a process of its own, which `start.ts` loads. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serveProcess, serveStdio } from './process';

if (process.argv.includes('--stdio')) serveStdio();
else serveProcess(createConnection(ProposedFeatures.all));
