import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { Change } from '../service/changes';
import type { Converter } from './convert';

/**
 * Asks the client to make `changes` as one edit named `label`, with a preview of those that need confirmation where the
 * client has one. True when they were made; the user is told when the client could not, but not when they declined.
 */
export async function applyChanges(
  connection: Connection,
  converter: Converter,
  label: string,
  changes: readonly Change[],
): Promise<boolean> {
  const { applied, failureReason } = await connection.workspace.applyEdit({
    label,
    edit: converter.workspaceEdit(changes),
  });
  if (!applied && failureReason !== undefined) {
    // Told without asking: the library's own method sends a request, which some clients don't know.
    const message = `ZeroGPU Lint: the editor did not make the changes: ${failureReason}`;
    await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
  }
  return applied;
}
