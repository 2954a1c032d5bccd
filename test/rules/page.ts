/**
 * Reads a rule's page as a test. Every fenced block in its sections of code is a file of a small Space:
 *
 * - the language says which one: `py` is `app.py`, `requirements` is `requirements.txt`, `packages` is `packages.txt`, and
 *   `yaml` is the front matter of `README.md`; a path behind the language names another file: ```` ```py lib/model.py ````;
 * - blocks with no text between them are files of one Space; a sentence, or a second block for the same file, starts a new
 *   one;
 * - what a Space does not show is an ordinary Gradio app and front matter;
 * - `#! rule-name` at the end of a line says that the rule reports something that starts on this line. Names are separated
 *   by commas; the marker is not part of the file.
 */
import { type Files, ordinaryFiles } from '../support/space';

export interface Example {
  readonly section: string;
  /** Something in it is to be reported, by the name of its section. */
  readonly isReported: boolean;
  /** Line of the page on which it starts, from 1. */
  readonly line: number;
  readonly files: Readonly<Record<string, string>>;
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly file: string;
  /** From 0, in the file. */
  readonly line: number;
  readonly rule: string;
}

/** The sections that hold code, and whether it is to be reported. */
const sections: ReadonlyMap<string, boolean> = new Map([
  ['Example', true],
  ['Use instead', false],
  ['Also reported', true],
  ['Not reported', false],
]);

const languages: Readonly<Record<string, string>> = {
  py: 'app.py',
  requirements: 'requirements.txt',
  packages: 'packages.txt',
  yaml: 'README.md',
};

interface Block {
  readonly line: number;
  readonly info: string;
  readonly body: readonly string[];
}

/** The headings of a page, in order. */
export function headings(page: string): readonly string[] {
  const prose = page.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^(#{1,2} .*)$/gm)].map(([, heading = '']) => heading);
}

/** The Spaces that a page shows. */
export function examples(page: string): readonly Example[] {
  const found: Example[] = [];
  let section = '';
  let group: Block[] = [];
  const close = (): void => {
    if (group.length > 0 && sections.has(section)) found.push(exampleOf(section, group));
    group = [];
  };
  const lines = page.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const fence = /^```(.*)$/.exec(line);
    const heading = /^## (.*)$/.exec(line);
    if (heading) {
      close();
      section = heading[1] ?? '';
    } else if (fence) {
      const end = lines.indexOf('```', i + 1);
      if (end < 0) throw new Error(`the block that starts on line ${i + 1} does not end`);
      if (group.some(({ info }) => info === fence[1]?.trim())) close();
      group.push({ line: i + 1, info: fence[1]?.trim() ?? '', body: lines.slice(i + 1, end) });
      i = end;
    } else if (line.trim() !== '') {
      close();
    }
  }
  close();
  return found;
}

/** The files of the Space that an example shows: its own over the ordinary ones. */
export function filesOf({ files }: Example): Files {
  const hasPython = Object.keys(files).some((file) => file.endsWith('.py'));
  const { 'README.md': card = '', 'app.py': app = '' } = ordinaryFiles;
  return { 'README.md': card, ...(hasPython ? {} : { 'app.py': app }), ...files };
}

function exampleOf(section: string, blocks: readonly Block[]): Example {
  const files: Record<string, string> = {};
  const marks: Mark[] = [];
  for (const { line, info, body } of blocks) {
    const [language = '', path] = info.split(/\s+/);
    const file = path ?? languages[language];
    if (file === undefined) throw new Error(`line ${line}: a block of language "${language}" is no file of a Space`);
    const isCard = file === 'README.md' && body[0] !== '---';
    const text = isCard ? ['---', ...body, '---'] : body;
    files[file] = `${text.map((each) => each.replace(marker, '')).join('\n')}\n`;
    for (const [index, each] of text.entries()) {
      for (const rule of marker.exec(each)?.[1]?.split(/\s*,\s*/) ?? []) marks.push({ file, line: index, rule });
    }
  }
  return { section, isReported: sections.get(section) ?? false, line: blocks[0]?.line ?? 0, files, marks };
}

const marker = /[ \t]*#!\s*([a-z][a-z0-9-]*(?:\s*,\s*[a-z][a-z0-9-]*)*)\s*$/;
