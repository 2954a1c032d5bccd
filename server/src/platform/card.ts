import { CARD_DOCS } from './sources';
import {
  type Column,
  number,
  oneOf,
  optionalNumber,
  optionalText,
  type Table,
  type TableSchema,
  text,
  texts,
  url,
} from './table';

/** A key of a Space's front matter. */
export interface CardKey {
  readonly key: string;
  readonly type: CardKeyType;
  /** The values that are allowed; empty when any are. `suggested_hardware` takes its values from the hardware table. */
  readonly values: readonly string[];
  /** What holds when the key is missing, as it would be written. */
  readonly default?: string;
  /** One or two sentences for a hover. */
  readonly doc: string;
  readonly link: string;
  /**
   * `space`: configures the Space. `hub`: describes the repository, as in a model card. `written`: the Hub writes it.
   * `ignored`: accepted, without effect. `unknown`: looks like a key of a Space and is none.
   */
  readonly status: 'space' | 'hub' | 'written' | 'ignored' | 'unknown';
  /** The SDKs it has an effect for; empty for all. */
  readonly sdks: readonly string[];
  /** A regular expression (ECMAScript) that the text, or every item of the list, must match. */
  readonly pattern?: string;
  /** What `pattern` asks for, in words: "a path that begins with `/`". */
  readonly form?: string;
  /** In characters, that is code points. */
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Where it stands when an editor lists or inserts keys. */
  readonly order: number;
}

export type CardKeyType = 'string' | 'integer' | 'boolean' | 'list' | 'map' | 'string-or-list';

const COLORS = ['red', 'yellow', 'green', 'blue', 'indigo', 'purple', 'pink', 'gray'];
const REPOSITORY = '^[\\w.-]+(/[\\w.-]+)?$';

type Draft = Omit<CardKey, 'values' | 'link' | 'status' | 'sdks' | 'order'> & Partial<CardKey>;

