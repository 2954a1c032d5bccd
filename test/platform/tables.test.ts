import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  constraintBy,
  demandsOf,
  cudaRepositoryOf,
  cudaSdistOf,
  defaultPlatformTables as tables,
  distributionsFor,
  limitOf,
  longestDuration,
  majorMinor,
  mergePlatformTables,
  nearestListedTorch,
  newestListedTorch,
  noticesFor,
  oldestTorch,
  type PlatformTables,
  prebuiltWheel,
  pythonStatus,
  shutOut,
  torchFamilyOf,
  torchFor,
  torchIndexOf,
  untoldBy,
  torchStatus,
  withDependencies,
  worksWithNewerTorch,
  xformersTorch,
} from '../../server/src/platform';
import { rowProblems } from '../../server/src/platform/overrides';
import type { Column, Table } from '../../server/src/platform/table';
import { tableSchemas } from '../../server/src/platform/tables';
import { normalizeName } from '../../server/src/syntax/requirements';

const TODAY = '2026-11-24';
const all = Object.entries(tables as unknown as Readonly<Record<string, Table<Readonly<Record<string, unknown>>>>>);
const schemas = tableSchemas as unknown as Readonly<
  Record<string, { readonly key: readonly string[]; readonly columns: Readonly<Record<string, Column>> }>
>;

