import { rule, safeFix, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'missing-spaces-import',
  summary: '`spaces.GPU` is used in a module that does not import `spaces`',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing: '`spaces.GPU` is used here, but this module does not import `spaces`: it fails with a `NameError`',
  },
  explains: ["NameError: name 'spaces' is not defined"],
  concerns: ['@spaces.GPU'],
  sources: [ZEROGPU_DOCS],
  check: {
    code(code, report, space) {
      for (const { fn, decorators } of code.definitions) {
        for (const { place, text } of decorators) {
          if (text !== 'spaces.GPU' || space.isBoundAt(fn, 'spaces')) continue;
          report(
            place,
            'missing',
            {},
            {
              fixes: () => {
                const edit = space.edits.addImport(code.module, 'import spaces');
                return edit ? [safeFix('Import `spaces`', edit)] : [];
              },
            },
          );
        }
      }
    },
  },
});