const drafts: readonly Draft[] = [
  { key: 'title', type: 'string', doc: 'The name shown for the Space.' },
  {
    key: 'emoji',
    type: 'string',
    doc: 'The emoji on the Space’s card: exactly one, and nothing else.',
  },
  { key: 'colorFrom', type: 'string', values: COLORS, doc: 'Where the color gradient of the Space’s card begins.' },
  { key: 'colorTo', type: 'string', values: COLORS, doc: 'Where the color gradient of the Space’s card ends.' },
  {
    key: 'sdk',
    type: 'string',
    values: ['gradio', 'docker', 'static'],
    doc: 'What runs the Space. ZeroGPU runs `gradio` only. `streamlit` was retired on 2025-04-30: such apps use `docker`.',
  },
  {
    key: 'sdk_version',
    type: 'string',
    sdks: ['gradio'],
    pattern: '^(latest|\\d+(\\.\\d+)*((a|b|rc|\\.dev|\\.post)\\d+)?)$',
    form: 'a Gradio version such as `"6.25.0"`',
    doc: 'The Gradio version to install. Without it each rebuild takes the newest one. ZeroGPU needs Gradio 4 or newer.',
  },
  {
    key: 'python_version',
    type: 'string',
    default: '3.10',
    pattern: '^3\\.\\d+(\\.\\d+)?$',
    form: '`3.x` or `3.x.x`',
    doc: 'The Python version, in quotes. ZeroGPU offers 3.10 and 3.12.',
  },
  {
    key: 'app_file',
    type: 'string',
    default: 'app.py',
    doc: 'The file that starts the app, as a path from the root of the repository.',
  },
  {
    key: 'app_port',
    type: 'integer',
    default: '7860',
    sdks: ['docker'],
    minimum: 1,
    maximum: 65535,
    doc: 'The port a Docker Space listens on. Other SDKs do not read it.',
  },
  {
    key: 'app_build_command',
    type: 'string',
    sdks: ['static'],
    doc: 'A command that builds the pages of a static Space, such as `npm run build`.',
  },
  {
    key: 'base_path',
    type: 'string',
    sdks: ['gradio', 'docker'],
    pattern: '^/',
    form: 'a path that begins with `/`',
    doc: 'The path that is opened first. Static Spaces use `app_file` instead.',
  },
  {
    key: 'short_description',
    type: 'string',
    maxLength: 60,
    doc: 'One line shown on the Space’s thumbnail: at most 60 characters, or the push is refused.',
  },
  { key: 'pinned', type: 'boolean', default: 'false', doc: 'Whether the Space stays on top of your profile.' },
  {
    key: 'license',
    type: 'string',
    status: 'hub',
    doc: 'The license of the code, by its identifier: `apache-2.0`, `mit`.',
  },
  {
    key: 'models',
    type: 'list',
    pattern: REPOSITORY,
    form: 'a model id such as `openai-community/gpt2`',
    doc: 'The models the Space uses, by id. Without it the Hub reads them out of the code.',
  },
  {
    key: 'datasets',
    type: 'list',
    pattern: REPOSITORY,
    form: 'a dataset id such as `mozilla-foundation/common_voice_13_0`',
    doc: 'The datasets the Space uses, by id. Without it the Hub reads them out of the code.',
  },
  { key: 'tags', type: 'list', doc: 'Words under which the Space is found.' },
  { key: 'thumbnail', type: 'string', doc: 'The address of an image shown when the Space is shared.' },
  {
    key: 'header',
    type: 'string',
    values: ['mini', 'default'],
    default: 'default',
    doc: '`mini` shows the app full screen under a small floating header.',
  },
  {
    key: 'fullWidth',
    type: 'boolean',
    default: 'true',
    doc: 'Whether the app takes the whole width of the page, or a column of fixed width.',
  },
  {
    key: 'suggested_hardware',
    type: 'string',
    doc: 'The hardware a duplicate of this Space should choose. It assigns nothing by itself; `zero-a10g` is ZeroGPU.',
  },
  {
    key: 'suggested_storage',
    type: 'string',
    values: ['small', 'medium', 'large'],
    status: 'ignored',
    doc: 'Ignored: persistent storage is no longer offered.',
  },
  {
    key: 'hf_oauth',
    type: 'boolean',
    default: 'false',
    doc: 'Connects an OAuth app to the Space, so that visitors can log in with Hugging Face.',
  },
  {
    key: 'hf_oauth_scopes',
    type: 'list',
    doc: 'What the OAuth app may do, besides `openid` and `profile`, which are always granted.',
  },
  {
    key: 'hf_oauth_expiration_minutes',
    type: 'integer',
    default: '480',
    minimum: 1,
    maximum: 43200,
    doc: 'How many minutes an OAuth token lasts: at most 43200, which is 30 days.',
  },
  { key: 'hf_oauth_authorized_org', type: 'string-or-list', doc: 'The organizations whose members may log in.' },
  { key: 'disable_embedding', type: 'boolean', default: 'false', doc: 'Forbids other sites to embed the Space.' },
  {
    key: 'startup_duration_timeout',
    type: 'string',
    default: '30m',
    pattern: '^\\d+(\\.\\d+)?\\s*[A-Za-z]+(\\s*\\d+(\\.\\d+)?\\s*[A-Za-z]+)*$',
    form: 'a duration such as `1h` or `30m`',
    doc: 'How long the Space may take to start before it counts as unhealthy: `1h`, `30m`.',
  },
  {
    key: 'custom_headers',
    type: 'map',
    values: ['cross-origin-embedder-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy'],
    pattern: '^[^A-Z]*$',
    form: 'a value in lower case',
    doc: 'HTTP headers added to every response: the three cross-origin policies only, names and values in lower case.',
  },
  {
    key: 'preload_from_hub',
    type: 'list',
    pattern: '^[\\w.-]+(/[\\w.-]+)?( [^\\s,]+(,[^\\s,]+)*( [0-9a-fA-F]{7,64})?)?$',
    form: '`repository`, `repository file1,file2` or `repository file1,file2 commit`',
    doc: 'Repositories to download while the Space is built, into `~/.cache/huggingface/hub` whatever `HF_HOME` says. Private ones are not supported.',
  },
  {
    key: 'duplicated_from',
    type: 'string',
    status: 'written',
    doc: 'The Space this one was duplicated from. The Hub writes it.',
  },
  {
    key: 'hardware',
    type: 'string',
    status: 'unknown',
    doc: 'Not a key of a Space: hardware is chosen in the Space’s settings. `suggested_hardware` only makes a suggestion.',
  },
  ...[
    ['language', 'string-or-list', 'The languages it is about, by code.'],
    ['library_name', 'string', 'The library the repository belongs to.'],
    ['pipeline_tag', 'string', 'The task, as in a model card.'],
    ['base_model', 'string-or-list', 'The models it derives from.'],
    ['metrics', 'list', 'The metrics it reports.'],
    ['license_name', 'string', 'The name of a license that is not in the list.'],
    ['license_link', 'string', 'Where such a license can be read.'],
    ['description', 'string', 'A longer description.'],
    ['task_categories', 'list', 'The tasks, as in a dataset card.'],
    ['annotations_creators', 'list', 'As in a dataset card.'],
    ['size_categories', 'list', 'As in a dataset card.'],
    ['pretty_name', 'string', 'A name for people, as in a dataset card.'],
    ['gated', 'string', 'Whether access must be asked for.'],
    ['arxiv', 'string-or-list', 'Papers it belongs to.'],
    ['authors', 'string-or-list', 'Who made it.'],
    ['co2_eq_emissions', 'map', 'As in a model card.'],
    ['model-index', 'list', 'As in a model card.'],
    ['widget', 'list', 'As in a model card.'],
    ['inference', 'string', 'As in a model card.'],
    ['extra_gated_prompt', 'string', 'As in a model card.'],
  ].map(([key = '', type = '', doc = '']): Draft => ({ key, type: type as CardKeyType, doc, status: 'hub' })),
];

/** Every key the Hub knows, in the order an editor should offer them. */
export const cardKeys: Table<CardKey> = {
  source: [CARD_DOCS],
  asOf: '2026-08-22',
  rows: drafts.map((draft, order) => ({ values: [], link: CARD_DOCS, status: 'space', sdks: [], order, ...draft })),
};

const type: Column = oneOf('string', 'integer', 'boolean', 'list', 'map', 'string-or-list');

export const cardKeySchema: TableSchema<CardKey> = {
  key: ['key'],
  columns: {
    key: text,
    type,
    values: texts,
    default: optionalText,
    doc: text,
    link: url,
    status: oneOf('space', 'hub', 'written', 'ignored', 'unknown'),
    sdks: texts,
    pattern: optionalText,
    form: optionalText,
    maxLength: optionalNumber,
    minimum: optionalNumber,
    maximum: optionalNumber,
    order: number,
  },
};
