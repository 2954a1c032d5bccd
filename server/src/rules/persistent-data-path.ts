import { alternatives, pathConstant, writtenPath, type CallFact, type CallArgument } from '../model';
import { rule } from './rule';

export default rule({
  name: 'persistent-data-path',
  summary: 'Files under `/data`, which no longer outlive a restart',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    lost: '`{path}` is an ordinary folder unless you mount a bucket there: the persistent storage that used to be at `/data` was withdrawn, so what is written is gone after the next restart',
  },
  explains: [],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-storage', read: '2026-11-21' },
    { url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' },
  ],
  check: {
    code({ calls }, report) {
      // Who asks whether it is there knows that it may not be.
      if (calls.some((call) => isCall(call, /^os\.path\.(?:exists|isdir)$/) && isData(call.args[0]))) return;
      for (const call of calls) {
        const made = isCall(call, /^os\.(?:makedirs|mkdir)$/) ? call.args[0] : undefined;
        const argument = writtenPath(call) ?? made;
        if (argument && isData(argument)) {
          report(argument.place, 'lost', { path: pathConstant(argument.value) ?? '' });
        }
      }
    },
  },
});

function isCall({ callee }: CallFact, name: RegExp): boolean {
  return alternatives(callee, 'external').some(({ path }) => name.test(path));
}

function isData(argument: CallArgument | undefined): boolean {
  const path = argument && pathConstant(argument.value);
  return path !== undefined && /^\/data(?:\/|$)/.test(path);
}
