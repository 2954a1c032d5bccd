import {
  isCard,
  quoted,
  removeEntry,
  type FrontMatterEntry,
  type FrontMatterError,
  type FrontMatterView,
  type SpaceView,
} from '../model';
import type { Edit, Place } from '../text/place';
import type { Span } from '../text/span';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'frontmatter-yaml-invalid',
  summary: 'The front matter is not valid YAML',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    invalid: 'The Hub can’t read this front matter as YAML: {why}',
    duplicate: '`{key}` appears twice, which YAML does not allow',
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
        const { place, why, fix } = problem(file, first, space);
        report(place, 'invalid', { why }, { fixes: () => (fix ? [reviewFix(fix.title, fix.edit)] : []) });
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
            fixes: () => [reviewFix(`Remove this \`${entry.key}\``, removeEntry(space, file, entry))],
          },
        );
      }
    },
  },
});

interface Problem {
  readonly place: Place;
  readonly why: string;
  readonly fix?: { readonly title: string; readonly edit: Edit };
}

/** Where the YAML breaks and why, in the words of a front matter rather than of a parser. */
function problem(file: FrontMatterView, { span, code, message }: FrontMatterError, space: SpaceView): Problem {
  const { entries } = file.parsed;
  const place = file.place(span);
  if (code === 'TAB_AS_INDENT') return { place, why: 'lines are indented with spaces, not with tabs' };
  if (code === 'BAD_ALIAS' || code === 'TAG_RESOLVE_FAILED') return unknownName(file, span, space);
  const broken = entries.find(({ value }) => value.kind === 'invalid');
  if (!broken) return { place, why: plain(message) };
  const stray = strayLine(file, broken, space);
  if (stray) return stray;
  const { key, value } = broken;
  const isOneLine = value.raw.trim() !== '' && !/[\r\n"]/.test(value.raw.trim());
  const whole = file.place(value.span);
  if (!isOneLine) return { place: whole, why: plain(message) };
  return {
    place: whole,
    why: /:\s/.test(value.raw)
      ? `the value of \`${key}\` contains a colon and a space, and needs quotes`
      : RESERVED.test(value.raw.trim())
        ? `the value of \`${key}\` begins with ${inCode(value.raw.trim().charAt(0))}, and needs quotes`
        : plain(message),
    fix: {
      title: `Put the value of \`${key}\` in quotes`,
      edit: space.edits.replace(whole, quoted(value.raw.trim())),
    },
  };
}

/** What means something else to YAML at the beginning of a value. */
const RESERVED = /^[*&!@`%]/;

function inCode(character: string): string {
  return character === '`' ? 'a backtick' : `\`${character}\``;
}

function plain(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/\.$/, '');
}

/** `*name` and `!name`, which are probably meant as text. */
function unknownName(file: FrontMatterView, { start, end }: Span, space: SpaceView): Problem {
  const before = file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start);
  const [line = ''] = /^[^\r\n]*/.exec(file.text.slice(start)) ?? [];
  const behind = (line.split(/(?<=\s)#/, 1)[0] ?? '').trimEnd();
  const text = file.text.slice(start, end);
  const why =
    text.charAt(0) === '*'
      ? `\`${text}\` refers to an anchor that does not exist; text that begins with an asterisk needs quotes`
      : `\`${text}\` is a type that YAML does not know; text that begins with an exclamation mark needs quotes`;
  const place = file.place({ start, end });
  if (!/(?::|^\s*-)[ \t]+$/.test(before) || behind.includes('"')) return { place, why };
  const whole = file.place({ start, end: start + behind.length });
  return {
    place,
    why,
    fix: { title: `Write \`${quoted(behind)}\``, edit: space.edits.replace(whole, quoted(behind)) },
  };
}

/** A line below the first one of a broken entry that is meant to be another entry, or nothing that YAML has. */
function strayLine(
  file: FrontMatterView,
  { key, value, lineSpan }: FrontMatterEntry,
  space: SpaceView,
): Problem | undefined {
  const [first = '', ...lines] = file.text.slice(lineSpan.start, lineSpan.end).split('\n');
  // There the first line itself has a problem, or goes on below.
  if (value.style !== 'plain' || /:\s.*:\s/.test(first)) return undefined;
  let start = lineSpan.start + first.length + 1;
  for (const line of lines) {
    const text = line.trim();
    const [, indent = '', name, behind = ''] = /^(\s*)([\w-]+):(.*)$/.exec(line.trimEnd()) ?? [];
    const end = start + line.trimEnd().length;
    const place = file.place({ start: start + line.length - line.trimStart().length, end });
    if (name !== undefined && indent === '' && /^\S/.test(behind)) {
      const colon = file.place({ start, end: start + name.length + 1 });
      return {
        place,
        why: `\`${name}:\` needs a space after its colon`,
        fix: { title: 'Insert the space', edit: space.edits.insertAfter(colon, ' ') },
      };
    }
    if (name !== undefined && indent !== '' && /^(?:\s|$)/.test(behind) && value.raw !== '') {
      return {
        place,
        why: `\`${name}\` is indented, as if it belonged to the value of \`${key}\``,
        fix: {
          title: `Remove the indentation of \`${name}\``,
          edit: space.edits.replace(file.place({ start, end }), text),
        },
      };
    }
    if (text !== '' && /^[^\s#-]/.test(line)) {
      return {
        place,
        why: `\`${text}\` is not a key with a value: a key ends in a colon, and longer text is indented`,
      };
    }
    start += line.length + 1;
  }
  return undefined;
}
