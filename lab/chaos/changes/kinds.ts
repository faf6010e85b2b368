// All kinds of changes of messages in the storm, by the type of their frame.
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { ChangeKind, Changes, ShownState, Viewer } from "./change-kind.ts";
import { targetsOf } from "./event-targets.ts";
import { edits } from "./edits.ts";
import { hides } from "./hides.ts";
import { pins } from "./pins.ts";
import { pollEnds } from "./poll-ends.ts";
import { reactions } from "./reactions.ts";
import { recalls } from "./recalls.ts";
import { thread } from "./threads.ts";
import { votes } from "./votes.ts";

export const changeKinds: Readonly<Record<MessageChangeFrame["type"], ChangeKind>> = {
  "edit-message": edits,
  "recall-message": recalls,
  react: reactions,
  "pin-message": pins,
  "hide-messages": hides,
  vote: votes,
  "close-poll": pollEnds,
};

/** Whether this is a frame that changes messages. */
export const isChange = (frame: { readonly type: string }): frame is MessageChangeFrame => frame.type in changeKinds;

/**
 * What the state of a message shows after these changes, of it and of replies under it: of what is gone nothing is left but
 * its thread.
 */
export function shownState(changes: Changes, viewer: Viewer): ShownState {
  const own = changes.filter((event) => targetsOf(event).includes(viewer.message.seq));
  const replies = thread(changes, viewer);
  const shown: ShownState = Object.assign({}, ...Object.values(changeKinds).map((kind) => kind.shown(own, viewer)));
  return { ...(shown.recalled === undefined ? shown : { recalled: shown.recalled }), ...replies };
}
