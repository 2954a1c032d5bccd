import {
  addKeys,
  cardEntry,
  cardText,
  dependencies,
  dependency,
  fittingGradio,
  gradioEdits,
  MESSAGES_ONLY,
  pythonNotice,
  quoted,
  setKey,
  versionScalar,
  type FrontMatterView,
  type SpaceView,
} from '../model';
import { admits, compareVersions, everyAdmittedBelow, isVersion, limitOf, majorOf, newestRelease } from '../platform';
import { isSpaceCard, type SpaceTexts } from '../engine/discovery';
import type { Edit } from '../text/place';
import { nameOf, withoutDot } from '../text/paths';
import type { Scratch } from './scratch';
import type { Done, Open, Step } from './step';

/** Makes README.md the card of a Gradio Space that starts `appFile`, relative to the root. */
export function writeCard(appFile: string, wasForGradio3: boolean): Step {
  return (scratch) => {
    const space = scratch.view;
    const file = space.frontMatter;
    const app: App = { file: appFile, gradio: gradioFor(appFile, wasForGradio3, scratch) };
    if (!file) {
      const path = `${space.root}/README.md`;
      scratch.create(path, newCard(space, titleFrom('', space), app, '\n'));
      return [{ path, what: 'Create README.md with the front matter of a Gradio Space' }];
    }
    const { path, parsed } = file;
    if (parsed.status === 'absent') {
      const text = `${newCard(space, titleFrom(file.text, space), app, parsed.lineEnding)}${parsed.lineEnding}`;
      // The Hub sees no block behind a byte order mark, nor is one wanted in the middle.
      const mark = file.text.startsWith('\uFEFF') ? 1 : 0;
      scratch.edit([space.edits.replace(file.place({ start: 0, end: mark }), text)]);
      return [{ path, what: 'Insert the front matter of a Gradio Space' }];
    }
    // A broken block is for its rules to tell about.
    if (parsed.status !== 'present' || parsed.template || parsed.errors.length > 0) return [];
    return completeCard(space, file, app, (edits) => scratch.edit(edits));
  };
}

function completeCard(
  space: SpaceView,
  file: FrontMatterView,
  app: App,
  make: (edits: readonly Edit[]) => void,
): readonly Done[] {
  const { path } = file;
  const appFile = app.file;
  const sdk = cardText(space, 'sdk');
  if (sdk === undefined) {
    make([addKeys(space, file, settings(space, app), [])]);
    return [{ path, what: 'Make it the card of a Gradio Space' }];
  }
  const done: Done[] = [];
  if (sdk !== 'gradio') {
    make(gradioEdits(space, file));
    done.push({ path, what: `Change the SDK from ${sdk} to Gradio` });
    const wanted = settings(space, app).filter(([key]) => key === 'sdk_version' || key === 'python_version');
    // One at a time: each edit moves the lines of the next.
    for (const [key, value] of wanted) {
      if (space.frontMatter) make([setKey(space, space.frontMatter, key, value, ['sdk_version', 'sdk'])]);
    }
    if (namedIn(space) !== appFile) make(setAppFile(space, appFile));
    return done;
  }
  const missing = settings(space, app).filter(
    ([key]) => key !== 'sdk' && !cardEntry(file, key) && !(key === 'app_file' && appFile === 'app.py'),
  );
  if (missing.length > 0) {
    make([addKeys(space, file, missing, ['sdk_version', 'sdk'])]);
    done.push(...missing.map(([key, value]) => ({ path, what: `Add \`${key}: ${value}\`` })));
  }
  if (app.gradio !== undefined && space.frontMatter && isForGradio3(space)) {
    make([setKey(space, space.frontMatter, 'sdk_version', versionScalar(app.gradio), ['sdk'])]);
    done.push({
      path,
      what: `Raise \`sdk_version\` to ${app.gradio}: ZeroGPU does not run the one that was asked for`,
    });
  }
  if ((namedIn(space) ?? 'app.py') !== appFile) {
    make(setAppFile(space, appFile));
    done.push({ path, what: `Change \`app_file\` to \`${appFile}\`` });
  }
  return done;
}

