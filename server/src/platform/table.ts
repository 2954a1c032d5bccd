/** Facts of one kind, as of one day. */
export interface Table<Row> {
  /** Where the rows were read; https addresses. */
  readonly source: readonly string[];
  /** The day the rows were last true, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly rows: readonly Row[];
}

/** What a column holds. `specifiers` are PEP 440 specifiers, `version` is one version. */
export type ColumnType = 'text' | 'number' | 'version' | 'specifiers' | 'url';

export interface Column {
  readonly type: ColumnType;
  /** A list of such values. */
  readonly list?: true;
  readonly optional?: true;
  readonly oneOf?: readonly string[];
}

/** How to read rows that come from a user's file: the columns, and those that together name a row. */
export interface TableSchema<Row> {
  readonly key: readonly (keyof Row & string)[];
  readonly columns: { readonly [Name in keyof Row]-?: Column };
}

export const text: Column = { type: 'text' };
export const number: Column = { type: 'number' };
export const version: Column = { type: 'version' };
export const specifiers: Column = { type: 'specifiers' };
export const texts: Column = { type: 'text', list: true };
export const url: Column = { type: 'url' };
export const optionalText: Column = { type: 'text', optional: true };
export const optionalNumber: Column = { type: 'number', optional: true };
export const optionalVersion: Column = { type: 'version', optional: true };

/** A text that is one of a few. */
export function oneOf(...values: readonly string[]): Column {
  return { type: 'text', oneOf: values };
}
