import type { PackagesView } from '../model';
import { DEPENDENCY_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'packages-txt-format',
  summary: '`packages.txt` contains something other than names of Debian packages',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    command: 'apt-get takes every word in packages.txt for the name of a package, and `{word}` is not one',
    version: 'apt-get takes `{word}` literally, and Debian does not write versions like this',
    comma: 'apt-get takes the comma for part of the name `{word}`',
    name: '`{word}` is not a valid Debian package name, which only has lower-case letters, digits, `+`, `-` and `.`',
    comment: 'packages.txt has no comments: apt-get takes every word of this one for the name of a package',
  },
  explains: ['E: Unable to locate package'],
  sources: [DEPENDENCY_DOCS],
  check: {
    packages(file, report, space) {
      const { packages } = file.parsed;
      for (const [i, item] of packages.entries()) {
        const [issue] = item.issues.filter((each) => each !== 'same-line' && each !== 'apt-version');
        if (issue === undefined) continue;
        const before = packages[i - 1];
        // `apt-get install -y` is one mistake.
        if (isCommand(item) && before && isCommand(before) && item.issues.includes('same-line')) continue;
        const command = isCommand(item) ? commandFrom(packages, i) : [item];
        const last = command.at(-1) ?? item;
        const place = file.place({ start: item.span.start, end: last.span.end });
        const word = command.map(({ text }) => text).join(' ');
        const blanks = /^[ \t]*(?=\S)/.exec(file.text.slice(last.span.end))?.[0].length ?? 0;
        const removed = space.edits.remove({ ...place, end: place.end + blanks });
        const without = reviewFix(`Remove \`${word}\``, removed);
        const onlyName = reviewFix(`Write \`${item.name}\``, space.edits.replace(place, item.name));
        switch (issue) {
          case 'command-word':
          case 'option':
            report(place, 'command', { word }, { fixes: () => [without] });
            break;
          case 'pip-specifier':
            report(place, 'version', { word }, { fixes: () => [onlyName] });
            break;
          case 'comma': {
            const names = word.split(',').filter((name) => name !== '');
            const split = reviewFix(
              'Put each package on a line of its own',
              space.edits.replace(place, names.join(file.parsed.lineEnding)),
            );
            report(place, 'comma', { word }, { fixes: () => [names.length > 1 ? split : onlyName] });
            break;
          }
          case 'invalid-name':
            report(place, 'name', { word });
            break;
          default:
            break;
        }
      }
      for (const { span, text } of file.parsed.comments) {
        // A comment that silences a finding is no better to apt-get, but whoever writes one knows that.
        if (text.includes('zerogpu:')) continue;
        const place = file.place(span);
        report(place, 'comment', {}, { fixes: () => [reviewFix('Remove the comment', space.edits.remove(place))] });
      }
    },
  },
});

type Item = PackagesView['parsed']['packages'][number];

function isCommand({ issues }: Item): boolean {
  return issues.includes('command-word') || issues.includes('option');
}

/** The words of a command, from this one on. */
function commandFrom(packages: readonly Item[], from: number): readonly Item[] {
  const end = packages.findIndex((item, i) => i > from && !(isCommand(item) && item.issues.includes('same-line')));
  return packages.slice(from, end < 0 ? undefined : end);
}
