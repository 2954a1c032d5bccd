import { isMutation, isState, only, type WriteFact } from '../model';
import { rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'state-mutation-in-gpu',
  summary: 'A `gr.State` is changed in a GPU function that does not give it back',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    lost: '`{param}` is a copy of the visitor’s `gr.State`, pickled into the GPU worker: this change is lost unless `{name}` also returns it to the State',
  },
  explains: [],
  sources: [SPACES_PACKAGE, { url: 'https://www.gradio.app/guides/state-in-blocks', read: '2026-11-21' }],
  check: {
    handler(handler, report) {
      const { inputs, outputs } = handler;
      if (!inputs || !outputs || outputs.some((output) => only(output)?.kind !== 'object' || isState(output))) return;
      for (const code of handler.functions) {
        const { gpu } = code;
        if (!gpu?.certain) continue;
        const params = code.params.filter((param) => param.star !== '/' && !(code.cls && param === code.params[0]));
        inputs.forEach((input, index) => {
          const param = params[index];
          if (!isState(input) || param?.star !== '') return;
          const write = code.writes.find(
            (each) =>
              each.root.owner === 'param' && each.root.name === param.name && isMutation(each) && !isScratch(each),
          );
          if (!write) return;
          report(
            write.place,
            'lost',
            { param: param.name, name: code.name },
            {
              related: [
                { place: handler.place, message: 'The State goes in here, and no State comes out' },
                ...inWorkerOf(gpu, code.name),
              ],
            },
          );
        });
      }
    },
  },
});

/** What has a name of its own below the State is given a certain key, as the settings of a model are for a call. */
function isScratch({ kind, member, byAlias }: WriteFact): boolean {
  return kind === 'item' && member !== undefined && byAlias;
}