/** The card asks for a Gradio that ZeroGPU does not run. */
export function isForGradio3(space: SpaceView): boolean {
  const asked = cardText(space, 'sdk') === 'gradio' ? cardText(space, 'sdk_version') : undefined;
  const oldest = String(limitOf(space.tables, 'minimum-gradio-major') ?? 0);
  return asked !== undefined && isVersion(asked) && everyAdmittedBelow(`==${asked}`, oldest);
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

function newCard(space: SpaceView, title: string, app: App, ending: string): string {
  const rows: Rows = [
    ['title', /^[\p{L}][\p{L}\p{N} .-]*$/u.test(title) ? title : quoted(title)],
    ['emoji', '🚀'],
    ['colorFrom', 'blue'],
    ['colorTo', 'purple'],
    ...settings(space, app),
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

interface App {
  /** Relative to the root. */
  readonly file: string;
  /** The Gradio that it needs; undefined where none is known to go with its requirements. */
  readonly gradio: string | undefined;
}

type Rows = readonly (readonly [key: string, value: string])[];

function settings(space: SpaceView, app: App): Rows {
  return [
    ['sdk', 'gradio'],
    ...(app.gradio === undefined ? [] : [['sdk_version', versionScalar(app.gradio)] as const]),
    ['python_version', quoted(wantedPython(space))],
    ['app_file', app.file],
  ];
}

function lines(rows: Rows, ending: string): string {
  return rows.map(([key, value]) => `${key}: ${value}${ending}`).join('');
}

/** The Gradio for the app, whose code is only known as that once the card names it: it is asked with a card that does. */
function gradioFor(appFile: string, wasForGradio3: boolean, scratch: Scratch): string | undefined {
  const { model } = scratch.space;
  const path = `${scratch.view.root}/README.md`;
  const written = model.text(path);
  model.setFile(path, `---\nsdk: gradio\napp_file: ${quoted(appFile)}\n---\n`);
  try {
    return wantedGradio(scratch.view, !wasForGradio3 && !chatsInPairs(scratch));
  } finally {
    if (written === undefined) model.removeFile(path);
    else model.setFile(path, written);
  }
}

/**
 * The Gradio that the requirements pin, when ZeroGPU runs it; else the newest that goes with them and has what the app uses,
 * or that they admit.
 */
function wantedGradio(space: SpaceView, takesMessages: boolean): string | undefined {
  const gradio = dependency(space, 'gradio');
  const oldest = String(limitOf(space.tables, 'minimum-gradio-major') ?? 0);
  if (gradio?.pin !== undefined && !everyAdmittedBelow(`==${gradio.pin}`, oldest)) return gradio.pin;
  const isAdmitted = (version: string): boolean =>
    !gradio || gradio.specifiers === '' || admits(gradio.specifiers, version) !== false;
  const knowsPairs = (version: string): boolean => (majorOf(version) ?? 0) < MESSAGES_ONLY;
  const fitting =
    (takesMessages ? undefined : fittingGradio(space, (version) => isAdmitted(version) && knowsPairs(version))) ??
    fittingGradio(space, isAdmitted);
  if (fitting !== undefined) return fitting;
  const newest = newestRelease(space.tables, 'gradio');
  return newest !== undefined && isAdmitted(newest) ? newest : undefined;
}

/** The app makes a chat without saying what it shows, and takes its history, or adds to it, as pairs of what was said. */
function chatsInPairs({ space, view }: Scratch): boolean {
  const isUntold = view.codes.some(({ calls }) =>
    calls.some(
      ({ callee, args }) =>
        callee.alts.some((item) => item.kind === 'external' && CHAT.test(item.path)) &&
        !args.some(({ keyword }) => keyword === 'type'),
    ),
  );
  return isUntold && view.modules.some(({ path }) => PAIRS.test(space.model.text(path) ?? ''));
}

/** What shows a chat: `gr.Chatbot`. */
const CHAT = /^gradio\.(?:\w+\.)?(?:Chatbot|ChatInterface)$/;
/** `for question, answer in history`, `history[-1][1]`, `history.append((question, ""))`, `history + [[question, None]]`. */
const PAIRS = new RegExp(
  [
    /\bfor\s+\(?\s*\w+\s*,\s*\w+\s*\)?\s+in\s+\w*(?:hist|chat)\w*(?:\[[^\]]*\])?\s*[:\])]/,
    /\b\w*(?:hist|chat)\w*\[-1\]\[[01]\]/,
    /\b\w*(?:hist|chat)\w*\.append\(\s*[[(](?!\s*\{)/,
    /\b\w*(?:hist|chat)\w*\s*\+=?\s*\[\s*[[(](?!\s*\{)/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** What only the author knows of an app that was written for a Gradio that ZeroGPU does not run. */
export function openGradio(space: SpaceView): readonly Open[] {
  const file = space.frontMatter;
  const version = file && cardEntry(file, 'sdk_version');
  if (!version) return [];
  const asked = space.gradioVersion ?? '';
  const message = `the app was made for an older Gradio than ZeroGPU runs: try the app with gradio ${asked} before you push it, because more may have changed than what is listed here`;
  return [{ place: file.place(version.keySpan), message }];
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
    .replace(/\\\w+|\p{Extended_Pictographic}|\p{Emoji_Modifier}|[*`#$&{}\u200D\uFE0F]|:\w+:|(?<!\w)_+|_+(?!\w)/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length <= LONGEST_TITLE
    ? words
    : words
        .slice(0, LONGEST_TITLE)
        .replace(/(?:[:,;(\u2013\u2014].*| \S*)$/, '')
        .trim();
}
