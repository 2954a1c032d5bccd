import { GRADIO_SOURCE } from './sources';
import { oneOf, optionalNumber, optionalText, type Table, type TableSchema, text } from './table';

/** A method of a component or of `Blocks` that binds a handler. */
export interface GradioEvent {
  readonly event: string;
  /** `component` for listeners of components, `chain` for what follows an event, `blocks` for those of the page. */
  readonly on: 'component' | 'chain' | 'blocks';
}

const EVENTS =
  'change input click double_click submit stop edit clear play pause end start_recording pause_recording stop_recording focus blur upload release select stream like example_select option_select load key_up apply delete tick undo retry expand collapse download copy';

export const gradioEvents: Table<GradioEvent> = {
  source: [`${GRADIO_SOURCE}/blob/main/gradio/events.py`],
  asOf: '2026-08-22',
  rows: [
    ...EVENTS.split(' ').map((event): GradioEvent => ({ event, on: 'component' })),
    ...['then', 'success', 'failure'].map((event): GradioEvent => ({ event, on: 'chain' })),
    { event: 'unload', on: 'blocks' },
  ],
};
export const gradioEventSchema: TableSchema<GradioEvent> = {
  key: ['event'],
  columns: { event: text, on: oneOf('component', 'chain', 'blocks') },
};

/** A call or decorator of the `gradio` module that binds a handler. */
export interface GradioConstruct {
  /** The name in the `gradio` module, or `Server.api` for a method. */
  readonly name: string;
  /** Position of the function among the positional arguments, for calls. */
  readonly position?: number;
  /** The keyword of the function, for calls. */
  readonly keyword?: string;
  /** It can be used as a decorator of the function. */
  readonly decorates: 'yes' | 'no';
}

export const gradioConstructs: Table<GradioConstruct> = {
  source: [GRADIO_SOURCE],
  asOf: '2026-08-22',
  rows: [
    { name: 'on', position: 1, keyword: 'fn', decorates: 'yes' },
    { name: 'Interface', position: 0, keyword: 'fn', decorates: 'no' },
    { name: 'ChatInterface', position: 0, keyword: 'fn', decorates: 'no' },
    { name: 'Examples', position: 3, keyword: 'fn', decorates: 'no' },
    { name: 'api', position: 0, keyword: 'fn', decorates: 'no' },
    { name: 'render', decorates: 'yes' },
    { name: 'Server.api', decorates: 'yes' },
    { name: 'Server.mcp.tool', decorates: 'yes' },
    { name: 'Workflow', keyword: 'bind', decorates: 'no' },
  ],
};
export const gradioConstructSchema: TableSchema<GradioConstruct> = {
  key: ['name'],
  columns: { name: text, position: optionalNumber, keyword: optionalText, decorates: oneOf('yes', 'no') },
};

/** A class of the `gradio` module whose instances Gradio passes to a handler by itself. */
export interface GradioParameter {
  readonly name: string;
  /** Recognised by the parameter's annotation or by its default value. */
  readonly by: 'annotation' | 'default';
}

export const gradioParameters: Table<GradioParameter> = {
  source: [`${GRADIO_SOURCE}/blob/main/gradio/helpers.py`],
  asOf: '2026-08-22',
  rows: [
    { name: 'Progress', by: 'default' },
    { name: 'Cache', by: 'default' },
    ...[
      'Request',
      'EventData',
      'SelectData',
      'LikeData',
      'KeyUpData',
      'RetryData',
      'UndoData',
      'EditData',
      'DownloadData',
      'CopyData',
      'DeletedFileData',
      'OAuthProfile',
      'OAuthToken',
      'Header',
    ].map((name): GradioParameter => ({ name, by: 'annotation' })),
  ],
};
export const gradioParameterSchema: TableSchema<GradioParameter> = {
  key: ['name'],
  columns: { name: text, by: oneOf('annotation', 'default') },
};
