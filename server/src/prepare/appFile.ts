import { namedApp, type SpaceTexts } from '../engine/discovery';
import { folderOf, isTestFile, relativeTo } from '../text/paths';

export type AppFile =
  /** Relative to the root. */
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'none' | 'several'; readonly reason: string };

/**
 * The file that starts the Gradio app: the one that was named, that the card names, `app.py`, or the only one that
 * launches an app and is not imported by another that does.
 */
export function appFileOf({ root, texts }: SpaceTexts, named: string | undefined): AppFile {
  if (named !== undefined) return { kind: 'found', path: relativeTo(root, named) };
  const card = texts.get(`${root}/README.md`) ?? '';
  const written = namedApp(card);
  // What is built on Gradio need not import it, but then the card says what it is.
  const mayBeGradio =
    /^sdk:\s*["']?gradio\b/m.test(card) || [...texts].some(([path, text]) => path.endsWith('.py') && GRADIO.test(text));
  for (const path of [written, 'app.py']) {
    if (mayBeGradio && path !== undefined && texts.has(`${root}/${path}`)) return { kind: 'found', path };
  }
  const python = [...texts]
    .filter(([path]) => path.endsWith('.py'))
    .map(([path, text]) => ({ path: relativeTo(root, path), text }))
    .filter(({ path }) => !isTestFile(path));
  if (!python.some(({ text }) => GRADIO.test(text))) {
    return { kind: 'none', reason: 'No file here imports Gradio, and ZeroGPU runs Gradio apps only' };
  }
  const starting = python.filter(({ text }) => STARTS.test(text));
  const apps = starting.filter(
    ({ path, text }) => GRADIO.test(text) && !starting.some((other) => imports(other, path)),
  );
  const around = starting.filter(
    (other) => !GRADIO.test(other.text) && python.some(({ path, text }) => GRADIO.test(text) && imports(other, path)),
  );
  const found = [...new Set([...apps, ...around].map(({ path }) => path))].sort();
  const [first, ...others] = found;
  if (first === undefined) {
    return { kind: 'none', reason: 'No file here launches a Gradio app; name the one that starts it' };
  }
  const usual = found.filter((path) => path.endsWith('/app.py'));
  const [only] = usual.length === 1 ? usual : others.length === 0 ? [first] : [];
  if (only !== undefined) return { kind: 'found', path: only };
  return {
    kind: 'several',
    reason: `Several files launch an app; open or name the one to prepare: ${found.join(', ')}`,
  };
}

interface PythonFile {
  readonly path: string;
  readonly text: string;
}

const GRADIO = /^[ \t]*(?:import|from)[ \t]+gradio\b/m;
const STARTS = /\.launch\s*\(|\bmount_gradio_app\s*\(/;

/** The other file imports this module, by its full name or as its neighbour. */
function imports(other: PythonFile, path: string): boolean {
  if (other.path === path) return false;
  const parts = path
    .replace(/(?:\/__init__)?\.py$/, '')
    .replace(/[^\w/]/g, '')
    .split('/');
  const last = parts.at(-1) ?? '';
  const names = folderOf(other.path) === folderOf(path) ? `(?:${parts.join('\\.')}|\\.*${last})` : parts.join('\\.');
  const parent = parts.slice(0, -1).join('\\.');
  const from = parent === '' ? '' : `|from[ \\t]+${parent}[ \\t]+import[^\\n#]*\\b${last}\\b`;
  return new RegExp(`^[ \\t]*(?:(?:import|from)[ \\t]+${names}(?![\\w.])${from})`, 'm').test(other.text);
}
