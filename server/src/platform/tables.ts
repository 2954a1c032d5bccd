import * as card from './card';
import * as hosting from './hosting';
import * as imports from './imports';
import * as packages from './packages';
import type { Table, TableSchema } from './table';
import * as torch from './torch';

/** Everything the project holds to be true of the platform, each table with its source and its day. */
export interface PlatformTables {
  readonly gpuSizes: Table<hosting.GpuSize>;
  readonly visitors: Table<hosting.Visitor>;
  readonly limits: Table<hosting.Limit>;
  readonly hardware: Table<hosting.Hardware>;
  readonly torchVersions: Table<torch.TorchVersion>;
  readonly pythonVersions: Table<torch.PythonVersion>;
  readonly torchFamily: Table<torch.TorchFamily>;
  readonly xformers: Table<torch.XformersRelease>;
  readonly torchIndexes: Table<torch.TorchIndex>;
  readonly wheelCells: Table<torch.WheelCell>;
  readonly cellWheels: Table<torch.CellWheel>;
  readonly cudaSdists: Table<packages.CudaSdist>;
  readonly cudaRepositories: Table<packages.CudaRepository>;
  readonly binaryWheels: Table<packages.BinaryWheel>;
  readonly noPackages: Table<packages.NoPackage>;
  readonly preinstalled: Table<packages.Preinstalled>;
  readonly spacesPins: Table<packages.SpacesPin>;
  readonly packageConstraints: Table<packages.PackageConstraint>;
  readonly packageNotices: Table<packages.PackageNotice>;
  readonly newestReleases: Table<packages.NewestRelease>;
  readonly gradioReleases: Table<packages.GradioRelease>;
  readonly bundles: Table<packages.Bundle>;
  readonly importNames: Table<imports.ImportName>;
  readonly cardKeys: Table<card.CardKey>;
}

/** The tables as shipped. */
export const defaultPlatformTables: PlatformTables = {
  gpuSizes: hosting.gpuSizes,
  visitors: hosting.visitors,
  limits: hosting.limits,
  hardware: hosting.hardware,
  torchVersions: torch.torchVersions,
  pythonVersions: torch.pythonVersions,
  torchFamily: torch.torchFamily,
  xformers: torch.xformers,
  torchIndexes: torch.torchIndexes,
  wheelCells: torch.wheelCells,
  cellWheels: torch.cellWheels,
  cudaSdists: packages.cudaSdists,
  cudaRepositories: packages.cudaRepositories,
  binaryWheels: packages.binaryWheels,
  noPackages: packages.noPackages,
  preinstalled: packages.preinstalled,
  spacesPins: packages.spacesPins,
  packageConstraints: packages.packageConstraints,
  packageNotices: packages.packageNotices,
  newestReleases: packages.newestReleases,
  gradioReleases: packages.gradioReleases,
  bundles: packages.bundles,
  importNames: imports.importNames,
  cardKeys: card.cardKeys,
};

type RowOf<T> = T extends Table<infer Row> ? Row : never;

/** How each table's rows are read from a user's file. */
export const tableSchemas: { readonly [Name in keyof PlatformTables]: TableSchema<RowOf<PlatformTables[Name]>> } = {
  gpuSizes: hosting.gpuSizeSchema,
  visitors: hosting.visitorSchema,
  limits: hosting.limitSchema,
  hardware: hosting.hardwareSchema,
  torchVersions: torch.torchVersionSchema,
  pythonVersions: torch.pythonVersionSchema,
  torchFamily: torch.torchFamilySchema,
  xformers: torch.xformersSchema,
  torchIndexes: torch.torchIndexSchema,
  wheelCells: torch.wheelCellSchema,
  cellWheels: torch.cellWheelSchema,
  cudaSdists: packages.cudaSdistSchema,
  cudaRepositories: packages.cudaRepositorySchema,
  binaryWheels: packages.binaryWheelSchema,
  noPackages: packages.noPackageSchema,
  preinstalled: packages.preinstalledSchema,
  spacesPins: packages.spacesPinSchema,
  packageConstraints: packages.packageConstraintSchema,
  packageNotices: packages.packageNoticeSchema,
  newestReleases: packages.newestReleaseSchema,
  gradioReleases: packages.gradioReleaseSchema,
  bundles: packages.bundleSchema,
  importNames: imports.importNameSchema,
  cardKeys: card.cardKeySchema,
};
