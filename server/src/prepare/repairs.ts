import type { Finding, ResolvedFix } from '../engine/finding';
import { bestFix, fixToFixpoint, safeFix } from '../engine/fixes';
import type { Step } from './step';

/**
 * Rules whose fix is worth a review in a Space that runs, and is what somebody wants who asks for a Space to be made to
 * run: the platform refuses what they report, or it fails there, or it would not do there what it did before.
 */
const reviewed: ReadonlySet<string> = new Set([
  'app-file-missing',
  'app-port-with-gradio',
  'bitsandbytes-old',
  'cuda-sdist',
  'cuda-git-build',
  'cuda-visible-devices',
  'examples-run-on-click-ignored',
  'frontmatter-type',
  'grad-disabled-at-module-scope',
  'hardware-key-ignored',
  'launch-share',
  'lazy-model-load',
  'missing-requirement',
  'model-load-in-gpu',
  'model-not-on-cuda',
  'numpy-rng-in-gpu',
  'python-version-incompatible-pin',
  'python-version-missing',
  'python-version-patch-unsupported',
  'python-version-unsupported',
  'queue-concurrency-one',
  'requirements-gradio-conflict',
  'requirements-gradio-mismatch',
  'requirements-merge-line',
  'requirements-spaces-pin',
  'sdk-version-missing',
  'second-gpu',
  'suggested-hardware-not-zero',
  'torch-family-mismatch',
  'torch-index-replaces-pypi',
  'torch-index-url',
  'torch-local-suffix',
  'torch-sidecar-unpinned',
  'torch-unlisted',
  'torch-unsupported',
  'wheel-platform',
  'wheel-python-mismatch',
  'wheel-torch-mismatch',
  'xformers-mismatch',
]);

/** Rules whose safe fix gives something up that the author should hear of first. */
const leftAlone: ReadonlySet<string> = new Set(['torch-compile']);

function repair(finding: Finding): ResolvedFix | undefined {
  if (leftAlone.has(finding.rule)) return undefined;
  return reviewed.has(finding.rule) ? bestFix(finding) : safeFix(finding);
}

/** Makes the fixes of the rules until none is left: the safe ones, and those for what ZeroGPU does not take. */
export const repairFindings: Step = (scratch) => {
  const { space } = scratch;
  const { edits, applied } = fixToFixpoint(space, [...space.model.paths].sort(), repair);
  scratch.made(edits);
  return applied.map(({ path, title }) => ({ path, what: title }));
};
