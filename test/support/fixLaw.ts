/**
 * The law of fixes. A fix, made alone or with all others:
 *
 * - leaves a file that parses when it did before: by tree-sitter and by CPython, as YAML, as requirements;
 * - takes its finding away, and brings no other one but those listed in `uncovered`;
 * - changes only the statements of which its finding speaks, and where imports stand;
 * - keeps line endings, indentation, quotes and byte order mark, and every comment but those of code that it takes away.
 *
 * The comment that silences a finding is held to the same.
 */
import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import type { Finding, Location, ResolvedFix } from '../../server/src/engine/finding';
import { type FixResult, fixToFixpoint, safeFix } from '../../server/src/engine/fixes';
import type { Space } from '../../server/src/engine/space';
import type { Workspace } from '../../server/src/engine/workspace';
import { suppression } from '../../server/src/service/suppress';
import type { PythonParser } from '../../server/src/syntax/python/parser';
import { parseRequirements } from '../../server/src/syntax/requirements';
import { applyEdits, byPosition, conflict, type SpanEdit } from '../../server/src/text/edits';
import { LineIndex } from '../../server/src/text/lineIndex';
import type { CPython } from './cpython';

/**
 * What a fix may bring to light: findings that the code as it was hid. Each is true of what the user gets, and has a fix
 * of its own.
 */
const uncovered: readonly { readonly fixed: RegExp; readonly found: RegExp; readonly because: string }[] = [
  {
    fixed: /^(?:duration-.*|gpu-unknown-keyword|gradio-time-limit-confusion|xlarge-cost)$/,
    found: /^duration-(?:exceeds-.*|blackwell-multiplier)$/,
    because:
      'of one number of seconds only the worst is told, and the fix makes it a number, a smaller or a cheaper one',
  },
  {
    fixed: /^(?:requirements-gradio-mismatch|sdk-version-missing)$/,
    found: /^requirements-gradio-redundant$/,
    because: 'pedantic: a line that is no longer wrong is still needless',
  },
  {
    fixed: /^(?:sdk-version-too-old|client-token-forwarding|mcp-needs-gradio5)$/,
    found: /^requirements-gradio-conflict$/,
    because: 'what was pinned for the old Gradio has to follow the new one',
  },
  {
    fixed: /^gpu-conditional-decorator$/,
    found: /^(?:duration-.*|xlarge-cost)$/,
    because: 'functions shared a decorator, of which each thing was told once, and one of them gets its own',
  },
  {
    fixed: /^gpu-size-invalid$/,
    found: /^xlarge-cost$/,
    because: 'what was meant to be `xlarge` costs what that costs',
  },
  {
    fixed: /^gpu-call-in-loop$/,
    found: /^duration-missing$/,
    because: 'the bare decorator had it where it stood before, too',
  },
  {
    fixed: /^torch-unsupported$/,
    found: /^wheel-torch-/,
    because: 'wheels for the torch that goes have to be built anew, and where they are is not known',
  },
  {
    fixed: /^cpu-offload$/,
    found: /^hardcoded-cuda-device$/,
    because: 'pedantic: which devices the app is for elsewhere is its author’s choice',
  },
  {
    fixed: /^suggested-hardware-invalid$/,
    found: /^suggested-hardware-not-zero$/,
    because: 'what was meant to be suggested is only known now',
  },
  {
    fixed: /^frontmatter-yaml-invalid$/,
    found: /./,
    because: 'what can’t be read as YAML has no values to speak of',
  },
  {
    fixed: /^sdk-not-gradio$/,
    found: /./,
    because: 'in a Space of another SDK no rule speaks of ZeroGPU',
  },
  {
    fixed: /^(?:lazy-model-load|model-load-in-gpu)$/,
    found: /^model-not-on-cuda$/,
    because: 'a model that stayed on the CPU in the function stays there at module scope, where that is told',
  },
  {
    fixed: /^(?:lazy-model-load|model-load-in-gpu)$/,
    found: /^cuda-init-at-module-scope$/,
    because: 'a GPU worker reads safetensors to CUDA; while the app starts they are read to the CPU, as its fix has it',
  },
  {
    fixed: /^cuda-in-undecorated-handler$/,
    found: /^(?:examples-implicit-cache|gpu-calls-chained|(?:plain-exception|dataloader-workers)-in-gpu)$/,
    because:
      'of GPU functions alone is told what fails in a worker, what their calls cost, and that examples are cached',
  },
  {
    fixed: /^requirements-spaces-pin$/,
    found: /^requirements-spaces-listed$/,
    because: 'pedantic: a line that is no longer wrong is still needless',
  },
];

