// Written by npm run generate, from the files of this folder.

import type { Rule } from './rule';
import aotiTorchTooOld from './aoti-torch-too-old';
import appFileMissing from './app-file-missing';
import appPortWithGradio from './app-port-with-gradio';
import attnFlash2WithoutPackage from './attn-flash2-without-package';
import basePathSlash from './base-path-slash';
import bitsandbytesOld from './bitsandbytes-old';
import cancelsGpuEvent from './cancels-gpu-event';
import capabilityBranch from './capability-branch';
import clientHfTokenKw from './client-hf-token-kw';
import clientTokenForwarding from './client-token-forwarding';
import colorInvalid from './color-invalid';
import cpuOffload from './cpu-offload';
import cpuWorkInGpu from './cpu-work-in-gpu';
import cudaGitBuild from './cuda-git-build';
import cudaInThread from './cuda-in-thread';
import cudaInUndecoratedHandler from './cuda-in-undecorated-handler';
import cudaInitAtModuleScope from './cuda-init-at-module-scope';
import cudaMoveInGpu from './cuda-move-in-gpu';
import cudaSdist from './cuda-sdist';
import cudaVisibleDevices from './cuda-visible-devices';
import customHeadersInvalid from './custom-headers-invalid';
import dataloaderWorkersInGpu from './dataloader-workers-in-gpu';
import durationBlackwellMultiplier from './duration-blackwell-multiplier';
import durationCallableAsync from './duration-callable-async';
import durationCallableGenerator from './duration-callable-generator';
import durationCallableNameMismatch from './duration-callable-name-mismatch';
import durationCallableNoReturn from './duration-callable-no-return';
import durationCallableNone from './duration-callable-none';
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
import emojiInvalid from './emoji-invalid';
import environDollarNotExpanded from './environ-dollar-not-expanded';
import examplesCacheTrueFnMissing from './examples-cache-true-fn-missing';
import examplesEager from './examples-eager';
import examplesImplicitCache from './examples-implicit-cache';
import examplesLazyString from './examples-lazy-string';
import examplesRunOnClickIgnored from './examples-run-on-click-ignored';
import exitInGpu from './exit-in-gpu';
import fixedOutputPath from './fixed-output-path';
import flashAttention3 from './flash-attention-3';
import frontmatterMissing from './frontmatter-missing';
import frontmatterType from './frontmatter-type';
import frontmatterYamlInvalid from './frontmatter-yaml-invalid';
import globalWriteInGpu from './global-write-in-gpu';
import gpuAboveClassmethod from './gpu-above-classmethod';
import gpuAboveEvent from './gpu-above-event';
import gpuAboveStaticmethod from './gpu-above-staticmethod';
import gpuAsyncFunction from './gpu-async-function';
import gpuAsyncGenerator from './gpu-async-generator';
import gpuCallInLoop from './gpu-call-in-loop';
import gpuCalledInAsync from './gpu-called-in-async';
import gpuCalledInRoute from './gpu-called-in-route';
import gpuCalledInThread from './gpu-called-in-thread';
import gpuCallsChained from './gpu-calls-chained';
import gpuConditionalDecorator from './gpu-conditional-decorator';
import gpuDecoratedPerCall from './gpu-decorated-per-call';
import gpuDoubleDecorated from './gpu-double-decorated';
import gpuEnableQueue from './gpu-enable-queue';
import gpuOnClass from './gpu-on-class';
import gpuOnMethod from './gpu-on-method';
import gpuPositionalCallable from './gpu-positional-callable';
import gpuPositionalValue from './gpu-positional-value';
import gpuReturnsGenerator from './gpu-returns-generator';
import gpuSizeInvalid from './gpu-size-invalid';
import gpuTooManyPositional from './gpu-too-many-positional';
import gpuUnknownKeyword from './gpu-unknown-keyword';
import grErrorNotRaised from './gr-error-not-raised';
import gradContextAboveGpu from './grad-context-above-gpu';
import gradDisabledAtModuleScope from './grad-disabled-at-module-scope';
import gradioDependencyUnpinned from './gradio-dependency-unpinned';
import gradioKeywordRemoved from './gradio-keyword-removed';
import gradioNameRemoved from './gradio-name-removed';
import gradioTimeLimitConfusion from './gradio-time-limit-confusion';
import hardcodedCudaDevice from './hardcoded-cuda-device';
import hardcodedCudaHome from './hardcoded-cuda-home';
import hardwareKeyIgnored from './hardware-key-ignored';
import headerInvalid from './header-invalid';
import instanceCacheInGpu from './instance-cache-in-gpu';
import isAvailableBranch from './is-available-branch';
import launchNotCalled from './launch-not-called';
import launchPort from './launch-port';
import launchShare from './launch-share';
import lazyModelLoad from './lazy-model-load';
import manualSeedAtModuleScope from './manual-seed-at-module-scope';
import mcpNeedsGradio5 from './mcp-needs-gradio5';
import missingRequirement from './missing-requirement';
import missingSpacesImport from './missing-spaces-import';
import modelLoadInGpu from './model-load-in-gpu';
import modelNotOnCuda from './model-not-on-cuda';
import moduleScopeInference from './module-scope-inference';
import multiprocessingInGpu from './multiprocessing-in-gpu';
import mutableGlobalInHandler from './mutable-global-in-handler';
import nestedGpuSettingsIgnored from './nested-gpu-settings-ignored';
import noGpuFunction from './no-gpu-function';
import numpyOfCudaTensor from './numpy-of-cuda-tensor';
import numpyRngInGpu from './numpy-rng-in-gpu';
import oauthExpirationRange from './oauth-expiration-range';
import oauthLoginWithoutFlag from './oauth-login-without-flag';
import packagesTxtFormat from './packages-txt-format';
import persistentDataPath from './persistent-data-path';
import pipInPackages from './pip-in-packages';
import plainExceptionInGpu from './plain-exception-in-gpu';
import preloadFormat from './preload-format';
import preloadWithHfHome from './preload-with-hf-home';
import progressWithYield from './progress-with-yield';
import pythonVersionIncompatiblePin from './python-version-incompatible-pin';
import pythonVersionMissing from './python-version-missing';
import pythonVersionPatchUnsupported from './python-version-patch-unsupported';
import pythonVersionUnquoted from './python-version-unquoted';
import pythonVersionUnsupported from './python-version-unsupported';
import queueConcurrencyOne from './queue-concurrency-one';
import queueMaxSize from './queue-max-size';
import requirementsConflict from './requirements-conflict';
import requirementsGradioConflict from './requirements-gradio-conflict';
import requirementsGradioMismatch from './requirements-gradio-mismatch';
import requirementsGradioRedundant from './requirements-gradio-redundant';
import requirementsGradioTooOld from './requirements-gradio-too-old';
import requirementsHashes from './requirements-hashes';
import requirementsLocalPath from './requirements-local-path';
import requirementsMergeLine from './requirements-merge-line';
import requirementsNoPackage from './requirements-no-package';
import requirementsSpacesListed from './requirements-spaces-listed';
import requirementsSpacesPin from './requirements-spaces-pin';
import returnCudaTensor from './return-cuda-tensor';
import runtimePipInstall from './runtime-pip-install';
import sdkNotGradio from './sdk-not-gradio';
import sdkStreamlit from './sdk-streamlit';
import sdkVersionInvalid from './sdk-version-invalid';
import sdkVersionMissing from './sdk-version-missing';
import sdkVersionTooOld from './sdk-version-too-old';
import sdkVersionUnquotedFloat from './sdk-version-unquoted-float';
import secondGpu from './second-gpu';
import selfWriteInGpu from './self-write-in-gpu';
import shortDescriptionTooLong from './short-description-too-long';
import spacesImportedAfterCuda from './spaces-imported-after-cuda';
import startupTimeoutFormat from './startup-timeout-format';
import stateMutationInGpu from './state-mutation-in-gpu';
import stateYieldedEachStep from './state-yielded-each-step';
import stubSpacesImport from './stub-spaces-import';
import subprocessEnvReplacesPath from './subprocess-env-replaces-path';
import subprocessExportNoop from './subprocess-export-noop';
import suggestedHardwareInvalid from './suggested-hardware-invalid';
import suggestedHardwareNotZero from './suggested-hardware-not-zero';
import suggestedStorageIgnored from './suggested-storage-ignored';
import tempFileDeleted from './temp-file-deleted';
import torchCompile from './torch-compile';
import torchFamilyMismatch from './torch-family-mismatch';
import torchImportedBeforeSpaces from './torch-imported-before-spaces';
import torchIndexReplacesPypi from './torch-index-replaces-pypi';
import torchIndexUrl from './torch-index-url';
import torchLoadWeightsOnly from './torch-load-weights-only';
import torchLocalSuffix from './torch-local-suffix';
import torchSidecarUnpinned from './torch-sidecar-unpinned';
import torchUnlisted from './torch-unlisted';
import torchUnsupported from './torch-unsupported';
import unknownFrontmatterKey from './unknown-frontmatter-key';
import unpicklableArgument from './unpicklable-argument';
import unpicklableReturn from './unpicklable-return';
import unusedSuppression from './unused-suppression';
import wheelAbiFalse from './wheel-abi-false';
import wheelPlatform from './wheel-platform';
import wheelPythonMismatch from './wheel-python-mismatch';
import wheelTorchMismatch from './wheel-torch-mismatch';
import wheelTorchUnpinned from './wheel-torch-unpinned';
import xformersMismatch from './xformers-mismatch';
import xgboostAtModuleScope from './xgboost-at-module-scope';
import xlargeCost from './xlarge-cost';

