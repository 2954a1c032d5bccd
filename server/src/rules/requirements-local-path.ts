import { removeLine } from '../model';
import { DEPENDENCY_DOCS, reviewFix, rule, type Fix } from './rule';

/** A repository as a browser shows its address. */
const REPOSITORY = /^(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co)\/[\w.-]+\/[\w.-]+/;

export default rule({
  name: 'requirements-local-path',
  summary: 'The requirements name a folder or file of the repository',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    path: 'The build copies only requirements.txt before it runs pip, so `{path}` is not there yet',
    elsewhere:
      '`{path}` is a file of the machine on which `pip freeze` wrote this line, and the build machine does not have it',
    address:
      'Without a scheme pip takes `{path}` for a path, and there is nothing at it; the address of a repository begins with `git+https://`',
    include: 'The build copies only requirements.txt before it runs pip, so `{path}` is not there to be included',
  },
  explains: ['does not appear to be a Python project', 'Could not open requirements file'],
  sources: [DEPENDENCY_DOCS],
  check: {
    requirements(file, report, space) {
      for (const entry of file.parsed.entries) {
        if (entry.variables.length > 0) continue;
        if (entry.kind === 'requirement') {
          const { name, url } = entry;
          if (entry.form === 'name-at-url' && name && url?.scheme === 'file') {
            const at = { start: (entry.extrasSpan ?? name.span).end, end: url.span.end };
            report(
              file.place(entry.span),
              'elsewhere',
              { path: url.text },
              {
                fixes: () => [reviewFix(`Install \`${name.text}\` from PyPI`, space.edits.replace(file.place(at), ''))],
              },
            );
            continue;
          }
          const isLocal = entry.form === 'path' || entry.url?.scheme === 'file';
          // A file elsewhere on the machine is another story; where the app will run there is nothing yet.
          if (!isLocal || entry.url === undefined || /^\/(?!home\/user\/app\b)|^file:/.test(entry.url.text)) continue;
          const { text, span } = entry.url;
          if (REPOSITORY.test(text)) {
            const edit = space.edits.insertBefore(file.place(span), 'git+https://');
            const fixes = (): readonly Fix[] => [reviewFix(`Write \`git+https://${text}\``, edit)];
            report(file.place(entry.span), 'address', { path: text }, { fixes });
            continue;
          }
          // What is in a wheel or in a project in a subfolder, Python does not find without pip.
          const isOwnFolder = /^\.\/?$/.test(text);
          const fixes = (): readonly Fix[] =>
            isOwnFolder
              ? [
                  reviewFix(
                    'Remove the line: the app’s own folder is importable anyway',
                    removeLine(space, file, entry),
                  ),
                ]
              : [];
          report(file.place(entry.span), 'path', { path: text }, { fixes });
        } else if (entry.kind === 'option') {
          const include = entry.options.find(({ name }) => name === '--requirement' || name === '--constraint');
          if (include?.value === undefined || /^[a-z][a-z0-9+.-]*:\/\//i.test(include.value)) continue;
          report(file.place(entry.span), 'include', { path: include.value });
        }
      }
    },
  },
});
