// All kinds of changes of messages in the storm, by the type of their frame.
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { Changes, ChangeKind, ShownState, Viewer } from "./change-kind.ts";
import { edits } from "./edits.ts";
import { hides } from "./hides.ts";
import { pins } from "./pins.ts";
import { reactions } from "./reactions.ts";
import { recalls } from "./recalls.ts";
import { thread } from "./threads.ts";

export const changeKinds: Readonly<Record<MessageChangeFrame["type"], ChangeKind>> = {
  "edit-message": edits,
  "recall-message": recalls,
  react: reactions,
  "pin-message": pins,
  "hide-messages": hides,
};

/** Whether this is a frame that changes messages. */
export const isChange = (frame: { readonly type: string }): frame is MessageChangeFrame => frame.type in changeKinds;

const parts: readonly ((changes: Changes, viewer: Viewer) => ShownState)[] = [
  ...Object.values(changeKinds).map((kind) => (changes: Changes, viewer: Viewer) => kind.shown(changes, viewer)),
  thread,
];

/** What the state of a message shows after these changes: of what is gone nothing is left but its thread. */
export function shownState(changes: Changes, viewer: Viewer): ShownState {
  const shown: ShownState = Object.assign({}, ...parts.map((part) => part(changes, viewer)));
  if (shown.recalled === undefined) return shown;
  return { recalled: shown.recalled, ...(shown.thread !== undefined && { thread: shown.thread }) };
}
