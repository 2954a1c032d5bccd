import { type Files, ordinaryFiles, root, workspaceOf } from '../support/space';

/** A workspace in which one file, its app unless another is named, holds `|` where the caret is. */
export async function withCaret(text: string, files: Files = {}, file = 'app.py') {
  const offset = text.indexOf('|');
  const source = text.replace('|', '');
  const { workspace } = await workspaceOf({ ...ordinaryFiles, ...files, [file]: source });
  return { workspace, path: `${root}/${file}`, offset, source };
}
