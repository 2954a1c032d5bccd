import { type CodeAction, type SnippetTextEdit, TextDocumentEdit } from 'vscode-languageserver';
import type { Workspace } from '../engine/workspace';
import { type RefactoringAction, refactoringsAt, type TabStop } from '../service/refactorings';
import type { Change } from '../service/changes';
import { sameData } from '../text/equality';
import type { Span } from '../text/span';
import type { ClientFeatures, Converter } from './convert';

/** What can be done with the code at a span beside what is `offered` already, as the client understands it. */
export function refactoringActions(
  workspace: Workspace,
  converter: Converter,
  features: ClientFeatures,
  path: string,
  span: Span,
  offered: readonly Change[],
): readonly (CodeAction & { readonly kind: string })[] {
  const space = workspace.spaceOf(path);
  if (!space) return [];
  return refactoringsAt(space, path, span)
    .filter(({ change }) => !offered.some(({ edits }) => sameData(edits, change.edits)))
    .map((action) => actionOf(action, converter, features));
}

function actionOf({ title, kind, change, tabStop }: RefactoringAction, converter: Converter, features: ClientFeatures) {
  const edit = converter.workspaceEdit([change]);
  if (tabStop && features.snippetEdits) {
    const documents = (edit.documentChanges ?? []).filter((each) => TextDocumentEdit.is(each));
    const document = documents[[...change.edits.keys()].indexOf(tabStop.path)];
    const plain = document?.edits[tabStop.index];
    if (document && plain && 'newText' in plain) {
      const { newText, ...rest } = plain;
      document.edits[tabStop.index] = {
        ...rest,
        snippet: { kind: 'snippet', value: snippetOf(newText, tabStop) },
      } satisfies SnippetTextEdit;
    }
  }
  return { title, kind, edit };
}

/** The text with its one tab stop. */
function snippetOf(text: string, { start, end }: TabStop): string {
  const escaped = (part: string): string => part.replace(/[\\$}]/g, '\\$&');
  return `${escaped(text.slice(0, start))}\${1:${escaped(text.slice(start, end))}}${escaped(text.slice(end))}`;
}
