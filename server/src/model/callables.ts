/** `spaces.GPU` and the names it goes by inside the package. */
export function isGpuPath(path: string): boolean {
  return path === 'spaces.GPU' || path === 'spaces.zero.decorator.GPU' || path === 'spaces.decorator.GPU';
}
