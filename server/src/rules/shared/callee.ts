import type { CallFact, SpaceView } from '../../model';

/** What a message calls the function that is called: its name, or what is written in its place: `….to`, `models[name]`. */
export function calleeName({ calleeText, method, calleePlace }: CallFact, space: SpaceView): string {
  if (calleeText !== undefined) return calleeText;
  if (method !== undefined) return `….${method}`;
  const text = space.text(calleePlace).replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
