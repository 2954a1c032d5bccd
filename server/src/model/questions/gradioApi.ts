/** What a Gradio app asks Gradio for that only some of its releases have. */
import { limitOf } from '../../platform';
import { EVENT_NAMES } from '../../platform/gradioEvents';
import {
  REMOVED_CONSTRUCTOR_KEYWORDS,
  REMOVED_EVENT_KEYWORDS,
  REMOVED_KEYWORDS,
  REMOVED_NAMES,
  WITHOUT_INPUTS_AND_STYLE,
} from '../../platform/gradioKeywords';
import type { CallArgument, CallFact } from '../facts';
import { alternatives, externalPath } from '../value';
import type { SpaceView } from '../views';

/** A method of `Blocks` and of what ends in one: `demo.launch(…)`, `gr.Interface(…).queue()`. */
export function isBlocksCall(call: CallFact, method: 'launch' | 'queue'): boolean {
  return (
    call.method === method &&
    call.receiver !== undefined &&
    alternatives(call.receiver, 'object').some(({ object }) => object === 'blocks')
  );
}

/** Something that a call asks of Gradio and that a later release does not have. */
export interface LostKeyword {
  readonly argument: CallArgument;
  readonly keyword: string;
  /** What no longer takes it: `launch()`, `gr.Image`, `click()`. */
  readonly of: string;
  /** The major version without it. */
  readonly removed: number;
}

/** The keywords of a call that some Gradio no longer takes, and stops the app for. */
export function lostKeywords(call: CallFact): readonly LostKeyword[] {
  const table = keywordsLost(call);
  if (!table) return [];
  return call.args.flatMap((argument) => {
    const { keyword } = argument;
    const removed = keyword === undefined ? undefined : table.lost.get(keyword);
    return keyword === undefined || removed === undefined ? [] : [{ argument, keyword, of: table.of, removed }];
  });
}

function keywordsLost(call: CallFact): { readonly of: string; readonly lost: ReadonlyMap<string, number> } | undefined {
  for (const method of ['queue', 'launch'] as const) {
    if (isBlocksCall(call, method)) return { of: `${method}()`, lost: REMOVED_KEYWORDS[method] };
  }
  const path = externalPath(call.callee);
  if (path !== undefined) {
    const [, name = ''] = MEMBER.exec(path) ?? [];
    if (name === 'on') return { of: 'gr.on()', lost: REMOVED_EVENT_KEYWORDS };
    const lost = REMOVED_CONSTRUCTOR_KEYWORDS.get(name);
    if (lost) return { of: `gr.${name}`, lost };
  }
  const { method, receiver } = call;
  if (method === undefined || !receiver || !EVENT_NAMES.has(method)) return undefined;
  const binds = alternatives(receiver, 'object').some(({ object }) =>
    ['component', 'event', 'blocks', 'state'].includes(object),
  );
  return binds ? { of: `${method}()`, lost: REMOVED_EVENT_KEYWORDS } : undefined;
}

/** A name of Gradio, at the top or in the module of its kind. */
const MEMBER = /^gradio\.(?:(?:components|layouts|helpers|templates|chat_interface)\.)?(\w+)$/;

export interface LostName {
  /** As the message tells it: `gr.Box`, `gr.inputs`, `.style()`. */
  readonly name: string;
  readonly removed: number;
  readonly instead: string | undefined;
}

/** What is called is something that some Gradio no longer has. */
export function lostName(call: CallFact): LostName | undefined {
  const path = externalPath(call.callee);
  const [, module = ''] = /^gradio\.(inputs|outputs)\.\w+$/.exec(path ?? '') ?? [];
  if (module !== '') return { name: `gr.${module}`, removed: WITHOUT_INPUTS_AND_STYLE, instead: 'the components' };
  const [, name = ''] = MEMBER.exec(path ?? '') ?? [];
  const lost = REMOVED_NAMES.get(name);
  if (lost) return { name: `gr.${name}`, removed: lost.release, instead: lost.instead };
  const { method, receiver } = call;
  if (!receiver) return undefined;
  if (method === 'style') {
    const made = alternatives(receiver, 'object').filter(({ object }) => object === 'component');
    // The HTML of Gradio 6 answers to any name.
    const isLost =
      made.length > 0 && made.length === receiver.alts.length && !made.some(({ type }) => /\.HTML$/.test(type));
    return isLost
      ? { name: '.style()', removed: WITHOUT_INPUTS_AND_STYLE, instead: 'keywords of the constructor' }
      : undefined;
  }
  if (method !== 'update') return undefined;
  const [, updated = ''] = MEMBER.exec(externalPath(receiver) ?? '') ?? [];
  if (!/^[A-Z]/.test(updated) || updated === 'Row') return undefined;
  return { name: `gr.${updated}.update`, removed: WITHOUT_INPUTS_AND_STYLE, instead: 'gr.update' };
}

/** The first Gradio whose chats show messages only, no pairs of what was said (gradio@6.0.0, components/chatbot.py). */
export const MESSAGES_ONLY = 6;

/**
 * The major versions of Gradio below this one have all that the app asks Gradio for, save what those that ZeroGPU runs all
 * lack. An app that asks for such a thing was written for Gradio 3, and needs the fewest changes where chats still take pairs.
 */
export function gradioBelow(space: SpaceView): number {
  const oldest = limitOf(space.tables, 'minimum-gradio-major') ?? 0;
  const releases = space.codes
    .filter(({ contexts }) => contexts.length > 0)
    .flatMap(({ calls }) => calls.filter(({ insideTry }) => !insideTry))
    .flatMap((call) => {
      const name = lostName(call);
      return [...(name ? [name] : []), ...lostKeywords(call)].map(({ removed }) => removed);
    });
  return Math.min(...releases.map((removed) => (removed > oldest ? removed : MESSAGES_ONLY)));
}
