import { type Connection, type MessageActionItem, MessageType, ShowMessageRequest } from 'vscode-languageserver';
import type { Change } from '../service/changes';
import { nameOf } from '../text/paths';
import type { ClientFeatures, Converter } from './convert';

/** The client that is asked to change files, and what is known of it. */
export interface Editor {
  readonly connection: Connection;
  readonly features: ClientFeatures;
  readonly converter: Converter;
}

const apply: MessageActionItem = { title: 'Apply' };
const preview: MessageActionItem = { title: 'Preview' };

/**
 * Has the editor make `changes` as one edit named `label`. When some need confirmation its user chooses between applying
 * them and looking at them first, where the editor has previews. Gives what came of it; the reason is for people.
 */
export async function applyChanges(
  { connection, features, converter }: Editor,
  label: string,
  changes: readonly Change[],
): Promise<'applied' | 'declined' | { readonly failure: string }> {
  let agreed = changes;
  if (features.changeAnnotations && changes.some(({ needsConfirmation }) => needsConfirmation)) {
    const choice = await connection.sendRequest(ShowMessageRequest.type, {
      type: MessageType.Info,
      message: `${label}: ${listed([...new Set(changes.flatMap(({ edits }) => [...edits.keys()]))].map(nameOf))}`,
      actions: [apply, preview],
    });
    if (!choice) return 'declined';
    if (choice.title === apply.title) agreed = changes.map((change) => ({ ...change, needsConfirmation: false }));
  }
  const { applied, failureReason } = await connection.workspace.applyEdit({
    label,
    edit: converter.workspaceEdit(agreed),
  });
  if (applied) return 'applied';
  // Who closes a preview has declined; only what went wrong has a reason.
  return failureReason === undefined ? 'declined' : { failure: failureReason };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
