import { argumentOf, isClientCall, type CallArgument, type CallFact, type SpaceView } from '../../model';
import type { Edit } from '../../text/place';

/** The token that a Gradio client is given by the name it had until Gradio 6, where no other name is tried. */
export function oldTokenOf(call: CallFact): CallArgument | undefined {
  return isClientCall(call) && !call.insideTry ? argumentOf(call, 'hf_token') : undefined;
}

/** The edit that calls it as Gradio 6 does. */
export function renamedToken({ whole }: CallArgument, space: SpaceView): Edit {
  return space.edits.replace({ ...whole, end: whole.start + 'hf_token'.length }, 'token');
}
