import {
  addKeys,
  cardEntry,
  cardText,
  dependencies,
  dependency,
  fittingGradio,
  gradioEdits,
  pythonNotice,
  quoted,
  setKey,
  versionScalar,
  type FrontMatterView,
  type SpaceView,
} from '../model';
import { admits, compareVersions, everyAdmittedBelow, limitOf, newestRelease } from '../platform';
import { isSpaceCard, type SpaceTexts } from '../engine/discovery';
import type { Edit } from '../text/place';
import { nameOf, withoutDot } from '../text/paths';
import type { Done, Open, Step } from './step';

/** Makes README.md the card of a Gradio Space that starts `appFile`, relative to the root. */
export function writeCard(appFile: string): Step {
  return (scratch) => {
    const space = scratch.view;
    const file = space.frontMatter;
    if (!file) {
      const path = `${space.root}/README.md`;
      scratch.create(path, newCard(space, titleFrom('', space), appFile, '\n'));
      return [{ path, what: 'Create README.md with the front matter of a Gradio Space' }];
    }
    const { path, parsed } = file;
    if (parsed.status === 'absent') {
      const text = `${newCard(space, titleFrom(file.text, space), appFile, parsed.lineEnding)}${parsed.lineEnding}`;
      // The Hub sees no block behind a byte order mark, nor is one wanted in the middle.
      const mark = file.text.startsWith('\uFEFF') ? 1 : 0;
      scratch.edit([space.edits.replace(file.place({ start: 0, end: mark }), text)]);
      return [{ path, what: 'Insert the front matter of a Gradio Space' }];
    }
    // A broken block is for its rules to tell about.
    if (parsed.status !== 'present' || parsed.template || parsed.errors.length > 0) return [];
    return completeCard(space, file, appFile, (edits) => scratch.edit(edits));
  };
}

function completeCard(
  space: SpaceView,
  file: FrontMatterView,
  appFile: string,
  make: (edits: readonly Edit[]) => void,
): readonly Done[] {
  const { path } = file;
  const sdk = cardText(space, 'sdk');
  if (sdk === undefined) {
    make([addKeys(space, file, settings(space, appFile), [])]);
    return [{ path, what: 'Make it the card of a Gradio Space' }];
  }
  const done: Done[] = [];
  if (sdk !== 'gradio') {
    make(gradioEdits(space, file));
    done.push({ path, what: `Change the SDK from ${sdk} to Gradio` });
    const wanted = settings(space, appFile).filter(([key]) => key === 'sdk_version' || key === 'python_version');
    // One at a time: each edit moves the lines of the next.
    for (const [key, value] of wanted) {
      if (space.frontMatter) make([setKey(space, space.frontMatter, key, value, ['sdk_version', 'sdk'])]);
    }
    if (namedIn(space) !== appFile) make(setAppFile(space, appFile));
    return done;
  }
  const missing = settings(space, appFile).filter(
    ([key]) => key !== 'sdk' && !cardEntry(file, key) && !(key === 'app_file' && appFile === 'app.py'),
  );
  if (missing.length > 0) {
    make([addKeys(space, file, missing, ['sdk_version', 'sdk'])]);
    done.push(...missing.map(([key, value]) => ({ path, what: `Add \`${key}: ${value}\`` })));
  }
  if ((namedIn(space) ?? 'app.py') !== appFile) {
    make(setAppFile(space, appFile));
    done.push({ path, what: `Change \`app_file\` to \`${appFile}\`` });
  }
  return done;
}

/** The file that the card names, relative to the root. */
function namedIn(space: SpaceView): string | undefined {
  const written = cardText(space, 'app_file');
  return written === undefined ? undefined : withoutDot(written);
}

function setAppFile(space: SpaceView, appFile: string): readonly Edit[] {
  const file = space.frontMatter;
  return file ? [setKey(space, file, 'app_file', appFile, ['python_version', 'sdk_version', 'sdk'])] : [];
}

function newCard(space: SpaceView, title: string, appFile: string, ending: string): string {
  const rows: Rows = [
    ['title', /^[\p{L}][\p{L}\p{N} .-]*$/u.test(title) ? title : quoted(title)],
    ['emoji', '🚀'],
    ['colorFrom', 'blue'],
    ['colorTo', 'purple'],
    ...settings(space, appFile),
  ];
  return `---${ending}${lines(rows, ending)}---${ending}`;
}

