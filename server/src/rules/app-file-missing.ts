import { cardEntry, gradioSdk, requoted, setKey, type SpaceView } from '../model';
import { nearest } from '../text/nearest';
import { relativeTo, withoutDot } from '../text/paths';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'app-file-missing',
  summary: 'The file that starts the app does not exist',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    named: '`app_file` names {file}, which is not in the repository: the Space has nothing to run',
    folder: '`app_file` names {file}, which is a folder: the Space has nothing to run',
    notebook: '`app_file` is run with Python, which can’t run the notebook {file}',
    outside: '`app_file` names {file}, which is outside the repository: the Space has nothing to run',
    default: 'Without `app_file` the Hub runs app.py, which is not in the repository',
  },
  explains: ['no application file'],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const sdk = gradioSdk(file);
      if (!sdk) return;
      const entry = cardEntry(file, 'app_file');
      const written = entry?.value.value;
      if (entry && typeof written !== 'string') return;
      const wanted = typeof written === 'string' ? withoutDot(written) : 'app.py';
      const files = space.pythonFiles;
      if (files.length === 0 || files.includes(wanted)) return;
      const fault = faultOf(wanted, files);
      if (!fault) return;
      const other = startFile(space, wanted);
      const fixes = () =>
        other === undefined
          ? []
          : [
              reviewFix(
                `Set \`app_file\` to ${other}`,
                setKey(space, file, 'app_file', entry ? requoted(entry.value, other) : other, ['sdk_version', 'sdk']),
              ),
            ];
      if (entry) report(file.place(entry.value.span), fault, { file: wanted }, { fixes });
      else report(file.place(sdk.keySpan), 'default', {}, { fixes });
    },
  },
});

/** Why Python can't start the file; undefined when it is there, or may be: only Python files are known. */
function faultOf(wanted: string, files: readonly string[]): 'named' | 'folder' | 'notebook' | 'outside' | undefined {
  if (wanted.startsWith('../')) return 'outside';
  // Those in hidden folders and in environments are not read.
  if (/(?:^|\/)(?:\.|env\/|venv\/)/.test(wanted) || wanted.startsWith('/')) return undefined;
  if (wanted.endsWith('.ipynb')) return 'notebook';
  const folder = wanted.replace(/\/*$/, '/');
  if (files.some((file) => file.startsWith(folder))) return 'folder';
  return wanted.endsWith('.py') || files.includes(`${wanted}.py`) ? 'named' : undefined;
}

/** What was probably meant: a file of nearly that name, of that name elsewhere, or the only one that launches an app. */
function startFile(space: SpaceView, wanted: string): string | undefined {
  const files = space.pythonFiles;
  const stem = wanted.replace(/\.ipynb$|\/+$/, '');
  const meant = [`${stem}.py`, `${stem}/app.py`, wanted.replace(/^(?:\.\.\/)+/, '')].find((file) =>
    files.includes(file),
  );
  if (meant !== undefined) return meant;
  const near = nearest(wanted, files);
  if (near !== undefined) return near;
  const name = wanted.slice(wanted.lastIndexOf('/') + 1);
  const same = files.filter((file) => file.endsWith(`/${name}`) || file === name);
  if (same.length === 1) return same[0];
  const launching = new Set(space.codesNaming('.launch').map(({ module }) => relativeTo(space.root, module.path)));
  return launching.size === 1 ? [...launching][0] : undefined;
}
