import { isCard, quoted, removeEntry, type FrontMatterEntry } from '../model';
import { rule } from './rule';

export default rule({
  name: 'frontmatter-yaml-invalid',
  summary: 'The front matter is no valid YAML',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    invalid: 'The Hub can’t read this front matter as YAML: {why}',
    duplicate: '`{key}` is there twice, which YAML does not allow',
  },
  explains: ['Invalid metadata in README.md', 'CONFIG_ERROR'],
  sources: [{ url: 'https://yaml.org/spec/1.2.2/', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      const { parsed } = file;
      // An unfinished or misplaced block is told by frontmatter-missing.
      if (parsed.status !== 'present' || parsed.template) return;
      if (parsed.entries.some(({ value }) => value.raw.includes('{{'))) return;
      const [first] = parsed.errors;
      if (first) {
        const broken = parsed.entries.find(({ value }) => value.kind === 'invalid');
        report(
          file.place(broken?.value.span ?? first.span),
          'invalid',
          { why: reason(first.code, first.message, broken) },
          {
            fixes: () =>
              broken && isOneLine(broken.value.raw)
                ? [
                    {
                      title: `Put the value of \`${broken.key}\` in quotes`,
                      safety: 'review',
                      edits: [space.edits.replace(file.place(broken.value.span), quoted(broken.value.raw.trim()))],
                    },
                  ]
                : [],
          },
        );
      }
      if (!isCard(file)) return;
      for (const entry of parsed.entries) {
        if (!entry.duplicate) continue;
        report(
          file.place(entry.keySpan),
          'duplicate',
          { key: entry.key },
          {
            severity: 'warning',
            fixes: () => [
              {
                title: `Remove this \`${entry.key}\``,
                safety: 'review',
                edits: [removeEntry(space, file, entry)],
              },
            ],
          },
        );
      }
    },
  },
});

function reason(code: string, message: string, broken: FrontMatterEntry | undefined): string {
  if (code === 'TAB_AS_INDENT') return 'lines are indented with spaces, never with tabs';
  if (broken && /:\s/.test(broken.value.raw) && isOneLine(broken.value.raw)) {
    return `the value of \`${broken.key}\` holds a colon and a space, and needs quotes`;
  }
  return message.replace(/\s+/g, ' ').replace(/\.$/, '');
}

function isOneLine(raw: string): boolean {
  return raw.trim() !== '' && !/[\r\n"]/.test(raw.trim());
}