/** Rules whose fix changes other statements than those of which the finding speaks. */
const aboutMore: Readonly<Record<string, string>> = {
  'stub-spaces-import': 'the block around goes',
  'lazy-model-load': 'the name that was None before goes, and the test for it',
  'model-load-in-gpu': 'what the load is prepared with goes along',
  'launch-not-called': 'imports that nothing else needs go, and the app that was served',
  'fixed-output-path': 'the path may be the value of a variable of the function',
};

/** Rules whose fix is about a comment itself. */
const aboutComments: ReadonlySet<string> = new Set(['unused-suppression']);

/** Something that breaks the law. */
export interface Violation {
  readonly rule: string;
  readonly title: string;
  readonly broken: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The parsers that a fixed text has to get through. */
export interface Parsers {
  readonly python: PythonParser;
  /** Undefined where there is none. */
  readonly cpython: CPython | undefined;
}

interface Change {
  readonly finding: Finding;
  readonly title: string;
  readonly edits: ReadonlyMap<string, readonly SpanEdit[]>;
}

/** Every fix of every finding of a Space, and every suppression, made alone. The Space is as it was afterwards. */
export async function violationsOfFixes(
  workspace: Workspace,
  space: Space,
  parsers: Parsers,
): Promise<readonly Violation[]> {
  const paths = [...space.model.paths].sort();
  const before = paths.flatMap((path) => space.findings(path));
  // A finding is valid until the next edit.
  const changes = before.flatMap((finding) => changesFor(workspace, finding));
  const violations: Violation[] = [];
  // CPython reads while the next fix is made.
  const reading: Promise<void>[] = [];
  for (const change of changes) {
    const texts = new Map([...change.edits.keys()].map((path) => [path, space.model.text(path) ?? '']));
    const broken: string[] = [];
    for (const [path, edits] of change.edits) {
      const text = texts.get(path) ?? '';
      const fixed = applyEdits(text, edits);
      if (fixed === text) broken.push('it changes nothing');
      if (edits.some((edit, i) => edits.slice(i + 1).some((other) => conflict(edit, other))))
        broken.push('its edits overlap');
      broken.push(...elsewhere(change, path, text, edits, space), ...lostComments(change, path, text, edits, space));
      const violation = { rule: change.finding.rule, title: change.title, path, before: text, after: fixed };
      const read = problemsOfText(path, text, fixed, parsers);
      reading.push(
        read.then((problems) => {
          for (const each of problems) violations.push({ ...violation, broken: each });
        }),
      );
    }
    for (const [path, edits] of change.edits) space.model.editFile(path, descending(edits));
    const after = paths.flatMap((path) => space.findings(path));
    broken.push(...problemsOfFindings(change, before, after));
    for (const [path, text] of texts) {
      const fixed = space.model.text(path) ?? '';
      space.model.editFile(path, [difference(fixed, text)]);
      const { finding, title } = change;
      for (const each of broken)
        violations.push({ rule: finding.rule, title, broken: each, path, before: text, after: fixed });
      broken.length = 0;
    }
  }
  await Promise.all(reading);
  return violations;
}

/** All safe fixes of a Space at once, and, when `inAnyOrder`, also in other orders. */
export async function violationsOfFixAll(
  workspace: Workspace,
  space: Space,
  parsers: Parsers,
  inAnyOrder = true,
): Promise<readonly Violation[]> {
  const paths = [...space.model.paths].sort();
  const before = paths.flatMap((path) => space.findings(path));
  const [first] = paths;
  if (first === undefined || !before.some((finding) => safeFix(finding))) return [];
  const onCopy = <T>(use: (copy: Space) => T): T | undefined => {
    const copy = workspace.copyOfSpace(first);
    try {
      return copy && use(copy);
    } finally {
      copy?.dispose();
    }
  };
  const texts = textsOf(space, paths);
  const all = onCopy((copy) => {
    const { edits, applied } = fixToFixpoint(copy, paths);
    const again = fixToFixpoint(copy, paths).applied;
    return {
      edits,
      applied,
      again,
      texts: textsOf(copy, paths),
      findings: paths.flatMap((path) => copy.findings(path)),
    };
  });
  if (!all) return [];
  const broken: string[] = [];
  if (all.again.length > 0) broken.push('there is something left to fix');
  const edited = new Map(paths.map((path) => [path, applyEdits(texts.get(path) ?? '', all.edits.get(path) ?? [])]));
  if (!isDeepStrictEqual(edited, all.texts)) broken.push('its edits do not give its texts');
  if (inAnyOrder && all.applied.length > 1) broken.push(...dependsOnOrder(all, paths, onCopy));
  const rules = new Set(all.applied.map(({ rule }) => rule));
  for (const each of newFindings(before, all.findings, all.edits)) {
    if (![...rules].some((rule) => isUncovered(rule, each.rule)))
      broken.push(`a new finding: ${each.rule}: ${each.message}`);
  }
  const violations: Violation[] = [];
  for (const [path, text] of texts) {
    const fixed = all.texts.get(path) ?? '';
    const problems = text === fixed ? [] : await problemsOfText(path, text, fixed, parsers);
    const told = path === (all.applied[0]?.path ?? first) ? [...broken, ...problems] : problems;
    const rule = [...rules].join(', ');
    for (const each of told)
      violations.push({ rule, title: 'Fix all', broken: each, path, before: text, after: fixed });
  }
  return violations;
}

function textsOf({ model }: Space, paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, model.text(path) ?? '']));
}

