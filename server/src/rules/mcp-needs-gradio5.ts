import { argumentOf, cardEntry, constantOf, gradioIsOlder, isBlocksCall } from '../model';
import { rule } from './rule';
import { raiseGradio } from './shared/gradioVersion';

/** The first Gradio with an MCP server. */
const FIRST = '5.28';

export default rule({
  name: 'mcp-needs-gradio5',
  summary: 'An MCP server in a version of Gradio without one',
  group: 'gradio',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tooOld:
      '`mcp_server=True` came with Gradio 5.28: in Gradio {version} `launch` raises a `TypeError` and the Space does not start',
  },
  explains: ["got an unexpected keyword argument 'mcp_server'"],
  concerns: ['.launch'],
  sources: [
    { url: 'https://www.gradio.app/guides/building-mcp-server-with-gradio', read: '2026-11-21' },
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/CHANGELOG.md', read: '2026-11-22' },
  ],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      for (const call of calls) {
        const mcp = isBlocksCall(call, 'launch') ? argumentOf(call, 'mcp_server') : undefined;
        if (!mcp || constantOf(mcp.value) !== true || call.insideTry) continue;
        const version = space.gradioVersion;
        if (version === undefined || !gradioIsOlder(space, FIRST)) return;
        const { frontMatter } = space;
        const entry = frontMatter && cardEntry(frontMatter, 'sdk_version');
        const place = entry && frontMatter.place(entry.value.span);
        report(
          mcp.whole,
          'tooOld',
          { version },
          {
            related: place ? [{ place, message: 'The version is chosen here' }] : [],
            fixes: () => raiseGradio(space, FIRST),
          },
        );
      }
    },
  },
});
