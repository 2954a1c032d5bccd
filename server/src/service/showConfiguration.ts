import { renderEffective } from '../engine/configuration';
import type { Workspace } from '../engine/workspace';

/** The configuration in force for a document, as text for a person. */
export function showConfiguration(workspace: Workspace, path: string): string {
  const space = workspace.spaceOf(path);
  if (!space) return '# This file belongs to no Space that is being checked.\n';
  const state = space.model.view.isZeroGpu ? 'a ZeroGPU Space' : 'not known to be a ZeroGPU Space: nothing is reported';
  return `# ${space.root}\n# ${state}\n\n${renderEffective(space.settings.effective)}`;
}
