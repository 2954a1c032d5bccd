import type { ModuleEntity } from '../entities';

/** The modules of a Space by dotted name. */
export interface ModuleIndex {
  find(dotted: string): ModuleEntity | undefined;
  /** True when the Space holds the module or package. */
  has(dotted: string): boolean;
  /** The dotted name, from the root of the Space, of what a module of it imports as `path`, `level` dots before it. */
  imported(by: ModuleEntity, level: number, path: string): string;
}

/** The modules by all names under which they can be imported, where this one is the script that Python starts. */
export function indexOf(modules: readonly ModuleEntity[], script?: ModuleEntity): ModuleIndex {
  const byName = new Map<string, ModuleEntity>();
  const packages = new Set<string>();
  const folder = script?.name.includes('.') ? script.name.slice(0, script.name.lastIndexOf('.') + 1) : undefined;
  const isBeside = ({ name }: ModuleEntity): boolean => folder !== undefined && name.startsWith(folder);
  const add = (name: string, module: ModuleEntity): void => {
    if (!byName.has(name)) byName.set(name, module);
    const parts = name.split('.');
    for (let i = 1; i <= parts.length; i++) packages.add(parts.slice(0, i).join('.'));
  };
  // Code in the folder of the script, where Python looks first, or under `src/`, is imported without it.
  for (const module of modules) if (isBeside(module)) add(module.name.slice(folder?.length), module);
  for (const module of modules) {
    add(module.name, module);
    if (module.name.startsWith('src.')) add(module.name.slice('src.'.length), module);
  }
  const has = (dotted: string): boolean => packages.has(dotted);
  const imported = ({ name, isPackage }: ModuleEntity, level: number, path: string): string => {
    if (level > 0) {
      const parts = name === '' ? [] : name.split('.');
      const depth = parts.length - (isPackage ? level - 1 : level);
      // Above the root of the Space: no module has such a name.
      if (depth < 0) return `${'.'.repeat(level)}${path}`;
      const base = parts.slice(0, depth);
      return [...base, ...(path === '' ? [] : [path])].join('.');
    }
    if (has(path)) return path;
    // A script finds the modules beside it, wherever in the repository it stands.
    const folder = name.split('.').slice(0, isPackage ? undefined : -1);
    const beside = [...folder, path].join('.');
    return folder.length > 0 && has(beside) ? beside : path;
  };
  return { find: (dotted) => byName.get(dotted), has, imported };
}

/** The dotted name of a Python file below the root of the Space, and whether it is a package's own. */
export function moduleName(root: string, path: string): { readonly name: string; readonly isPackage: boolean } {
  const parts = path
    .slice(root.length + 1)
    .replace(/\.py$/, '')
    .split('/');
  const isPackage = parts.at(-1) === '__init__';
  return { name: (isPackage ? parts.slice(0, -1) : parts).join('.'), isPackage };
}
