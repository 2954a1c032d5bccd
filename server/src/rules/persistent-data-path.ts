import {
  argumentOf,
  constantOf,
  environmentWrites,
  mayBeExternal,
  pathConstant,
  wordsForSetting,
  writtenPath,
  type CallFact,
  type SpaceView,
  type Value,
} from '../model';
import type { Place } from '../text/place';
import { CARD_DOCS, rule } from './rule';
import { withoutAssignment } from './shared/environment';

/** Variables that say where libraries keep what they download. */
const CACHES = [
  'HF_HOME',
  'HF_HUB_CACHE',
  'HUGGINGFACE_HUB_CACHE',
  'TRANSFORMERS_CACHE',
  'HF_DATASETS_CACHE',
  'TORCH_HOME',
];

/** What writing methods of a path are called; `open` may read. */
const WRITING = ['mkdir', 'touch', 'write_text', 'write_bytes'];

export default rule({
  name: 'persistent-data-path',
  summary: 'Files under `/data`, which no longer outlive a restart',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  concerns: [
    ...['writesFile', 'open', '.open', 'os.makedirs', 'os.mkdir', ...WRITING.map((method) => `.${method}`)],
    ...wordsForSetting(...CACHES),
  ],
  messages: {
    lost: '`{path}` is on the Space’s own disk unless you mount a bucket at `/data`: persistent storage there was withdrawn, so what is written is lost at the next restart',
    cache:
      '`{variable}` points to `{path}`, on the Space’s own disk unless you mount a bucket at `/data`: persistent storage there was withdrawn, so what is downloaded is lost at the next restart',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-storage', read: '2026-11-21' }, CARD_DOCS],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const written = writtenPlace(call);
        // Who tries, or asks whether it is there, knows that it may not be.
        if (!written || !isData(written.value) || call.insideTry || call.conditional) continue;
        if (isAskedFor(space)) return;
        report(written.place, 'lost', { path: pathConstant(written.value) ?? '' });
      }
      for (const write of environmentWrites(code, space)) {
        const { variable, value, place, conditional } = write;
        if (!CACHES.includes(variable) || !isData(value) || conditional) continue;
        if (isAskedFor(space)) return;
        const names = { variable, path: pathConstant(value) ?? '' };
        report(place, 'cache', names, { fixes: () => withoutAssignment(write, code, 'review', space) });
      }
    },
  },
});

/** The words of code that asks whether a path is there. */
const ASKS = ['os.path.exists', 'os.path.isdir', 'os.path.ismount', 'os.access', '.exists', '.is_dir', '.is_mount'];

/** The path that is written or made, where the call names it. */
function writtenPlace(call: CallFact): { readonly value: Value; readonly place: Place } | undefined {
  const argument = writtenPath(call);
  if (argument) return argument;
  const [first] = call.args;
  if (mayBeExternal(call.callee, /^os\.(?:makedirs|mkdir)$/)) return first;
  if (mayBeExternal(call.callee, /^open$/)) return writes(call, 1) ? first : undefined;
  const { method, receiver, receiverPlace } = call;
  if (method === undefined || !receiver || !receiverPlace) return undefined;
  const isWritten = WRITING.includes(method) || (method === 'open' && writes(call, 0));
  return isWritten ? { value: receiver, place: receiverPlace } : undefined;
}

/** The mode of an `open` is to write. */
function writes(call: CallFact, position: number): boolean {
  const mode = argumentOf(call, 'mode', position);
  const constant = mode && constantOf(mode.value);
  return typeof constant === 'string' && /[wax+]/.test(constant);
}

/** Some code of the Space asks whether the folder is there. */
function isAskedFor(space: SpaceView): boolean {
  return ASKS.some((word) => space.codesNaming(word).some((code) => code.calls.some(asksForData)));
}

function asksForData(call: CallFact): boolean {
  if (mayBeExternal(call.callee, /^os\.(?:path\.(?:exists|isdir|ismount)|access)$/))
    return call.args[0] !== undefined && isData(call.args[0].value);
  return /^(?:exists|is_dir|is_mount)$/.test(call.method ?? '') && call.receiver !== undefined && isData(call.receiver);
}

function isData(value: Value): boolean {
  const path = pathConstant(value);
  return path !== undefined && /^\/data(?:\/|$)/.test(path) && !path.includes('/..');
}
