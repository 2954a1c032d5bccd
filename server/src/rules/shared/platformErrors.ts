// The errors that more than one rule explains: the title of ZeroGPU's toast, then what stands below it, which alone is in
// the log (pypi.org/project/spaces, read 2026-11-21).
export const quotaExceeded = ['ZeroGPU quota exceeded', 'requested vs.', 's left vs.'] as const;
export const illegalDuration = ['ZeroGPU illegal duration', 'is larger than the maximum allowed'] as const;
export const queueTimeout = ['ZeroGPU queue timeout', 'No GPU was available after'] as const;
