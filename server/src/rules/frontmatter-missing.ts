import { cardText, type FrontMatterView, type SpaceView } from '../model';
import { newestRelease } from '../platform';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'frontmatter-missing',
  summary: 'The README does not begin with front matter, so the Hub finds no configuration',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    displaced:
      'The Hub only reads front matter at the very top of README.md: with text above it, the Space has no configuration',
    unterminated: 'The front matter has no closing `---`, so the Hub does not read it',
    absent: 'A Space is configured in the front matter of its README.md, and this README.md has none',
  },
  explains: ['Missing configuration in README', 'CONFIG_ERROR'],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const { parsed } = file;
      // Behind a byte order mark.
      const top = file.text.startsWith('\uFEFF') ? 1 : 0;
      const isSpaceCard = cardText(space, 'sdk') !== undefined;
      if (parsed.status === 'displaced' && parsed.displacedBy && isSpaceCard) {
        const place = file.place({ start: top, end: parsed.displacedBy.end });
        const text = space.text(place);
        // Without a line break at the end of the file the last `---` is the last line.
        const end = file.text.charAt(parsed.bodyStart - 1) === '\n' ? '' : parsed.lineEnding;
        // Blank lines below the text and below the front matter are not added up.
        const blank = /\n[ \t]*\r?\n$/.test(text) ? /^(?:[ \t]*\r?\n)*/.exec(file.text.slice(parsed.bodyStart)) : null;
        const start = parsed.bodyStart + (blank?.[0].length ?? 0);
        report(
          place,
          'displaced',
          {},
          {
            fixes: () => [
              reviewFix(
                'Move the text below the front matter',
                space.edits.replace(place, ''),
                space.edits.replace(file.place({ start, end: start }), end + text),
              ),
            ],
          },
        );
      } else if (parsed.status === 'unterminated' && parsed.span && isSpaceCard) {
        const end = parsed.content.end;
        const before = file.text.charAt(end - 1) === '\n' ? '' : parsed.lineEnding;
        // Too few dashes, or too many.
        const meant = /^--+[ \t]*(?:\r?\n|$)/.exec(file.text.slice(end))?.[0].length ?? 0;
        report(
          // The first key stays where it is while others are typed below it.
          file.place(parsed.entries[0]?.keySpan ?? parsed.span),
          'unterminated',
          {},
          {
            fixes: () => [
              reviewFix(
                'Close the front matter',
                space.edits.replace(file.place({ start: end, end: end + meant }), `${before}---${parsed.lineEnding}`),
              ),
            ],
          },
        );
      } else if (parsed.status === 'absent' && space.settings.treatAsSpace === 'always') {
        // Without a word of the user this may be a project whose Space lives elsewhere: mirrors have no front matter.
        report(
          file.place({ start: 0, end: endOfFirstLine(file.text) }),
          'absent',
          {},
          {
            fixes: () => [
              reviewFix(
                'Insert front matter for a Gradio Space',
                space.edits.replace(file.place({ start: top, end: top }), template(space, file)),
              ),
            ],
          },
        );
      }
    },
  },
});

function endOfFirstLine(text: string): number {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text.length : end;
}

function template(space: SpaceView, file: FrontMatterView): string {
  const title = /^#[ \t]+(\S.*)/m.exec(file.text)?.[1]?.trimEnd() ?? 'My Space';
  const python = space.tables.pythonVersions.rows.at(-1)?.version ?? '3.12';
  const app = space.appModule?.path.slice(space.root.length + 1) ?? 'app.py';
  const lines = [
    '---',
    `title: ${JSON.stringify(title)}`,
    'emoji: 🚀',
    'colorFrom: blue',
    'colorTo: purple',
    'sdk: gradio',
    `sdk_version: ${newestRelease(space.tables, 'gradio') ?? 'latest'}`,
    `python_version: "${python}"`,
    `app_file: ${app}`,
    '---',
    '',
    '',
  ];
  return lines.join(file.parsed.lineEnding);
}
