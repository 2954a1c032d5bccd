import { SPACES_PACKAGE, ZEROGPU_DOCS } from './sources';
import { number, oneOf, type Table, type TableSchema, text } from './table';

/** A value of `size=` in `spaces.GPU`. */
export interface GpuSize {
  readonly size: string;
  readonly backing: string;
  /** Gigabytes of GPU memory. */
  readonly vram: number;
  /** Seconds of quota for one second of use. */
  readonly quotaFactor: number;
}

export const gpuSizes: Table<GpuSize> = {
  source: [ZEROGPU_DOCS],
  asOf: '2026-07-21',
  rows: [
    { size: 'large', backing: 'half an RTX Pro 6000 Blackwell', vram: 48, quotaFactor: 1 },
    { size: 'xlarge', backing: 'a whole RTX Pro 6000 Blackwell', vram: 96, quotaFactor: 2 },
  ],
};
export const gpuSizeSchema: TableSchema<GpuSize> = {
  key: ['size'],
  columns: { size: text, backing: text, vram: number, quotaFactor: number },
};

/** Whose quota a call is charged to. */
export interface Visitor {
  readonly visitor: string;
  /** For messages: "a visitor who is not logged in". */
  readonly label: string;
  /** Seconds of GPU use a day. */
  readonly quota: number;
}

export const visitors: Table<Visitor> = {
  source: [ZEROGPU_DOCS],
  asOf: '2026-07-21',
  rows: [
    { visitor: 'unauthenticated', label: 'visitors who are not logged in', quota: 120 },
    { visitor: 'free', label: 'free accounts', quota: 300 },
    { visitor: 'pro', label: 'PRO accounts', quota: 2400 },
    { visitor: 'team', label: 'members of a Team organization', quota: 2400 },
    { visitor: 'enterprise', label: 'members of an Enterprise organization', quota: 3600 },
  ],
};
export const visitorSchema: TableSchema<Visitor> = {
  key: ['visitor'],
  columns: { visitor: text, label: text, quota: number },
};

/** Single numbers. */
export interface Limit {
  readonly name: LimitName;
  readonly value: number;
}

const LIMIT_NAMES = ['default-duration', 'blackwell-duration-factor', 'minimum-gradio-major'] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

export const limits: Table<Limit> = {
  source: [ZEROGPU_DOCS, SPACES_PACKAGE],
  asOf: '2026-11-21',
  rows: [
    // In seconds, where `duration` is left out (spaces 0.47 `DEFAULT_SCHEDULE_DURATION`; Hub docs, 2026-07-21).
    { name: 'default-duration', value: 60 },
    // Sent by the server to newer `spaces`, and reported, not documented.
    { name: 'blackwell-duration-factor', value: 1.5 },
    { name: 'minimum-gradio-major', value: 4 },
  ],
};
export const limitSchema: TableSchema<Limit> = {
  key: ['name'],
  columns: { name: oneOf(...LIMIT_NAMES), value: number },
};

/** A hardware flavor that `suggested_hardware` may name. */
export interface Hardware {
  readonly flavor: string;
}

export const hardware: Table<Hardware> = {
  source: ['https://huggingface.co/docs/hub/spaces-config-reference', 'https://github.com/huggingface/huggingface_hub'],
  asOf: '2026-08-22',
  rows: [
    'cpu-basic',
    'cpu-upgrade',
    // ZeroGPU; the documentation does not list it, the Hub accepts it.
    'zero-a10g',
    ...['t4-small', 't4-medium', 'l4x1', 'l4x4', 'l40sx1', 'l40sx4', 'l40sx8', 'a10g-small', 'a10g-large'],
    ...['a10g-largex2', 'a10g-largex4', 'a100-large', 'a100x4', 'a100x8'],
  ].map((flavor) => ({ flavor })),
};
export const hardwareSchema: TableSchema<Hardware> = {
  key: ['flavor'],
  columns: { flavor: text },
};
