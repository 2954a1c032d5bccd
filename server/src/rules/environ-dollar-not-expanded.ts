import { constantOf, environmentWrites } from '../model';
import { rule } from './rule';

export default rule({
  name: 'environ-dollar-not-expanded',
  summary: 'Nothing expands a `$` in `os.environ`',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    literal:
      '`os.environ` does not expand `{reference}` as a shell would: `{variable}` gets the dollar sign and the name as they stand',
  },
  explains: [],
  sources: [{ url: 'https://docs.python.org/3/library/os.html#os.environ', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const { variable, value, place } of environmentWrites(code, space)) {
        const text = constantOf(value);
        const reference = typeof text === 'string' ? /\$\{?([A-Z][A-Z_]{2,})\}?/.exec(text)?.[0] : undefined;
        if (reference !== undefined) report(place, 'literal', { variable, reference });
      }
    },
  },
});
