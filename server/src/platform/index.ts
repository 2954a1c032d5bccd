export type { Table } from './table';
export type { CardKey, CardKeyType } from './card';
export type { GpuSize, Hardware, Limit, LimitName, Visitor } from './hosting';
export type { ImportName } from './imports';
export type {
  BinaryWheel,
  Bundle,
  CudaRepository,
  CudaSdist,
  NewestRelease,
  PackageConstraint,
  PackageNotice,
  Preinstalled,
  SpacesPin,
} from './packages';
export type {
  CellWheel,
  PythonVersion,
  TorchFamily,
  TorchIndex,
  TorchVersion,
  WheelCell,
  XformersRelease,
} from './torch';
export { mergePlatformTables, mergePlatformTables as overrideTables, type MergedTables } from './overrides';
export { defaultPlatformTables, type PlatformTables } from './tables';
export { BROUGHT_BEFORE_GRADIO_5, LEAVES_NEWEST } from './packages';
export { OLDEST_AOTI_TORCH, PYTHON_OF_NEW_SPACES } from './torch';
export { cardProblems, frontMatterJsonSchema, type CardProblem } from './cardSchema';
export * from './questions';
export * from './versions';
