export type * from './views';
export type * from './facts';
export type { ClassEntity, FunctionEntity, ModuleEntity } from './entities';
export type { Alternative, SettingArgument, Value } from './value';
export { alternatives, constantOf, externalPath, mayBeExternal, objectOf, only, UNKNOWN, withCaptured } from './value';
export { isInTemporaryDirectory } from './pathValues';
export { deviceNamed, deviceOfValue, isDevice } from './devices';
export { asksTooEarly, CUDA_QUESTIONS, environmentWrites, setsVariable, type EnvironmentWrite } from './environment';
export { emulatedCuda, isGivenAway, isMainProcessData, picklesItself, unpicklable, valueOnceStarted } from './pickling';
export { MODULE_METHODS, spread } from './members';
export {
  DAY,
  fixedSeconds,
  longestForAll,
  longRequest,
  tellsRequest,
  writtenSeconds,
  type LongRequest,
} from './requests';
export {
  gpuReachedBy,
  gradioIsOlder,
  gradioMajor,
  gradioNameIn,
  handlerFunctions,
  isBlocksCall,
  isClientCall,
  isExamplesCall,
  isProgress,
  tracksTqdm,
} from './gradio';
export { isPutOff } from './database';
export { argumentOf, unpacks } from './arguments';
export { commandLineDefault } from './commandLine';
export { isOfSpaces } from './imports';
export { pathConstant, writtenPath } from './paths';
export { uncappedParameters } from './growth';
export * from './dependencies';
export * from './card';
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
export {
  namesMadeFrom,
  namesPutInto,
  passesOn,
  reads,
  statementsOf,
  usesAlone,
  usesItems,
  usesOutsideCalls,
  withInner,
  type Statement,
} from './statements';
export { lies, placeOf } from '../text/place';
export * from './libraryCalls';
export * from './loading';
export * from './running';
export * from './sharedState';
export * from './gpuWork';
