// The floor of any server: answers every change with an empty publish and every request with a constant. It reads nothing.
import { initializeResult, publish, serve } from './stdio.mjs';

serve({
  initialize: () => initializeResult,
  'textDocument/didOpen': ({ textDocument }) => publish(textDocument, []),
  'textDocument/didChange': ({ textDocument }) => publish(textDocument, []),
  'textDocument/hover': () => ({ contents: 'x' }),
  'textDocument/codeAction': () => [],
  'textDocument/completion': () => [],
});
