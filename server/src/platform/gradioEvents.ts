/** The methods that bind a function to an event (Gradio 6.25 `gradio/events.py`, 2026-08-22), and the chained ones. */
export const EVENT_NAMES: ReadonlySet<string> = new Set(
  (
    'change input click double_click submit stop edit clear play pause end start_recording pause_recording ' +
    'stop_recording focus blur upload release select stream like example_select option_select load unload key_up ' +
    'apply delete tick undo retry expand collapse download copy then success failure'
  ).split(' '),
);
