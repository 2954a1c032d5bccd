import { rules } from '../../server/src/rules';
import { refactoringsAt, type RefactoringAction } from '../../server/src/service/refactorings';
import { applyEdits } from '../../server/src/text/edits';
import { type Files, root, spaceOf, summaries } from '../support/space';

export interface Refactored {
  readonly title: string;
  readonly kind: string;
  /** The text to be typed over. */
  readonly choice?: string;
  /** The files that changed; the tab stop of an edit is left as its text. */
  readonly files: Files;
  /** Findings that were not there before. */
  readonly added: readonly string[];
}

/** What is offered with the caret in the first occurrence of `at` in `file`, each applied to the Space. */
export async function offered(files: Files, at: string, file = 'app.py'): Promise<readonly Refactored[]> {
  const space = await spaceOf(files, { rules });
  const before = countsOf(summaries(space));
  const offset = (files[file] ?? '').indexOf(at);
  if (offset < 0) throw new Error(`there is no ${at} in ${file}`);
  const actions = refactoringsAt(space, `${root}/${file}`, { start: offset, end: offset });
  space.dispose();
  return Promise.all(actions.map((action) => applied(files, action, before)));
}

async function applied(
  files: Files,
  action: RefactoringAction,
  before: ReadonlyMap<string, number>,
): Promise<Refactored> {
  const after = Object.fromEntries(
    Object.entries(files).map(([name, text]): [string, string] => [
      name,
      applyEdits(text, action.change.edits.get(`${root}/${name}`) ?? []),
    ]),
  );
  const space = await spaceOf(after, { rules });
  const added = [...countsOf(summaries(space))].filter(([key, count]) => count > (before.get(key) ?? 0));
  space.dispose();
  return {
    title: action.title,
    kind: action.kind,
    ...choiceOf(action),
    files: Object.fromEntries(Object.entries(after).filter(([name, text]) => files[name] !== text)),
    added: added.map(([key]) => key),
  };
}

function choiceOf({ change, tabStop }: RefactoringAction): { readonly choice?: string } {
  if (!tabStop) return {};
  const edit = change.edits.get(tabStop.path)?.[tabStop.index];
  return { choice: edit?.newText.slice(tabStop.start, tabStop.end) ?? '' };
}

function countsOf(findings: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const key = finding.replace(/:\d+/, '');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
