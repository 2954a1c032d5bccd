import type { CardKey } from './card';
import { allowedValues, cardKeyOf } from './questions';
import type { PlatformTables } from './tables';

/** Why a front matter value is not what the table asks for. */
export type CardProblem =
  /** Another type than the key has. `item` is the index in a list or the key in a map, where the fault lies there. */
  | { readonly kind: 'type'; readonly expected: CardKey['type'] | 'string'; readonly item?: number | string }
  | { readonly kind: 'value'; readonly allowed: readonly string[]; readonly item?: number | string }
  /** A key of a map that is not allowed. */
  | { readonly kind: 'member'; readonly allowed: readonly string[]; readonly item: string }
  | { readonly kind: 'form'; readonly form: string; readonly item?: number | string }
  | { readonly kind: 'too-long'; readonly maximum: number; readonly length: number }
  | { readonly kind: 'range'; readonly minimum: number | undefined; readonly maximum: number | undefined };

/**
 * What is wrong with the value of a front matter key, one problem for each item of a list or map; none when the value is
 * null (not yet written), and for keys that do not configure the Space.
 */
export function cardProblems(tables: PlatformTables, key: string, value: unknown): readonly CardProblem[] {
  const row = cardKeyOf(tables, key);
  if (row === undefined || value === null || value === undefined || !isChecked(row)) {
    return [];
  }
  switch (row.type) {
    case 'boolean':
      return typeof value === 'boolean' ? [] : [{ kind: 'type', expected: 'boolean' }];
    case 'integer':
      return given(integerProblem(row, value));
    case 'string':
      return typeof value === 'string'
        ? given(textProblem(tables, row, value))
        : [{ kind: 'type', expected: 'string' }];
    case 'list':
      return Array.isArray(value) ? listProblems(tables, row, value) : [{ kind: 'type', expected: 'list' }];
    case 'string-or-list':
      return typeof value === 'string'
        ? []
        : Array.isArray(value)
          ? listProblems(tables, row, value)
          : [{ kind: 'type', expected: 'string-or-list' }];
    case 'map':
      return isRecord(value) ? mapProblems(row, value) : [{ kind: 'type', expected: 'map' }];
  }
}

function given(problem: CardProblem | undefined): readonly CardProblem[] {
  return problem ? [problem] : [];
}

function isChecked(row: CardKey): boolean {
  return row.status === 'space' || row.status === 'ignored';
}

function integerProblem(row: CardKey, value: unknown): CardProblem | undefined {
  if (!Number.isInteger(value)) {
    return { kind: 'type', expected: 'integer' };
  }
  const { minimum, maximum } = row;
  const number = Number(value);
  return number < (minimum ?? number) || number > (maximum ?? number) ? { kind: 'range', minimum, maximum } : undefined;
}

function textProblem(tables: PlatformTables, row: CardKey, value: string): CardProblem | undefined {
  const allowed = allowedValues(tables, row);
  if (allowed.length > 0 && !allowed.includes(value)) {
    return { kind: 'value', allowed };
  }
  const { length } = Array.from(value);
  if (row.maxLength !== undefined && length > row.maxLength) {
    return { kind: 'too-long', maximum: row.maxLength, length };
  }
  return matches(row, value) ? undefined : { kind: 'form', form: formOf(row) };
}

function listProblems(tables: PlatformTables, row: CardKey, values: readonly unknown[]): readonly CardProblem[] {
  return values.flatMap((value, item): readonly CardProblem[] => {
    if (typeof value !== 'string') {
      return [{ kind: 'type', expected: 'string', item }];
    }
    const problem = row.type === 'list' ? textProblem(tables, row, value) : undefined;
    return problem?.kind === 'value' || problem?.kind === 'form' ? [{ ...problem, item }] : [];
  });
}

function mapProblems(row: CardKey, map: Readonly<Record<string, unknown>>): readonly CardProblem[] {
  return Object.entries(map).flatMap(([item, value]): readonly CardProblem[] => {
    if (row.values.length > 0 && !row.values.includes(item)) {
      return [{ kind: 'member', allowed: row.values, item }];
    }
    if (typeof value !== 'string') {
      return [{ kind: 'type', expected: 'string', item }];
    }
    return matches(row, value) ? [] : [{ kind: 'form', form: formOf(row), item }];
  });
}

function matches(row: CardKey, value: string): boolean {
  return row.pattern === undefined || new RegExp(row.pattern, 'u').test(value);
}

function formOf(row: CardKey): string {
  return row.form ?? `text that matches ${row.pattern ?? ''}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON Schema (draft 2020-12) of a Space's front matter, which says what `cardProblems` says. */
export function frontMatterJsonSchema(tables: PlatformTables): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Front matter of a Hugging Face Space',
    description: `The YAML block at the top of a Space's README.md, as of ${tables.cardKeys.asOf}. Source: ${tables.cardKeys.source.join(', ')}`,
    type: 'object',
    properties: Object.fromEntries(tables.cardKeys.rows.map((row) => [row.key, propertyOf(tables, row)])),
    additionalProperties: true,
  };
}

function propertyOf(tables: PlatformTables, row: CardKey): Readonly<Record<string, unknown>> {
  return {
    description: row.doc,
    ...(row.default === undefined ? {} : { default: defaultOf(row, row.default) }),
    ...(row.status === 'ignored' || row.status === 'unknown' ? { deprecated: true } : {}),
    ...(isChecked(row) ? constraintOf(tables, row) : {}),
  };
}

function defaultOf(row: CardKey, written: string): unknown {
  return row.type === 'boolean' ? written === 'true' : row.type === 'integer' ? Number(written) : written;
}

function constraintOf(tables: PlatformTables, row: CardKey): Readonly<Record<string, unknown>> {
  const allowed = allowedValues(tables, row);
  const string = {
    type: 'string',
    ...(allowed.length === 0 || row.type === 'map' ? {} : { enum: allowed }),
    ...(row.pattern === undefined ? {} : { pattern: row.pattern }),
    ...(row.maxLength === undefined ? {} : { maxLength: row.maxLength }),
  };
  switch (row.type) {
    case 'boolean':
      return { type: ['boolean', 'null'] };
    case 'integer':
      return {
        type: ['integer', 'null'],
        ...(row.minimum === undefined ? {} : { minimum: row.minimum }),
        ...(row.maximum === undefined ? {} : { maximum: row.maximum }),
      };
    case 'string':
      return { anyOf: [string, { type: 'null' }] };
    case 'list':
      return { type: ['array', 'null'], items: string };
    case 'string-or-list':
      return { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }, { type: 'null' }] };
    case 'map':
      return {
        type: ['object', 'null'],
        ...(allowed.length === 0
          ? { additionalProperties: string }
          : { properties: Object.fromEntries(allowed.map((name) => [name, string])), additionalProperties: false }),
      };
  }
}