/** Every rule, by name. */
export const rules: readonly Rule[] = [
  aotiTorchTooOld,
  appFileMissing,
  appPortWithGradio,
  attnFlash2WithoutPackage,
  basePathSlash,
  bitsandbytesOld,
  cancelsGpuEvent,
  capabilityBranch,
  clientHfTokenKw,
  clientTokenForwarding,
  colorInvalid,
  cpuOffload,
  cpuWorkInGpu,
  cudaGitBuild,
  cudaInThread,
  cudaInUndecoratedHandler,
  cudaInitAtModuleScope,
  cudaMoveInGpu,
  cudaSdist,
  cudaVisibleDevices,
  customHeadersInvalid,
  dataloaderWorkersInGpu,
  durationBlackwellMultiplier,
  durationCallableAsync,
  durationCallableGenerator,
  durationCallableNameMismatch,
  durationCallableNoReturn,
  durationCallableNone,
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
  emojiInvalid,
  environDollarNotExpanded,
  examplesCacheTrueFnMissing,
  examplesEager,
  examplesImplicitCache,
  examplesLazyString,
  examplesRunOnClickIgnored,
  exitInGpu,
  fixedOutputPath,
  flashAttention3,
  frontmatterMissing,
  frontmatterType,
  frontmatterYamlInvalid,
  globalWriteInGpu,
  gpuAboveClassmethod,
  gpuAboveEvent,
  gpuAboveStaticmethod,
  gpuAsyncFunction,
  gpuAsyncGenerator,
  gpuCallInLoop,
  gpuCalledInAsync,
  gpuCalledInRoute,
  gpuCalledInThread,
  gpuCallsChained,
  gpuConditionalDecorator,
  gpuDecoratedPerCall,
  gpuDoubleDecorated,
  gpuEnableQueue,
  gpuOnClass,
  gpuOnMethod,
  gpuPositionalCallable,
  gpuPositionalValue,
  gpuReturnsGenerator,
  gpuSizeInvalid,
  gpuTooManyPositional,
  gpuUnknownKeyword,
  grErrorNotRaised,
  gradContextAboveGpu,
  gradDisabledAtModuleScope,
  gradioDependencyUnpinned,
  gradioKeywordRemoved,
  gradioNameRemoved,
  gradioTimeLimitConfusion,
  hardcodedCudaDevice,
  hardcodedCudaHome,
  hardwareKeyIgnored,
  headerInvalid,
  instanceCacheInGpu,
  isAvailableBranch,
  launchNotCalled,
  launchPort,
  launchShare,
  lazyModelLoad,
  manualSeedAtModuleScope,
  mcpNeedsGradio5,
  missingRequirement,
  missingSpacesImport,
  modelLoadInGpu,
  modelNotOnCuda,
  moduleScopeInference,
  multiprocessingInGpu,
  mutableGlobalInHandler,
  nestedGpuSettingsIgnored,
  noGpuFunction,
  numpyOfCudaTensor,
  numpyRngInGpu,
  oauthExpirationRange,
  oauthLoginWithoutFlag,
  packagesTxtFormat,
  persistentDataPath,
  pipInPackages,
  plainExceptionInGpu,
  preloadFormat,
  preloadWithHfHome,
  progressWithYield,
  pythonVersionIncompatiblePin,
  pythonVersionMissing,
  pythonVersionPatchUnsupported,
  pythonVersionUnquoted,
  pythonVersionUnsupported,
  queueConcurrencyOne,
  queueMaxSize,
  requirementsConflict,
  requirementsGradioConflict,
  requirementsGradioMismatch,
  requirementsGradioRedundant,
  requirementsGradioTooOld,
  requirementsHashes,
  requirementsLocalPath,
  requirementsMergeLine,
  requirementsNoPackage,
  requirementsSpacesListed,
  requirementsSpacesPin,
  returnCudaTensor,
  runtimePipInstall,
  sdkNotGradio,
  sdkStreamlit,
  sdkVersionInvalid,
  sdkVersionMissing,
  sdkVersionTooOld,
  sdkVersionUnquotedFloat,
  secondGpu,
  selfWriteInGpu,
  shortDescriptionTooLong,
  spacesImportedAfterCuda,
  startupTimeoutFormat,
  stateMutationInGpu,
  stateYieldedEachStep,
  stubSpacesImport,
  subprocessEnvReplacesPath,
  subprocessExportNoop,
  suggestedHardwareInvalid,
  suggestedHardwareNotZero,
  suggestedStorageIgnored,
  tempFileDeleted,
  torchCompile,
  torchFamilyMismatch,
  torchImportedBeforeSpaces,
  torchIndexReplacesPypi,
  torchIndexUrl,
  torchLoadWeightsOnly,
  torchLocalSuffix,
  torchSidecarUnpinned,
  torchUnlisted,
  torchUnsupported,
  unknownFrontmatterKey,
  unpicklableArgument,
  unpicklableReturn,
  unusedSuppression,
  wheelAbiFalse,
  wheelPlatform,
  wheelPythonMismatch,
  wheelTorchMismatch,
  wheelTorchUnpinned,
  xformersMismatch,
  xgboostAtModuleScope,
  xlargeCost,
];
