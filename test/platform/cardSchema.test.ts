import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardProblems, defaultPlatformTables as tables, frontMatterJsonSchema } from '../../server/src/platform';

const validate = new Ajv2020({ strict: false }).compile(frontMatterJsonSchema(tables));

const ours = (card: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(card).every(([key, value]) => cardProblems(tables, key, value).length === 0);

const good: readonly Readonly<Record<string, unknown>>[] = [
  {
    title: 'Demo',
    emoji: '🚀',
    colorFrom: 'red',
    colorTo: 'indigo',
    sdk: 'gradio',
    sdk_version: '6.25.0',
    python_version: '3.12',
  },
  { sdk_version: 'latest' },
  { sdk_version: '5.0.0b1', app_file: 'src/app.py', pinned: false, license: 'mit', short_description: '深'.repeat(60) },
  { models: ['a/b', 'gpt2'], datasets: [], tags: ['x y'], hf_oauth: true, hf_oauth_scopes: ['email'] },
  { hf_oauth_expiration_minutes: 43200, hf_oauth_authorized_org: 'me', startup_duration_timeout: '1h' },
  { hf_oauth_authorized_org: ['me', 'you'], suggested_hardware: 'zero-a10g', header: 'mini', base_path: '/docs' },
  { custom_headers: { 'cross-origin-embedder-policy': 'require-corp' }, app_port: 7860, title: null },
  {
    preload_from_hub: ['a/b', 'a/b x.safetensors,y/z.json', 'a/b config.json 11c5a3d5811f50298f278a704980280950aedb10'],
  },
  { unheard_of: 1, license: ['mit', 'gpl'], hardware: 'zero-gpu', gated: true },
];

const bad: readonly Readonly<Record<string, unknown>>[] = [
  { colorFrom: 'orange' },
  { colorTo: 'Red' },
  { sdk: 'streamlit' },
  { sdk_version: 5.5 },
  { sdk_version: 'newest' },
  { python_version: 3.1 },
  { python_version: '2.7' },
  { pinned: 'yes' },
  { short_description: 'x'.repeat(61) },
  { short_description: '😀'.repeat(61) },
  { models: 'a/b' },
  { models: [1] },
  { models: ['https://huggingface.co/a/b'] },
  { header: 'maxi' },
  { base_path: 'docs' },
  { app_port: '7860' },
  { app_port: 7860.5 },
  { hf_oauth_expiration_minutes: 43201 },
  { hf_oauth_expiration_minutes: 0 },
  { hf_oauth_authorized_org: 1 },
  { hf_oauth_authorized_org: [1] },
  { suggested_hardware: 'h100' },
  { suggested_storage: 'huge' },
  { startup_duration_timeout: 30 },
  { startup_duration_timeout: '30' },
  { custom_headers: [] },
  { custom_headers: { 'X-Frame-Options': 'deny' } },
  { custom_headers: { 'cross-origin-opener-policy': 'Same-Origin' } },
  { custom_headers: { 'cross-origin-opener-policy': true } },
  { preload_from_hub: ['a/b x, y'] },
  { preload_from_hub: ['https://huggingface.co/a/b'] },
];

describe('the JSON Schema and our own checks', () => {
  it.each(good)('accept %j', (card) => {
    expect(ours(card)).toBe(true);
    expect(validate(card), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(bad)('refuse %j', (card) => {
    expect(ours(card)).toBe(false);
    expect(validate(card)).toBe(false);
  });

  it('agree about any card', () => {
    const seen = [...good, ...bad].flatMap((card) => Object.values(card));
    const value = fc.oneof(
      fc.constantFrom(...seen),
      fc.string({ unit: 'binary', maxLength: 70 }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 }),
    );
    const key = fc.constantFrom(...tables.cardKeys.rows.map((row) => row.key), 'other');
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 4 }), (card) => {
        expect(validate({ ...card })).toBe(ours(card));
      }),
      { numRuns: 1000 },
    );
  });

  it('say what is wrong', () => {
    expect(cardProblems(tables, 'colorFrom', 'orange')[0]).toMatchObject({ kind: 'value' });
    expect(cardProblems(tables, 'python_version', 3.1)[0]).toEqual({ kind: 'type', expected: 'string' });
    expect(cardProblems(tables, 'models', ['a', 1, 'b', 2])).toEqual([
      { kind: 'type', expected: 'string', item: 1 },
      { kind: 'type', expected: 'string', item: 3 },
    ]);
    expect(cardProblems(tables, 'short_description', 'x'.repeat(61))[0]).toEqual({
      kind: 'too-long',
      maximum: 60,
      length: 61,
    });
    expect(cardProblems(tables, 'custom_headers', { x: 'y' })[0]).toMatchObject({ kind: 'member', item: 'x' });
    expect(cardProblems(tables, 'base_path', 'docs')[0]).toMatchObject({
      kind: 'form',
      form: 'a path that begins with `/`',
    });
    expect(cardProblems(tables, 'hf_oauth_expiration_minutes', 0)[0]).toEqual({
      kind: 'range',
      minimum: 1,
      maximum: 43200,
    });
  });

  it('are shipped as they stand', () => {
    const shipped: unknown = JSON.parse(readFileSync('schemas/space-card.schema.json', 'utf8'));
    expect(shipped).toEqual(frontMatterJsonSchema(tables));
  });
});
