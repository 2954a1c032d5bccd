import { rule } from './rule';

export default rule({
  name: 'stub-spaces-import',
  summary: 'A substitute stands by for a `spaces` package that is always there',
  group: 'registration',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    stub: 'The `spaces` package is always there on Spaces and does nothing elsewhere: the substitute for {names} is needless, and hides mistakes in how the real one is used',
  },
  explains: [],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
  check: {
    space(space, report) {
      for (const stub of space.importStubs) {
        report(
          stub.place,
          'stub',
          { names: stub.names.map((name) => `\`${name}\``).join(', ') },
          {
            related: [{ place: stub.handler, message: 'The substitute' }],
            fixes: () => [
              {
                title: 'Import `spaces` without a substitute',
                safety: 'review',
                edits: [space.edits.unwrap(stub.whole, stub.kept)],
              },
            ],
          },
        );
      }
    },
  },
});
