import { normalizeName, removeLine, type InvalidLine, type SpaceView } from '../model';
import { exactPin, isKnownDistribution } from '../platform';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'requirements-merge-line',
  summary: 'pip can’t read a line of the requirements, or ignores part of it',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    invalid: 'pip can’t read this line and stops the build: {why}',
    skipped: 'pip skips this line: a dash alone is not an option',
    ignored: 'pip ignores `{options}` after `{name}`: options go on lines of their own',
    binary: 'The file contains NUL characters, as UTF-16 does; save it as UTF-8, which pip can read',
  },
  explains: ['Invalid requirement', 'ERROR: Invalid requirement'],
  sources: [{ url: 'https://pip.pypa.io/en/stable/reference/requirements-file-format/', read: '2026-11-21' }],
  check: {
    requirements(file, report, space) {
      if (file.parsed.looksBinary) {
        report(file.place({ start: 0, end: Math.min(1, file.text.length) }), 'binary', {});
        return;
      }
      for (const entry of file.parsed.entries) {
        if (entry.kind === 'invalid') {
          const place = file.place(entry.span);
          if (entry.reason === 'stray-dash') {
            report(place, 'skipped', {}, { severity: 'warning' });
            continue;
          }
          report(place, 'invalid', { why: reasonOf(entry) }, { fixes: () => fixesFor(entry) });
        } else if (entry.kind === 'requirement' && entry.ignoredOptions.length > 0) {
          const [first] = entry.ignoredOptions;
          const last = entry.ignoredOptions.at(-1);
          if (!first || !last) continue;
          const span = { start: first.span.start, end: last.span.end };
          const options = entry.ignoredOptions.map(({ span: each }) => space.text(file.place(each)));
          report(
            file.place(span),
            'ignored',
            { options: options.join(' '), name: entry.name?.text ?? space.text(file.place(entry.span)) },
            {
              severity: 'warning',
              fixes: () => [
                reviewFix(
                  'Remove the ignored options',
                  space.edits.replace(
                    file.place({ start: entry.span.start, end: span.end }),
                    file.text.slice(entry.span.start, span.start).trimEnd(),
                  ),
                ),
              ],
            },
          );
        }
      }

      function fixesFor(entry: InvalidLine) {
        const place = file.place(entry.span);
        const meant = corrected(entry, space);
        if (meant === undefined) {
          return [reviewFix('Remove the line', removeLine(space, file, entry))];
        }
        const text = meant.lines.join(file.parsed.lineEnding);
        return [reviewFix(meant.title ?? `Write \`${text}\``, space.edits.replace(place, text))];
      }
    },
  },
});

interface Meant {
  /** What will happen, where it is not just the line written right. */
  readonly title?: string;
  readonly lines: readonly string[];
}

const NAME = String.raw`[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_])?(?:\[[\w,.-]+\])?`;
const OPTION_OF_INSTALL =
  /^(?:-U|--upgrade|-q|--quiet|-y|--yes|--user|--no-(?:cache-dir|deps|build-isolation)|--force-reinstall)$/;

/** What pip can read, where the line shows what is meant. */
function corrected({ text }: InvalidLine, { tables }: SpaceView): Meant | undefined {
  const pinned = new RegExp(`^(${NAME})(?:\\s*=\\s*|\\s+)(\\d[\\w.+]*)$`).exec(text);
  if (pinned && exactPin(`==${pinned[2] ?? ''}`) !== undefined) return { lines: [pinned.slice(1).join('==')] };
  const bounded = new RegExp(`^(${NAME})(\\s*)=([<>])(\\s*\\d[\\w.]*)$`).exec(text);
  if (bounded) return { lines: [`${bounded[1] ?? ''}${bounded[2] ?? ''}${bounded[3] ?? ''}=${bounded[4] ?? ''}`] };
  const address = /^(\w+\+)([\w.-]+\/\S+)$/.exec(text);
  if (address) return { lines: [`${address[1] ?? ''}https://${address[2] ?? ''}`] };

  const words = text.split(/\s+/);
  const requirement = new RegExp(`^${NAME}(?:[=<>!~]=?=?[\\w.*,<>=!~]+)?$`);
  const command =
    /^[!%]?\s*(?:sudo\s+)?(?:(?:python3?\s+-m|uv)\s+)?(?:pip3?|conda|mamba|poetry|uv)\s+(?:install|add)\s+(.+)$/.exec(
      text,
    );
  const installed = command?.[1]?.split(/\s+/).filter((word) => !OPTION_OF_INSTALL.test(word));
  if (installed?.every((word) => requirement.test(word) || /^git\+https:\S+$/.test(word))) {
    return { title: 'Keep only what is to be installed', lines: installed };
  }
  const [first = '', ...options] = words;
  if (requirement.test(first) && options.length > 0 && options.every((word) => OPTION_OF_INSTALL.test(word))) {
    return { title: `Remove \`${options.join(' ')}\``, lines: [first] };
  }
  // Prose and commands consist of words too.
  const areNames = words.every(
    (word) => requirement.test(word) && isKnownDistribution(tables, normalizeName(/^[\w.-]+/.exec(word)?.[0] ?? '')),
  );
  return words.length > 1 && areNames ? { title: 'Put each package on a line of its own', lines: words } : undefined;
}

function reasonOf({ reason, text, at, span }: InvalidLine): string {
  if (reason === 'single-equals' && /^=[<>]/.test(text.slice(at.start - span.start))) {
    return 'in `>=` and `<=` the equals sign comes second';
  }
  if (reason === 'bad-url' && !text.includes('://')) return 'an address begins with `git+https://`';
  return reasons[reason];
}

const reasons: Readonly<Record<InvalidLine['reason'], string>> = {
  'no-name': 'it does not begin with a package name',
  'unexpected-text': 'only a version or a marker may follow the name',
  'single-equals': 'an exact version takes two equals signs',
  'bad-version': 'this is not a valid version of a Python package',
  'bad-extras': 'the extras in the brackets can’t be read',
  'bad-marker': 'the environment marker can’t be read',
  'bad-url': 'the address can’t be read',
  'bad-wheel-name': 'the file name is not that of a wheel',
  'unknown-option': 'it does not know the option',
  'option-without-value': 'the option needs a value',
  'stray-dash': 'a dash alone is not an option',
};
