import type * as vscode from 'vscode';

type Inspected = ReturnType<vscode.WorkspaceConfiguration['inspect']>;

/**
 * A section of the settings without the defaults, as far as `inspect` tells: the server takes what it is sent for what
 * somebody has set, and lets it win over the project's own configuration.
 */
export function withoutDefaults(settings: unknown, inspect: (key: string) => Inspected): unknown {
  if (typeof settings !== 'object' || settings === null) return settings;
  return Object.fromEntries(Object.entries(settings).filter(([key]) => isSet(inspect(key))));
}

function isSet(inspected: Inspected): boolean {
  return (inspected?.workspaceFolderValue ?? inspected?.workspaceValue ?? inspected?.globalValue) !== undefined;
}
