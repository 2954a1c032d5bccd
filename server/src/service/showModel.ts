import type { Workspace } from '../engine/workspace';
import type { SpaceDescription } from '../model';

/** What the linter understood of the Space a document is in, as text for a person. */
export function showModel(workspace: Workspace, path: string): string {
  const space = workspace.spaceOf(path);
  return space ? renderDescription(space.model.describe()) : 'This file belongs to no Space that is being checked.\n';
}

/** A description as indented text. */
export function renderDescription(description: SpaceDescription): string {
  const { isZeroGpu, evidence, appFile, modules, gpuFunctions, handlers, functions } = description;
  const lines = [
    description.root,
    isZeroGpu ? `A ZeroGPU Space: ${evidence.join('; ')}` : 'Not known to be a ZeroGPU Space: nothing is reported',
    `The app is ${appFile ?? 'not there'}`,
    ...section(
      'Modules',
      modules.map(({ name, path, linted, hasSyntaxErrors }) => {
        const notes = [...(linted ? [] : ['not linted']), ...(hasSyntaxErrors ? ['syntax errors'] : [])];
        return `${name}  ${path}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`;
      }),
    ),
    ...section(
      'GPU functions',
      gpuFunctions.map(({ name, at, made, duration, durationIsDefault, size, certain }) => {
        const time = typeof duration === 'number' ? `${duration} s${durationIsDefault ? ' (default)' : ''}` : duration;
        return `${name}  ${at}  by ${made}, duration ${time}, size ${size ?? 'unknown'}${certain ? '' : ', perhaps'}`;
      }),
    ),
    ...section(
      'Handlers',
      handlers.map(({ event, functions: bound, at }) => `${event}  ${bound.join(', ') || 'unknown'}  ${at}`),
    ),
    ...section(
      'Functions',
      functions.map(
        ({ name, at, contexts, returns }) => `${name}  ${at}  ${contexts.join(', ') || 'never'}  → ${returns}`,
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, rows: readonly string[]): readonly string[] {
  return ['', title, ...(rows.length > 0 ? rows.map((row) => `  ${row}`) : ['  none'])];
}