/** What comes out differently when the same fixes are made in another order. */
function dependsOnOrder(
  all: Pick<FixResult, 'edits' | 'applied'> & { readonly texts: ReadonlyMap<string, string> },
  paths: readonly string[],
  onCopy: <T>(use: (copy: Space) => T) => T | undefined,
): readonly string[] {
  const broken: string[] = [];
  const repeated = onCopy((copy) => fixToFixpoint(copy, [...paths].reverse()));
  if (!isDeepStrictEqual(repeated?.edits, all.edits)) broken.push('it depends on the order of the files');
  const single = onCopy((copy) => {
    for (const path of paths) fixToFixpoint(copy, [path]);
    return textsOf(copy, paths);
  });
  if (!isDeepStrictEqual(single, all.texts)) broken.push('file by file it gives other texts');
  const inParagraphs = (result: ReadonlyMap<string, string> | undefined): readonly string[] =>
    [...(result?.values() ?? [])].map((text) => text.replace(/\n(?:[ \t]*\r?\n)+/g, '\n'));
  const backwards = onCopy((copy) => {
    // As many steps as fix-all made, and some for fixes that did the work of two there.
    for (let step = 0; step < 2 * all.applied.length + 1; step++) {
      const fixes = paths.flatMap((path) => copy.findings(path)).flatMap((finding) => safeFix(finding) ?? []);
      const last = fixes.filter(({ edits }) => edits.every(({ path }) => !copy.model.hasSyntaxErrorsIn(path))).at(-1);
      if (!last) break;
      for (const [path, edits] of byFile(last))
        copy.model.setFile(path, applyEdits(copy.model.text(path) ?? '', edits));
    }
    return textsOf(copy, paths);
  });
  if (!isDeepStrictEqual(inParagraphs(backwards), inParagraphs(all.texts)))
    broken.push('one by one from the last it gives other texts');
  return broken;
}

function changesFor(workspace: Workspace, finding: Finding): readonly Change[] {
  const fixes = finding.fixes();
  const comment = suppression(workspace, finding);
  return [
    ...fixes.map((fix) => ({ finding, title: fix.title, edits: byFile(fix) })),
    ...(comment ? [{ finding, title: 'Ignore it here', edits: new Map([[comment.path, [comment]]]) }] : []),
  ];
}

function byFile({ edits }: ResolvedFix): Change['edits'] {
  const files = new Map<string, SpanEdit[]>();
  for (const { path, span, newText } of edits) files.set(path, [...(files.get(path) ?? []), { span, newText }]);
  return files;
}

