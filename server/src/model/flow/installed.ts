/** Packages that are always installed on ZeroGPU, so that importing them can't fail. */
const ALWAYS_THERE = new Set(['spaces', 'gradio', 'torch', 'os', 'sys', 'huggingface_hub']);

/** Whether a module, by its dotted name, is there on every ZeroGPU Space. */
export function isAlwaysInstalled(module: string): boolean {
  return ALWAYS_THERE.has(module.split('.')[0] ?? '');
}