/** What only the author knows of a Space that was of another kind. */
export function openCard(space: SpaceView, { root, texts }: SpaceTexts): readonly Open[] {
  const file = space.frontMatter;
  const sdk = file && cardEntry(file, 'sdk');
  if (!sdk) return [];
  const before = texts.get(`${root}/README.md`) ?? '';
  if (!isSpaceCard(before) || !/^sdk:\s*["']?docker\b/m.test(before)) return [];
  const message =
    'a Docker Space became a Gradio one, which reads no Dockerfile: move its Debian packages to packages.txt and its Python packages to requirements.txt';
  return [{ place: file.place(sdk.keySpan), message }];
}

type Rows = readonly (readonly [key: string, value: string])[];

function settings(space: SpaceView, appFile: string): Rows {
  const gradio = wantedGradio(space);
  return [
    ['sdk', 'gradio'],
    ...(gradio === undefined ? [] : [['sdk_version', versionScalar(gradio)] as const]),
    ['python_version', quoted(wantedPython(space))],
    ['app_file', appFile],
  ];
}

function lines(rows: Rows, ending: string): string {
  return rows.map(([key, value]) => `${key}: ${value}${ending}`).join('');
}

/** The Gradio that the requirements pin, when ZeroGPU runs it; else the newest that goes with them, or that they admit. */
function wantedGradio(space: SpaceView): string | undefined {
  const gradio = dependency(space, 'gradio');
  const oldest = String(limitOf(space.tables, 'minimum-gradio-major') ?? 0);
  if (gradio?.pin !== undefined && !everyAdmittedBelow(`==${gradio.pin}`, oldest)) return gradio.pin;
  const fitting = fittingGradio(space);
  if (fitting !== undefined) return fitting;
  const newest = newestRelease(space.tables, 'gradio');
  const isAdmitted =
    newest !== undefined && (!gradio || gradio.specifiers === '' || admits(gradio.specifiers, newest) !== false);
  return isAdmitted ? newest : undefined;
}

/** The Python for which most packages have wheels in the versions that are asked for; of several the newest. */
function wantedPython(space: SpaceView): string {
  const newestFirst = space.tables.pythonVersions.rows
    .map(({ version }) => version)
    .sort((a, b) => compareVersions(b, a) ?? 0);
  const missing = (python: string): number =>
    dependencies(space).filter((line) => pythonNotice(space, line, python)).length;
  const [best] = newestFirst.sort((a, b) => missing(a) - missing(b));
  return best ?? '3.12';
}

/** The longest title that a card on the Hub shows in full. */
const LONGEST_TITLE = 50;

/** How far a README is searched for a title, in characters. */
const LONGEST_README = 50_000;

/** Headings of parts of a README, which name no project. */
const SECTIONS =
  /^(?:new|news|about|updates?|releases?|demos?|todo|requirements|citation|license|method|results|models?|install\w*|introduction|abstract|overview|contents|table of contents|usage|quick ?start|features|setup|getting started)\b/i;

/** In plain words: the heading of a README that begins with the folder's name, else its title, else the folder's name. */
function titleFrom(readme: string, space: SpaceView): string {
  // The patterns may go back from where something is opened and never closed: not for ever.
  const prose = readme
    .slice(0, LONGEST_README)
    .replace(/^\uFEFF/, '')
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '');
  const written = prose.matchAll(/^(#{1,3})[ \t]+(.+)$|<h([1-3])\b[^<>]*>([\s\S]{0,1000}?)<\/h\3>/gim);
  const headings = [...written]
    .map(([, marks, text, level, tagged]) => ({
      level: marks?.length ?? Number(level),
      title: plain(text ?? tagged ?? ''),
    }))
    .filter(({ title }) => title !== '' && !SECTIONS.test(title));
  const folder = nameOf(space.root);
  const named = headings.find(({ title }) => letters(title.replace(/[:(\u2013\u2014].*/, '')) === letters(folder));
  return (named ?? headings.find(({ level }) => level === 1))?.title ?? folder;
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Text without markup and emoji; a long one ends where its first part does. */
function plain(heading: string): string {
  const words = heading
    .slice(0, 1000)
    .replace(/<[^>]*>/g, ' ')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\\\w+|\p{Extended_Pictographic}|[*`#$&{}\u200D\uFE0F]|:\w+:/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length <= LONGEST_TITLE
    ? words
    : words
        .slice(0, LONGEST_TITLE)
        .replace(/(?:[:,;(\u2013\u2014].*| \S*)$/, '')
        .trim();
}