function descending(edits: readonly SpanEdit[]) {
  return [...edits]
    .sort(byPosition)
    .reverse()
    .map(({ span, newText }) => ({ span, text: newText }));
}

/** The smallest edit from one text to another. */
function difference(from: string, to: string) {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)) end++;
  return { span: { start, end: from.length - end }, text: to.slice(start, to.length - end) };
}

function problemsOfFindings(change: Change, before: readonly Finding[], after: readonly Finding[]): readonly string[] {
  const { rule } = change.finding;
  const broken: string[] = [];
  const count = (findings: readonly Finding[]): number => findings.filter((each) => each.rule === rule).length;
  if (count(after) >= count(before)) broken.push('its finding is still there');
  for (const each of newFindings(before, after, change.edits)) {
    if (!isUncovered(rule, each.rule)) broken.push(`a new finding: ${each.rule}: ${each.message}`);
  }
  return broken;
}

function isUncovered(fixed: string, found: string): boolean {
  return uncovered.some((each) => each.fixed.test(fixed) && each.found.test(found));
}

function newFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  edits: Change['edits'],
): readonly Finding[] {
  const left = [...before];
  const unknown = without(after, left, (a, b) => a.message === b.message);
  // The same finding in other words, for what its message quotes has changed.
  return without(unknown, left, (a, b) => a.path === b.path && a.span.start === moved(b, edits));
}

