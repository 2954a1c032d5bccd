import { type Connection, type MessageActionItem, MessageType, ShowMessageRequest } from 'vscode-languageserver';
import type { Workspace } from '../engine/workspace';
import type { Change } from '../service/changes';
import { nameOf } from '../text/paths';
import type { ClientFeatures, Converter } from './convert';

/** The client that is asked to change files, and what is known of it. */
export interface Editor {
  readonly connection: Connection;
  readonly features: ClientFeatures;
  readonly converter: Converter;
  readonly workspace: Workspace;
}

const apply: MessageActionItem = { title: 'Apply' };
const preview: MessageActionItem = { title: 'Preview' };

/**
 * Has the editor make `changes` as one edit named `label`. When some need confirmation its user chooses between applying
 * them and looking at them first, where the editor has previews. Gives what came of it; the reason is for people.
 */
export async function applyChanges(
  { connection, features, converter, workspace }: Editor,
  label: string,
  changes: readonly Change[],
): Promise<'applied' | 'declined' | { readonly failure: string }> {
  let agreed = changes;
  const made = textsOf(changes, workspace);
  const changed = (): string | undefined =>
    [...made.keys()].find((path) => (workspace.text(path) ?? textIn(changes, path)) !== made.get(path));
  if (features.changeAnnotations && changes.some(({ needsConfirmation }) => needsConfirmation)) {
    const choice = await connection
      .sendRequest(ShowMessageRequest.type, {
        type: MessageType.Info,
        message: `${label}: ${listed([...made.keys()].map(nameOf))}`,
        actions: [apply, preview],
      })
      .catch(reasonOf);
    if (!choice) return 'declined';
    if (typeof choice === 'string') return { failure: choice };
    if (choice.title === apply.title) agreed = changes.map((change) => ({ ...change, needsConfirmation: false }));
    await workspace.ready();
  }
  const stale = changed();
  if (stale !== undefined) return hasChanged(stale);
  const { applied, failureReason } = await connection.workspace
    .applyEdit({ label, edit: converter.workspaceEdit(agreed) })
    .catch((error: unknown) => ({ applied: false, failureReason: reasonOf(error) }));
  if (applied) return 'applied';
  if (failureReason !== undefined) return { failure: failureReason };
  // VS Code gives no reason, whether its user closed the preview or typed while it was open.
  const moved = changed();
  if (moved !== undefined) return hasChanged(moved);
  const isPreviewed = features.changeAnnotations && agreed.some(({ needsConfirmation }) => needsConfirmation);
  return isPreviewed ? 'declined' : { failure: 'the editor refused them' };
}

/** The texts that the edits of `changes` are made in, by path; undefined where a file is created. */
function textsOf(changes: readonly Change[], workspace: Workspace): ReadonlyMap<string, string | undefined> {
  const paths = changes.flatMap(({ edits }) => [...edits.keys()]);
  return new Map(paths.map((path) => [path, textIn(changes, path) ?? workspace.text(path)]));
}

function textIn(changes: readonly Change[], path: string): string | undefined {
  return changes.find(({ texts }) => texts?.has(path))?.texts?.get(path);
}

/** A client that can't do it answers with an error. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hasChanged(path: string): { readonly failure: string } {
  return { failure: `${nameOf(path)} has changed meanwhile` };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
