// Written by npm run generate, from the files of this folder.

import type { Rule } from './rule';
import bitsandbytesOld from './bitsandbytes-old';
import cudaGitBuild from './cuda-git-build';
import cudaInitAtModuleScope from './cuda-init-at-module-scope';
import cudaSdist from './cuda-sdist';
import durationCallableAsync from './duration-callable-async';
import durationCallableGenerator from './duration-callable-generator';
import durationCallableNameMismatch from './duration-callable-name-mismatch';
import durationCallableNoReturn from './duration-callable-no-return';
import durationCallableSignature from './duration-callable-signature';
import durationCallableUncapped from './duration-callable-uncapped';
import durationCallableUsesGpu from './duration-callable-uses-gpu';
import durationExceedsAnonymous from './duration-exceeds-anonymous';
import durationExceedsAny from './duration-exceeds-any';
import durationExceedsFree from './duration-exceeds-free';
import durationFractionTruncated from './duration-fraction-truncated';
import durationMissing from './duration-missing';
import durationNotNumber from './duration-not-number';
import durationNotPositive from './duration-not-positive';
import durationWrapsDay from './duration-wraps-day';
import gpuAsyncFunction from './gpu-async-function';
import gpuCallInLoop from './gpu-call-in-loop';
import gradioTimeLimitConfusion from './gradio-time-limit-confusion';
import lazyModelLoad from './lazy-model-load';
import missingRequirement from './missing-requirement';
import modelLoadInGpu from './model-load-in-gpu';
import moduleScopeInference from './module-scope-inference';
import noGpuFunction from './no-gpu-function';
import packagesTxtFormat from './packages-txt-format';
import pipInPackages from './pip-in-packages';
import pythonVersionIncompatiblePin from './python-version-incompatible-pin';
import pythonVersionUnquoted from './python-version-unquoted';
import requirementsGradioConflict from './requirements-gradio-conflict';
import requirementsGradioMismatch from './requirements-gradio-mismatch';
import requirementsGradioRedundant from './requirements-gradio-redundant';
import requirementsGradioTooOld from './requirements-gradio-too-old';
import requirementsLocalPath from './requirements-local-path';
import requirementsMergeLine from './requirements-merge-line';
import requirementsPsutilConflict from './requirements-psutil-conflict';
import requirementsSpacesListed from './requirements-spaces-listed';
import requirementsSpacesPin from './requirements-spaces-pin';
import returnCudaTensor from './return-cuda-tensor';
import sdkNotGradio from './sdk-not-gradio';
import secondGpu from './second-gpu';
import stubSpacesImport from './stub-spaces-import';
import torchCompile from './torch-compile';
import torchFamilyMismatch from './torch-family-mismatch';
import torchIndexReplacesPypi from './torch-index-replaces-pypi';
import torchIndexUrl from './torch-index-url';
import torchLocalSuffix from './torch-local-suffix';
import torchSidecarUnpinned from './torch-sidecar-unpinned';
import torchUnlisted from './torch-unlisted';
import torchUnsupported from './torch-unsupported';
import unusedSuppression from './unused-suppression';
import wheelAbiFalse from './wheel-abi-false';
import wheelPlatform from './wheel-platform';
import wheelPythonMismatch from './wheel-python-mismatch';
import wheelTorchMismatch from './wheel-torch-mismatch';
import wheelTorchUnpinned from './wheel-torch-unpinned';
import xformersMismatch from './xformers-mismatch';
import xlargeCost from './xlarge-cost';

/** Every rule, by name. */
export const rules: readonly Rule[] = [
  bitsandbytesOld,
  cudaGitBuild,
  cudaInitAtModuleScope,
  cudaSdist,
  durationCallableAsync,
  durationCallableGenerator,
  durationCallableNameMismatch,
  durationCallableNoReturn,
  durationCallableSignature,
  durationCallableUncapped,
  durationCallableUsesGpu,
  durationExceedsAnonymous,
  durationExceedsAny,
  durationExceedsFree,
  durationFractionTruncated,
  durationMissing,
  durationNotNumber,
  durationNotPositive,
  durationWrapsDay,
  gpuAsyncFunction,
  gpuCallInLoop,
  gradioTimeLimitConfusion,
  lazyModelLoad,
  missingRequirement,
  modelLoadInGpu,
  moduleScopeInference,
  noGpuFunction,
  packagesTxtFormat,
  pipInPackages,
  pythonVersionIncompatiblePin,
  pythonVersionUnquoted,
  requirementsGradioConflict,
  requirementsGradioMismatch,
  requirementsGradioRedundant,
  requirementsGradioTooOld,
  requirementsLocalPath,
  requirementsMergeLine,
  requirementsPsutilConflict,
  requirementsSpacesListed,
  requirementsSpacesPin,
  returnCudaTensor,
  sdkNotGradio,
  secondGpu,
  stubSpacesImport,
  torchCompile,
  torchFamilyMismatch,
  torchIndexReplacesPypi,
  torchIndexUrl,
  torchLocalSuffix,
  torchSidecarUnpinned,
  torchUnlisted,
  torchUnsupported,
  unusedSuppression,
  wheelAbiFalse,
  wheelPlatform,
  wheelPythonMismatch,
  wheelTorchMismatch,
  wheelTorchUnpinned,
  xformersMismatch,
  xlargeCost,
];
