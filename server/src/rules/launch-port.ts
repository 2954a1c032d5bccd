import { commandLineDefault, constantOf, isBlocksCall } from '../model';
import { CARD_DOCS, reviewFix, rule, safeFix } from './rule';

/** With these another app than Gradio's may answer where the platform looks. */
const SERVERS = /^(?:uvicorn|hypercorn|granian|gunicorn|waitress|aiohttp|tornado|flask)(?:\.|$)/;

export default rule({
  name: 'launch-port',
  summary: 'An app that listens where the platform does not look',
  group: 'gradio',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    port: 'The platform expects a Gradio Space on port 7860: with `server_port={port}` it never counts as started',
    name: 'With `server_name={address}` the app only answers inside its own container: the Space never counts as started',
  },
  explains: ['workload was not healthy after'],
  concerns: ['.launch'],
  sources: [CARD_DOCS],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0 || code.module !== space.appModule) return;
      if (space.imports.some(({ module }) => SERVERS.test(module))) return;
      for (const call of code.calls) {
        if (!isBlocksCall(call, 'launch') || call.conditional || call.insideTry) continue;
        for (const argument of call.args) {
          if (argument.keyword !== 'server_port' && argument.keyword !== 'server_name') continue;
          const parsed = commandLineDefault(argument, code, space);
          const value = constantOf(parsed?.value ?? argument.value);
          const isPort = argument.keyword === 'server_port' && typeof value === 'number' && value !== 7860;
          const isName = argument.keyword === 'server_name' && (value === '127.0.0.1' || value === 'localhost');
          // A program that the app starts may answer where the platform looks.
          if ((!isPort && !isName) || space.codesNaming('leavesProgram').length > 0) continue;
          const written = space.text(argument.place);
          const title = `Remove \`${argument.keyword}\`: Spaces set it themselves`;
          const details = {
            related: parsed ? [{ place: parsed.whole, message: 'Spaces start the app without arguments' }] : [],
            // Elsewhere somebody may start it with one.
            fixes: () => [
              (parsed ? reviewFix : safeFix)(title, space.edits.removeArgument(call.argsPlace, argument.whole)),
            ],
          };
          if (isPort) report(argument.whole, 'port', { port: value }, details);
          else report(argument.whole, 'name', { address: written }, details);
        }
      }
    },
  },
});
