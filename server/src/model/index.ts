export type * from './views';
export type * from './facts';
export type { ClassEntity, FunctionEntity, ModuleEntity } from './entities';
export type { Alternative, SettingArgument, Value } from './value';
export { withCaptured } from './substitution';
export { alternatives, constantOf, externalPath, mayBeExternal, objectOf, only, UNKNOWN } from './value';
export { isInTemporaryDirectory } from './pathValues';
export { deviceNamed, deviceOfValue } from './devices';
export { environmentWrites, wordsForSetting, type EnvironmentWrite } from './questions/environment';
export * from './questions/cudaChecks';
export { emulatedCuda, isMainProcessData, unpicklable } from './questions/pickling';
export { burdenOf, isLightMethod } from './questions/pickledSelf';
export { spread } from './flow/members';
export {
  DAY,
  fixedSeconds,
  isUsedBesides,
  longestForAll,
  longRequest,
  tellsRequest,
  writtenSeconds,
  type LongRequest,
} from './questions/requests';
export {
  gradioIsOlder,
  gradioMajor,
  gradioNameIn,
  handlerFunctions,
  isClientCall,
  isExamplesCall,
  isHandledItself,
  isProgress,
  isState,
  tracksTqdm,
  wrapsByItself,
} from './questions/gradio';
export * from './questions/gradioApi';
export { isPutOff } from './database';
export { argumentOf, unpacks } from './arguments';
export { commandLineDefault } from './questions/commandLine';
export { isOfSpaces } from './names/imports';
export { pathConstant, writtenPath } from './questions/paths';
export { asksWhetherGiven, failsWithout } from './questions/emptyInputs';
export { heldFor, isMovedIn, type Held } from './questions/heldModels';
export { uncappedParameters } from './questions/growth';
export * from './questions/dependencies';
export * from './questions/pythonVersion';
export { pagesForTorch, PYG_PACKAGES, wheelPages } from './questions/wheelPages';
export * from './questions/card';
export {
  callsOf,
  decoratorCalls,
  isRoute,
  decoratorItself,
  functionsOf,
  isAwaitedOnThread,
  isGpuDecorator,
  isGpuValue,
} from './callables';
export type { Duration, GpuFunction } from './gpuFunctions';
export { bindingArgument, type Handler } from './handlers';
export type { Code, Context, Parameter } from './program';
export { allStatementsOf, statementsOf, type Statement } from './questions/statements';
export { aliasesOf, reads, usesAlone, usesOutsideCalls } from './questions/variables';
export { namesMadeFrom, namesPutInto, usesItems } from './questions/lists';
export { lies } from '../text/place';
export * from './questions/libraryCalls';
export * from './questions/loading';
export * from './questions/moves';
export * from './questions/running';
export { addsOthersItems, isContainer, isEmptied, isInLoop, isShown, isTakenOut } from './questions/sharedLists';
export { readerOfAttribute, readerOfHeldList } from './questions/sharedObjects';
export * from './questions/sharedState';
export { isComputedOfPassed, isMadeOfPassed, keepsPassed } from './questions/visitorData';
export * from './questions/gpuWork';
export * from './questions/onCuda';
export * from './questions/threads';
export * from './questions/torchContexts';
