import type { Column, Table, TableSchema } from './table';
import { type PlatformTables, tableSchemas } from './tables';
import { isSpecifierSet, isVersion } from './versions';

/** The tables after a user's changes, and what in those changes could not be used. */
export interface MergedTables {
  readonly tables: PlatformTables;
  readonly problems: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;
type AnyTable = Table<Row>;
type AnySchema = TableSchema<Row>;

/**
 * Lays a user's JSON over the tables: `{ "torchVersions": { "asOf": "2027-01-01", "rows": [{ "version": "2.14.0",
 * "status": "listed" }] } }`. A row whose key is known replaces the fields it names, any other row is added;
 * `"replace": true` drops the shipped rows first, `"remove": ["2.8.0"]` those of that key. A table with a problem stays
 * as it was. Never throws.
 */
export function mergePlatformTables(base: PlatformTables, overrides: unknown): MergedTables {
  const problems: string[] = [];
  if (!isRecord(overrides)) {
    return { tables: base, problems: ['expected an object with one member for each table'] };
  }
  const merged: Record<string, AnyTable> = { ...(base as unknown as Record<string, AnyTable>) };
  for (const [name, change] of Object.entries(overrides)) {
    if (name === '$schema') {
      continue;
    }
    const table = Object.hasOwn(merged, name) ? merged[name] : undefined;
    if (table === undefined) {
      problems.push(`"${name}" is not a table; the tables are ${Object.keys(tableSchemas).join(', ')}`);
      continue;
    }
    const schema = (tableSchemas as unknown as Readonly<Record<string, AnySchema>>)[name];
    const found: string[] = [];
    const result = schema === undefined ? table : mergeTable(table, schema, change, name, found);
    problems.push(...found);
    if (found.length === 0) {
      merged[name] = result;
    }
  }
  return { tables: merged as unknown as PlatformTables, problems };
}

const MEMBERS = new Set(['asOf', 'source', 'rows', 'replace', 'remove']);

function mergeTable(table: AnyTable, schema: AnySchema, change: unknown, at: string, problems: string[]): AnyTable {
  if (!isRecord(change)) {
    problems.push(`${at}: expected an object with "rows"`);
    return table;
  }
  for (const member of Object.keys(change)) {
    if (!MEMBERS.has(member)) {
      problems.push(`${at}: "${member}" is not a member; expected ${[...MEMBERS].join(', ')}`);
    }
  }
  const { asOf = table.asOf, source = table.source, rows = [], replace = false, remove = [] } = change;
  if (!isDate(asOf)) {
    problems.push(`${at}.asOf: expected a date such as "2026-11-21"`);
  }
  if (!isTextList(source)) {
    problems.push(`${at}.source: expected a list of addresses`);
  }
  if (typeof replace !== 'boolean') {
    problems.push(`${at}.replace: expected true or false`);
  }
  if (!isTextList(remove)) {
    problems.push(`${at}.remove: expected a list of texts`);
  }
  if (!Array.isArray(rows)) {
    problems.push(`${at}.rows: expected a list`);
    return table;
  }
  if (!isDate(asOf) || !isTextList(source) || !isTextList(remove)) {
    return table;
  }
  const result = new Map<string, Row>();
  for (const row of replace === true ? [] : table.rows) {
    if (!remove.includes(keyOf(row, schema))) {
      result.set(keyOf(row, schema), row);
    }
  }
  rows.forEach((row: unknown, index) => {
    const where = `${at}.rows[${index}]`;
    if (!isRecord(row)) {
      problems.push(`${where}: expected an object`);
      return;
    }
    const key = keyOf(row, schema);
    const known = result.get(key);
    problems.push(...rowProblems({ ...known, ...row }, schema.columns, where));
    result.set(key, { ...known, ...row });
  });
  return { source, asOf, rows: [...result.values()] };
}

function keyOf(row: Row, schema: AnySchema): string {
  return schema.key.map((name) => String(row[name])).join(' ');
}

/** What is wrong with a row, one sentence each; none when it is well formed. */
export function rowProblems(row: Row, columns: Readonly<Record<string, Column>>, at: string): readonly string[] {
  const unknown = Object.keys(row)
    .filter((name) => !Object.hasOwn(columns, name))
    .map((name) => `${at}: "${name}" is not a column; the columns are ${Object.keys(columns).join(', ')}`);
  const wrong = Object.entries(columns).flatMap(([name, column]) => {
    const value = row[name];
    if (value === undefined) {
      return column.optional === true ? [] : [`${at}: "${name}" is missing`];
    }
    const values: readonly unknown[] | undefined =
      column.list === true ? (Array.isArray(value) ? value : undefined) : [value];
    if (values === undefined || !values.every((one) => fits(one, column))) {
      return [`${at}.${name}: expected ${expected(column)}, found ${JSON.stringify(value)}`];
    }
    return [];
  });
  return [...unknown, ...wrong];
}

function fits(value: unknown, column: Column): boolean {
  if (column.type === 'number') {
    return typeof value === 'number' && Number.isFinite(value);
  }
  if (typeof value !== 'string') {
    return false;
  }
  switch (column.type) {
    case 'version':
      return isVersion(value);
    case 'specifiers':
      return isSpecifierSet(value);
    case 'url':
      return /^https:\/\/\S+$/.test(value);
    case 'text':
      return value !== '' && (column.oneOf?.includes(value) ?? true);
  }
}

function expected(column: Column): string {
  const one = {
    text: column.oneOf === undefined ? 'a text' : `one of ${column.oneOf.map((value) => `"${value}"`).join(', ')}`,
    number: 'a number',
    version: 'a version such as "2.11.0"',
    specifiers: 'specifiers such as ">=2.8,<3"',
    url: 'an https address',
  }[column.type];
  return column.list === true ? `a list, each item ${one}` : one;
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}
