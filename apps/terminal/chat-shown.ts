// Which events are printed, and whose names their lines need. Pure.
import { contentText, isMessageChange, type ConversationEntry, type EventFrame, type UserId } from "@klatch/sdk";
import { everyone } from "../text/mentions/everyone.ts";
import { shownMentions } from "../text/mentions/shown-mentions.ts";
import { whoChanged } from "./chat-change-lines.ts";
import { peopleOf, type GroupEvent } from "./chat-group-lines.ts";

/** Events that are printed as they arrive. */
export type Shown = Exclude<EventFrame, { readonly type: "void" }>;
export const isShown = (event: EventFrame): event is Shown => event.type !== "void";

/** The people whose names are in an event's line. */
export function whoIn(event: Shown): readonly UserId[] {
  if (isMessageChange(event)) return whoChanged(event);
  if (event.type === "conversation-settings-changed") return [event.senderId];
  if (event.type === "new-message") return [event.senderId, ...mentionsIn(event)];
  return isGroupEvent(event) ? peopleOf(event) : [];
}

/** At most as many as the text has signs. */
const mentionsIn = ({ content, mentions = [] }: Extract<Shown, { readonly type: "new-message" }>): readonly UserId[] =>
  shownMentions(contentText(content), mentions, () => false).filter((id) => id !== everyone);

export const isGroupEvent = (event: Shown): event is Extract<Shown, { readonly type: GroupEvent["type"] }> =>
  event.type === "member-changed" || event.type === "group-changed";

/** The author of the preview, if the entry's title does not say it. */
export const writersOf = ({ kind, preview }: ConversationEntry): UserId[] =>
  kind === "group" && preview !== null ? [preview.senderId] : [];

export const peersOf = (entries: readonly Pick<ConversationEntry, "peerId">[]): UserId[] =>
  entries.flatMap(({ peerId }) => (peerId === undefined ? [] : [peerId]));
