// What is done to a message that is gone for everybody, whatever the reason: a recall or the end of its time.
import type { GoneNote } from "../states/stored-state.ts";
import { isPinned, withGone } from "../states/stored-state.ts";
import type { FlushContext } from "./operation.ts";
import { newestWords, placeOf, type Target } from "./target.ts";

/** The message counts for nobody, and nothing that was said in it is left. The newest event of the flush tells of it. */
export function remove(flush: FlushContext, target: Target, gone: GoneNote): void {
  const { message } = target;
  flush.amend({ ...placeOf(message), before: flush.said(newestWords(target)).mentions ?? [], after: null });
  wipe(flush, message.seq, gone);
}

/** The same of a message that the log has dropped: whatever is known of it elsewhere. */
export function wipe(flush: FlushContext, seq: number, gone: GoneNote): void {
  const state = flush.states.get(seq);
  const { edits = [] } = state;
  flush.states.put(seq, withGone(state, gone));
  if (state.reactions !== undefined) flush.states.dropReactions(seq);
  if (isPinned(state)) flush.states.putPins(flush.states.pins.filter((pinned) => pinned !== seq));
  flush.burns.drop(seq);
  flush.erase([seq, ...edits.map(([edited]) => edited)]);
}
