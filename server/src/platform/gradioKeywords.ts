/**
 * Keywords that `queue()` and `launch()` of a Gradio app have lost, and with which release: the signatures in
 * gradio/blocks.py at the tags gradio@3.50.2, 4.0.0, 4.44.1, 5.0.0, 5.49.1, 6.0.0 and 6.25.0, read 2026-11-23.
 */
export const REMOVED_KEYWORDS: Readonly<Record<'queue' | 'launch', ReadonlyMap<string, number>>> = {
  // Gradio 4 still names `concurrency_count` to raise a `DeprecationWarning` for it.
  queue: new Map([
    ['concurrency_count', 4],
    ['default_enabled', 4],
    ['client_position_to_load_data', 4],
  ]),
  launch: new Map([
    ['enable_queue', 4],
    ['encrypt', 4],
    ['file_directories', 4],
    ['show_tips', 4],
    ['show_api', 6],
  ]),
};