describe.each(all)('the table %s', (name, table) => {
  const schema = schemas[name];

  it('says where and when it was read', () => {
    expect(table.source.length).toBeGreaterThan(0);
    for (const source of table.source) {
      expect(source).toMatch(/^https:\/\/\S+$/);
    }
    expect(table.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Number.isNaN(Date.parse(table.asOf))).toBe(false);
    expect(table.asOf <= TODAY).toBe(true);
  });

  it('has rows of its form, each once', () => {
    expect(table.rows.length).toBeGreaterThan(0);
    expect(table.rows.flatMap((row, index) => rowProblems(row, schema?.columns ?? {}, `${name}[${index}]`))).toEqual(
      [],
    );
    const keys = table.rows.map((row) => schema?.key.map((column) => row[column]).join(' '));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});

describe('tables that speak of one another', () => {
  it('pair every torch that ZeroGPU takes', () => {
    for (const { version, status } of tables.torchVersions.rows) {
      const family = torchFamilyOf(tables, version);
      expect(family?.torchvision, version).toBeDefined();
      if (status === 'listed') {
        expect(family?.torchaudio, version).toBeDefined();
      }
    }
  });

  it('pair each side package with one torch', () => {
    for (const sidecar of ['torchvision', 'torchaudio', 'torchcodec'] as const) {
      const versions = tables.torchFamily.rows.flatMap((row) => row[sidecar] ?? []);
      expect(versions.filter((version, index) => versions.indexOf(version) !== index)).toEqual([]);
      for (const row of tables.torchFamily.rows) {
        const version = row[sidecar];
        expect(version === undefined ? row.torch : torchFor(tables, sidecar, version)).toBe(row.torch);
      }
    }
  });

  it('write distribution names as PEP 503 does', () => {
    const names = [
      ...tables.cudaSdists.rows.map((row) => row.package),
      ...tables.preinstalled.rows.map((row) => row.package),
      ...tables.packageConstraints.rows.flatMap((row) => [row.of, row.package]),
      ...tables.packageNotices.rows.map((row) => row.package),
      ...tables.cellWheels.rows.map((row) => row.package),
      ...tables.importNames.rows.flatMap((row) => row.distributions),
      ...tables.bundles.rows.flatMap((row) => [row.package, ...row.brings]),
    ];
    expect(names.filter((name) => normalizeName(name) !== name)).toEqual([]);
  });

  it('have prebuilt wheels only for Pythons and torches in the tables', () => {
    for (const { cell, python, torch, url } of tables.wheelCells.rows) {
      expect(cell).toContain(`cp${python.replace('.', '')}`);
      expect(url).toContain(cell);
      expect(torchFamilyOf(tables, torch), torch).toBeDefined();
    }
  });

  it('have patterns that compile and defaults that fit', () => {
    for (const { key, pattern, default: written, values, type } of tables.cardKeys.rows) {
      const expression = new RegExp(pattern ?? '', 'u');
      if (written !== undefined && type === 'string') {
        expect(expression.test(written), key).toBe(true);
        expect(values.length === 0 || values.includes(written), key).toBe(true);
      }
    }
  });
});

describe('questions', () => {
  it('know whom a duration shuts out', () => {
    expect(limitOf(tables, 'default-duration')).toBe(60);
    expect(longestDuration(tables, 'unauthenticated', 'large')).toBe(120);
    expect(longestDuration(tables, 'free', 'xlarge')).toBe(150);
    expect(longestDuration(tables, 'pro', 'xlarge')).toBe(1200);
    expect(longestDuration(tables, 'nobody', 'large')).toBeUndefined();
    expect(shutOut(tables, 120, 'large').map(({ visitor }) => visitor)).toEqual([]);
    expect(shutOut(tables, 121, 'large').map(({ visitor }) => visitor)).toEqual(['unauthenticated']);
    expect(shutOut(tables, 151, 'xlarge').map(({ visitor }) => visitor)).toEqual(['unauthenticated', 'free']);
    expect(shutOut(tables, 9999, 'medium')).toEqual([]);
  });

  it.each([
    ['2.8.0', 'listed'],
    ['2.8', 'listed'],
    ['2.10.0+cpu', 'listed'],
    ['2.12.0', 'built'],
    ['2.9.0', 'unlisted'],
    ['2.8.1', 'unlisted'],
    ['2.7.1', 'too-old'],
    ['2.8.0rc1', 'too-old'],
    ['2.14.0', 'newer'],
    ['3.0', 'newer'],
    ['nightly', 'invalid'],
  ])('torch %s is %s', (version, status) => {
    expect(torchStatus(tables, version)).toBe(status);
  });

  it('never call a newer torch wrong', () => {
    for (const version of ['2.13.1', '2.99.0', '10.0']) {
      expect(torchStatus(tables, version)).toBe('newer');
    }
    expect(oldestTorch(tables)).toBe('2.8.0');
    expect(newestListedTorch(tables)).toBe('2.11.0');
    expect(nearestListedTorch(tables, '2.9.0')).toBe('2.9.1');
    expect(nearestListedTorch(tables, '2.3.0')).toBe('2.8.0');
    expect(nearestListedTorch(tables, '2.13.0')).toBe('2.11.0');
  });

  it.each([
    ['3.12', 'listed'],
    ['3.12.12', 'listed'],
    ['3.10.13', 'listed'],
    ['3.12.4', 'other-patch'],
    ['3.11', 'unlisted'],
    ['3.9.2', 'unlisted'],
    ['3.13', 'newer'],
    ['3', 'unlisted'],
    ['three', 'invalid'],
  ])('Python %s is %s', (version, status) => {
    expect(pythonStatus(tables, version)).toBe(status);
  });

  it('know the torch family', () => {
    expect(torchFamilyOf(tables, '2.8.0+cu128')?.torchvision).toBe('0.23.0');
    expect(torchFor(tables, 'torchvision', '0.24.1')).toBe('2.9.1');
    expect(torchFor(tables, 'torchvision', '9.9')).toBeUndefined();
    expect(worksWithNewerTorch(tables, 'torchaudio', '2.11.0')).toBe(true);
    expect(worksWithNewerTorch(tables, 'torchaudio', '2.10.0')).toBe(false);
    expect(worksWithNewerTorch(tables, 'torchvision', '0.26.0')).toBe(false);
    expect(xformersTorch(tables, '0.0.29.post2')).toBe('==2.6.0');
    expect(xformersTorch(tables, '0.0.99')).toBeUndefined();
  });

  it.each([
    ['https://download.pytorch.org/whl/cu118', 'no-sm120'],
    ['https://download.pytorch.org/whl/cpu/', 'cpu'],
    ['https://download.pytorch.org/whl/nightly/cu124', 'no-sm120'],
    ['https://download.pytorch.org/whl/cu126', 'no-sm120'],
    ['https://download.pytorch.org/whl/cu128', undefined],
    ['https://download.pytorch.org/whl/cu999', undefined],
    ['https://pypi.org/simple', undefined],
  ])('index %s: %s', (address, problem) => {
    expect(torchIndexOf(tables, address)?.problem).toBe(problem);
  });

  it('know what must be compiled, and what to use instead', () => {
    expect(cudaSdistOf(tables, 'flash-attn')?.severity).toBe('error');
    expect(cudaSdistOf(tables, 'diffusers')).toBeUndefined();
    expect(cudaRepositoryOf(tables, 'NVlabs', 'nvdiffrast')?.package).toBe('nvdiffrast');
    expect(cudaRepositoryOf(tables, 'huggingface', 'diffusers')).toBeUndefined();
    expect(cudaRepositoryOf(tables, 'someone', 'gsplat')).toBeUndefined();
    expect(prebuiltWheel(tables, 'flash-attn', '3.10', undefined)).toEqual({
      url: 'https://huggingface.co/datasets/multimodalart/zerogpu-blackwell-wheels/resolve/main/wheels/pt212-cu130-cp310/flash_attn-2.8.3-cp310-cp310-linux_x86_64.whl',
      torch: '2.12.0',
      python: '3.10',
      version: '2.8.3',
    });
    expect(prebuiltWheel(tables, 'nvdiffrast', '3.12.12', '2.8.0')?.url).toContain(
      'pt28-cu128-cp312/nvdiffrast-0.4.0-cp312',
    );
    expect(prebuiltWheel(tables, 'nvdiffrast', '3.9', undefined)).toBeUndefined();
    expect(prebuiltWheel(tables, 'detectron2', '3.10', undefined)).toBeUndefined();
  });

  it('know what installed packages demand', () => {
    expect(constraintBy(tables, 'gradio', '6.25.0', 'huggingface-hub')?.allowed).toBe('>=1.16,<2');
    expect(constraintBy(tables, 'gradio', '4.44.1', 'huggingface-hub')).toMatchObject({
      allowed: '>=0.19.3',
      works: '<1',
    });
    expect(constraintBy(tables, 'gradio', '5.9.1', 'gradio-client')?.allowed).toBe('==1.5.2');
    expect(untoldBy(tables, 'gradio', '4.44.1').map((row) => row.package)).toEqual(['huggingface-hub', 'pydantic']);
    expect(untoldBy(tables, 'gradio', '5.27.1')).toEqual([]);
    expect(constraintBy(tables, 'gradio', '3.50.2', 'huggingface-hub')).toBeUndefined();
    expect(demandsOf(tables, 'transformers', '==4.44.0')).toMatchObject([{ allowed: '<1' }]);
    expect(demandsOf(tables, 'transformers', '>=4.44')).toEqual([]);
    expect(noticesFor(tables, 'numpy', '==1.24.4', '3.12')).toHaveLength(1);
    expect(noticesFor(tables, 'numpy', '<1.24', '3.12')).toHaveLength(1);
    expect(noticesFor(tables, 'numpy', '>=1.24', '3.12')).toEqual([]);
    expect(noticesFor(tables, 'numpy', '==1.24.4', '3.10')).toEqual([]);
    expect(noticesFor(tables, 'numpy', '==1.24.4', undefined)).toEqual([]);
    expect(noticesFor(tables, 'bitsandbytes', '==0.45.0', undefined)).toHaveLength(1);
  });

  it('know which distribution an import comes from', () => {
    expect(distributionsFor(tables, 'cv2')).toContain('opencv-python');
    expect(distributionsFor(tables, 'PIL.Image')).toEqual(['pillow']);
    expect(distributionsFor(tables, 'google.protobuf.message')).toEqual(['protobuf']);
    expect(distributionsFor(tables, 'google')).toBeUndefined();
    expect(distributionsFor(tables, 'my_helpers')).toBeUndefined();
    const installed = withDependencies(tables, ['gradio', 'spaces', 'timm']);
    expect(['numpy', 'pillow', 'torchvision', 'torch', 'sympy'].every((name) => installed.has(name))).toBe(true);
    expect(installed.has('opencv-python')).toBe(false);
    // gradio[oauth,mcp] and datasets, which the platform installs, bring a good deal with them.
    const always = withDependencies(
      tables,
      tables.preinstalled.rows.map((row) => row.package),
    );
    const brought = ['python-dotenv', 'rich', 'markdown-it-py', 'aiohttp', 'attrs', 'jsonschema', 'cryptography'];
    expect(brought.filter((name) => !always.has(name))).toEqual([]);
  });
});

describe('a user’s tables', () => {
  const merge = (overrides: unknown): { readonly tables: PlatformTables; readonly problems: readonly string[] } =>
    mergePlatformTables(tables, overrides);

  it('add rows and change them', () => {
    const { tables: merged, problems } = merge({
      $schema: 'x',
      torchVersions: { asOf: '2027-02-01', rows: [{ version: '2.14.0', status: 'listed' }] },
      gpuSizes: { rows: [{ size: 'large', vram: 64 }] },
    });
    expect(problems).toEqual([]);
    expect(torchStatus(merged, '2.14.0')).toBe('listed');
    expect(torchStatus(merged, '2.8.0')).toBe('listed');
    expect(merged.torchVersions.asOf).toBe('2027-02-01');
    expect(merged.gpuSizes.rows.find(({ size }) => size === 'large')).toMatchObject({ vram: 64, quotaFactor: 1 });
    expect(tables.gpuSizes.rows.find(({ size }) => size === 'large')?.vram).toBe(48);
  });

  it('remove rows and replace them all', () => {
    expect(oldestTorch(merge({ torchVersions: { remove: ['2.8.0'] } }).tables)).toBe('2.9.1');
    const replaced = merge({ pythonVersions: { replace: true, rows: [{ version: '3.14', exact: '3.14.1' }] } });
    expect(replaced.tables.pythonVersions.rows).toHaveLength(1);
  });

  it.each<readonly [unknown, string]>([
    [[], 'expected an object'],
    [null, 'expected an object'],
    [{ torch: {} }, '"torch" is not a table'],
    [{ toString: {} }, '"toString" is not a table'],
    [{ gpuSizes: [] }, 'gpuSizes: expected an object with "rows"'],
    [{ gpuSizes: { row: [] } }, 'gpuSizes: "row" is not a member'],
    [{ gpuSizes: { rows: {} } }, 'gpuSizes.rows: expected a list'],
    [{ gpuSizes: { rows: [1] } }, 'gpuSizes.rows[0]: expected an object'],
    [{ gpuSizes: { rows: [{ size: 'huge' }] } }, 'gpuSizes.rows[0]: "backing" is missing'],
    [{ gpuSizes: { rows: [{ size: 'large', vram: '48' }] } }, 'gpuSizes.rows[0].vram: expected a number, found "48"'],
    [{ gpuSizes: { rows: [{ size: 'large', speed: 1 }] } }, '"speed" is not a column'],
    [{ gpuSizes: { asOf: 'soon' } }, 'gpuSizes.asOf: expected a date'],
    [{ gpuSizes: { source: 'x' } }, 'gpuSizes.source: expected a list'],
    [{ torchVersions: { rows: [{ version: 'new', status: 'listed' }] } }, 'expected a version such as'],
    [{ torchVersions: { rows: [{ version: '3.0', status: 'ok' }] } }, 'expected one of "listed", "built"'],
    [{ xformers: { rows: [{ xformers: '1.0', torch: '2.8' }] } }, 'expected specifiers'],
    [{ bundles: { rows: [{ package: 'x', brings: 'z' }] } }, 'expected a list, each item a text'],
  ])('are refused when wrong: %j', (overrides, message) => {
    const { tables: merged, problems } = merge(overrides);
    expect(problems.join('\n')).toContain(message);
    expect(merged).toEqual(tables);
  });
});

describe('the order of rows', () => {
  it('is that of the versions', () => {
    const versions = tables.torchFamily.rows.map((row) => row.torch);
    expect([...versions].sort((a, b) => compareVersions(a, b) ?? 0)).toEqual(versions);
    expect(majorMinor(versions.at(-1) ?? '')).toBe('2.13');
  });
});
