/**
 * What a Gradio app could write, and with which release Gradio lost it: the signatures in gradio/blocks.py, events.py,
 * chat_interface.py, interface.py, templates.py and components/ at the tags gradio@3.50.2, 4.0.0, 4.44.1, 5.0.0, 5.49.1, 6.0.0
 * and 6.25.0, read 2026-11-24. What is gone from one of two tags of a release only is left out, and so is what a constructor
 * with `**kwargs` (`Blocks`, `Interface`) still takes.
 */

type Lost = ReadonlyMap<string, number>;

/** Keywords of `queue()` and `launch()`. */
export const REMOVED_KEYWORDS: Readonly<Record<'queue' | 'launch', Lost>> = {
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

/** Keywords of events, such as `button.click(…)`. */
export const REMOVED_EVENT_KEYWORDS: Lost = new Map([
  ['_js', 4],
  ['status_tracker', 4],
  ['every', 5],
  ['show_api', 6],
]);

const IMAGES = 'Image';
const EDITORS = 'ImageEditor ImageMask Paint Sketchpad';
const AUDIO = 'Audio Microphone';
const VIDEO = 'Video PlayableVideo';
const TABLES = 'Dataframe DataFrame List Matrix Numpy';

/** Keywords of components and of what makes a whole app: `keyword: classes`. */
const CONSTRUCTORS: readonly (readonly [release: number, keywords: string, classes: string])[] = [
  [4, 'source tool shape invert_colors brush_radius brush_color', `${IMAGES} ImageMask Paint Sketchpad`],
  [4, 'mask_opacity', IMAGES],
  [4, 'source', `${AUDIO} ${VIDEO}`],
  [4, 'show_edit_button', 'Audio'],
  [4, 'color_map', 'Chatbot'],
  [4, 'max_rows max_cols overflow_row_behaviour', TABLES],
  [5, 'height', TABLES],
  [5, 'likeable', 'Chatbot'],
  [5, 'root', 'FileExplorer'],
  [5, 'signed_in_value', 'LoginButton'],
  [5, 'additional_inputs_accordion_name examples_per_page retry_btn undo_btn clear_btn', 'ChatInterface'],
  [6, 'type', 'ChatInterface Chatbot'],
  [6, 'theme css js head', 'ChatInterface TabbedInterface'],
  [6, 'css_paths head_paths', 'ChatInterface'],
  [6, 'show_api', 'ChatInterface ClearButton Examples'],
  [6, 'bubble_full_width resizeable show_copy_all_button', 'Chatbot'],
  [6, 'show_copy_button', `Chatbot ${TABLES} Dialogue Markdown Text Textbox TextArea`],
  [6, 'show_download_button', `${AUDIO} ${VIDEO} Gallery ${IMAGES} ${EDITORS} ImageSlider`],
  [6, 'show_share_button', `${AUDIO} ${VIDEO} Chatbot Gallery ${IMAGES} ${EDITORS}`],
  [6, 'show_fullscreen_button', `AnnotatedImage ${TABLES} Gallery ${IMAGES} ${EDITORS} ImageSlider`],
  [6, 'mirror_webcam', `${IMAGES} ${EDITORS} ${VIDEO}`],
  [6, 'webcam_constraints', `${IMAGES} ${VIDEO}`],
  [6, 'crop_size', EDITORS],
  [6, 'min_length max_length', `${AUDIO} ${VIDEO}`],
  [6, 'show_reset_button', 'Slider'],
  [6, 'show_submit_button', 'Dialogue'],
];

/** Keywords of constructors, by the name of the class. */
export const REMOVED_CONSTRUCTOR_KEYWORDS: ReadonlyMap<string, Lost> = byClass();

function byClass(): ReadonlyMap<string, Lost> {
  const made = new Map<string, Map<string, number>>();
  for (const [release, keywords, classes] of CONSTRUCTORS) {
    for (const name of classes.split(' ')) {
      const own = made.get(name) ?? new Map<string, number>();
      for (const keyword of keywords.split(' ')) own.set(keyword, Math.min(release, own.get(keyword) ?? release));
      made.set(name, own);
    }
  }
  return made;
}

/** Names of the module itself, with what has taken their place. */
export const REMOVED_NAMES: ReadonlyMap<string, { readonly release: number; readonly instead: string | undefined }> =
  new Map([
    ['Box', { release: 4, instead: 'gr.Group' }],
    ['Variable', { release: 4, instead: 'gr.State' }],
    ['Webcam', { release: 4, instead: 'gr.Image' }],
    ['Pil', { release: 4, instead: 'gr.Image' }],
    ['ImagePaint', { release: 4, instead: 'gr.Paint' }],
    ['Carousel', { release: 4, instead: 'gr.Gallery' }],
    ['StatusTracker', { release: 4, instead: undefined }],
    ['Interpretation', { release: 4, instead: undefined }],
    ['Timeseries', { release: 4, instead: 'gr.LinePlot' }],
    ['TimeSeries', { release: 4, instead: 'gr.LinePlot' }],
    ['Parallel', { release: 4, instead: undefined }],
    ['Series', { release: 4, instead: undefined }],
    ['HuggingFaceDatasetJSONSaver', { release: 4, instead: undefined }],
    ['HuggingFaceDatasetSaver', { release: 5, instead: undefined }],
    ['LogoutButton', { release: 5, instead: 'gr.LoginButton' }],
    ['make_waveform', { release: 5, instead: undefined }],
  ]);

/** The release without `gr.inputs`, `gr.outputs`, and `.style()` and `.update()` of components. */
export const WITHOUT_INPUTS_AND_STYLE = 4;
