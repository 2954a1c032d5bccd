import { reviewFix, rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'stub-spaces-import',
  summary: 'A substitute for the `spaces` package, which is always there',
  group: 'registration',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    stub: 'The `spaces` package is always there on Spaces and does nothing elsewhere: a substitute for it, here {names}, is not needed, and hides mistakes in how the real one is used',
  },
  explains: [],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    space(space, report) {
      for (const stub of space.importStubs) {
        report(
          stub.place,
          'stub',
          { names: stub.names.map((name) => `\`${name}\``).join(', ') },
          {
            related: [{ place: stub.handler, message: 'The substitute' }],
            fixes: () => [reviewFix('Import `spaces` without a substitute', space.edits.unwrap(stub.whole, stub.kept))],
          },
        );
      }
    },
  },
});