/** The findings that are none of `known`; those that are get removed there. */
function without(
  findings: readonly Finding[],
  known: Finding[],
  isSame: (finding: Finding, other: Finding) => boolean,
): readonly Finding[] {
  return findings.filter((finding) => {
    const index = known.findIndex((other) => other.rule === finding.rule && isSame(finding, other));
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}

/** Where a finding starts after edits. */
function moved({ path, span }: Finding, edits: Change['edits']): number {
  const before = (edits.get(path) ?? []).filter((edit) => edit.span.end <= span.start && edit.span.start < span.start);
  return before.reduce((at, edit) => at + edit.newText.length - (edit.span.end - edit.span.start), span.start);
}

async function problemsOfText(path: string, text: string, fixed: string, parsers: Parsers): Promise<readonly string[]> {
  const broken: string[] = [];
  const bare = /(?<!\r)\n/;
  if (text.includes('\r\n') && !bare.test(text) && bare.test(fixed)) broken.push('a bare \\n in a file of CRLF');
  if (!text.includes('\r') && fixed.includes('\r')) broken.push('a \\r in a file without one');
  if (fixed.lastIndexOf('\uFEFF') > Math.max(0, text.lastIndexOf('\uFEFF'))) broken.push('the BOM is not first');
  if (path.endsWith('.py') && text.startsWith('\uFEFF') && !fixed.startsWith('\uFEFF')) broken.push('the BOM is gone');
  if (blankEnds(fixed) > blankEnds(text)) broken.push('blanks at the end of a line');
  if (/^\t/m.test(text) && !/^ /m.test(text) && /^ /m.test(fixed)) broken.push('spaces in a file of tabs');
  if (path.endsWith('.py')) broken.push(...(await problemsOfPython(text, fixed, parsers)));
  else if (path.endsWith('README.md') && yamlErrors(fixed) > yamlErrors(text)) broken.push('no YAML');
  else if (path.endsWith('.txt') && invalidLines(fixed) > invalidLines(text)) broken.push('no requirements');
  return broken;
}

async function problemsOfPython(text: string, fixed: string, parsers: Parsers): Promise<readonly string[]> {
  const broken: string[] = [];
  const [quotesBefore, quotesAfter] = [text, fixed].map((source) => quotesIn(source, parsers.python));
  if (quotesBefore && !quotesAfter) broken.push('no Python (tree-sitter)');
  if (quotesBefore?.has("'") && !quotesBefore.has('"') && quotesAfter?.has('"'))
    broken.push('double quotes in a file of single ones');
  if ((await parsers.cpython?.problemOf(text)) === undefined) {
    const problem = await parsers.cpython?.problemOf(fixed);
    if (problem !== undefined) broken.push(`no Python (CPython): ${problem}`);
  }
  return broken;
}

/** The quotes that strings of Python begin with; undefined when it does not parse. */
function quotesIn(text: string, python: PythonParser): ReadonlySet<string> | undefined {
  const tree = python.parse(text);
  const quotes = tree?.rootNode.hasError
    ? undefined
    : tree?.rootNode.descendantsOfType('string_start').map((start) => start.text.replace(/^\w+/, ''));
  tree?.delete();
  return quotes && new Set(quotes);
}

function yamlErrors(card: string): number {
  const content = /^\uFEFF?---\r?\n([\s\S]*?)^---/m.exec(card)?.[1];
  return content === undefined ? 1 : parseDocument(content).errors.length;
}

function invalidLines(requirements: string): number {
  return parseRequirements(requirements).entries.filter(({ kind }) => kind === 'invalid').length;
}

/** Lines that end in blanks. */
function blankEnds(text: string): number {
  return text.split('\n').filter((line) => /[ \t]\r?$/.test(line)).length;
}

/** Comments that are gone although the code they stand behind, or in, is still there. */
function lostComments(
  { finding }: Change,
  path: string,
  text: string,
  edits: readonly SpanEdit[],
  space: Space,
): readonly string[] {
  if (path.endsWith('packages.txt') || aboutComments.has(finding.rule)) return [];
  const written = edits.map(({ newText }) => newText).join('\n');
  const lines = new LineIndex(text);
  return space.model.comments(path).flatMap((comment) =>
    edits
      .filter(({ span }) => span.start < comment.span.end && comment.span.start < span.end)
      // Another rule in the list of one that silences.
      .filter(({ span }) => span.start <= comment.span.start || span.end >= comment.span.end)
      .filter(({ span }) => {
        const line = lines.lineAt(comment.span.start);
        const start = lines.lineStart(line);
        const isBehindCode = text.slice(start, comment.span.start).trim() !== '';
        const goesWithCode = isBehindCode
          ? text.slice(Math.max(start, span.start), comment.span.start).trim() !== ''
          : span.start < start && span.end > lines.lineEnd(line);
        return !written.includes(comment.text) && !goesWithCode;
      })
      .map(() => `a comment is lost: ${comment.text}`),
  );
}

/** Edits of code that neither the finding nor what it points at is part of. */
function elsewhere(
  { finding }: Change,
  path: string,
  text: string,
  edits: readonly SpanEdit[],
  space: Space,
): readonly string[] {
  if (!path.endsWith('.py') || finding.rule in aboutMore) return [];
  const lines = new LineIndex(text);
  const spans = [finding, ...finding.related]
    .filter((location: Location) => location.path === path)
    .flatMap(({ span }) => [span, ...space.model.statementsAt(path, span.start).slice(0, 1)]);
  const around = space.model.statementsAt(path, finding.span.start).map(({ start }) => lines.lineAt(start));
  const isMeant = ({ span, newText }: SpanEdit): boolean => {
    if (span.start === span.end && /^\s*(?:import|from) /.test(newText)) return true;
    // Decorators of a function around.
    if (span.start === span.end && around.includes(lines.lineAt(span.start))) return true;
    // What stands right above or below a statement belongs to it; a whole line ends where the next one starts.
    const lastLine = lines.lineAt(text[span.end - 1] === '\n' ? Math.max(span.start, span.end - 1) : span.end);
    return spans.some(
      ({ start, end }) => lines.lineAt(span.start) >= lines.lineAt(start) - 1 && lastLine <= lines.lineAt(end) + 1,
    );
  };
  return edits
    .filter((edit) => !isMeant(edit))
    .map(({ span }) => `line ${lines.lineAt(span.start) + 1} is none that the finding speaks of`);
}

/** A violation for whoever reads the failed test: what is broken, and the lines that the fix changed. */
export function describeViolation({ rule, title, broken, path, before, after }: Violation): string {
  const { span, text } = difference(before, after);
  const start = before.lastIndexOf('\n', span.start - 1) + 1;
  const behind = before.indexOf('\n', span.end);
  const end = behind < 0 ? before.length : behind;
  const changed = before.slice(start, span.start) + text + before.slice(span.end, end);
  const marked = (sign: string, lines: string): string => lines.replace(/^/gm, sign);
  return `${rule}: ${title}: ${broken}\n${path}\n${marked('- ', before.slice(start, end))}\n${marked('+ ', changed)}`;
}
