// What the person has set for a conversation, as the list shows it: whether it is muted, and for how long it may be. Pure.
import type { ConversationEntry, ConversationSettings, ListedConversation } from "@klatch/sdk";

type Muted = Pick<ListedConversation, "mutedUntil">;
type Unread = Pick<ListedConversation, "markedUnread" | "unread">;

const [hourMs, dayMs] = [3_600_000, 86_400_000];

/** "Until I turn it on": the server takes ten years, and this device's clock may be ahead. */
const foreverMs = 3_650 * dayMs;

export const muteChoices = [
  { words: "mute.hour", ms: hourMs },
  { words: "mute.eight", ms: 8 * hourMs },
  { words: "mute.week", ms: 7 * dayMs },
  { words: "mute.forever", ms: foreverMs },
] as const;

export const isMuted = ({ mutedUntil = 0 }: Muted, nowMs: number): boolean => mutedUntil > nowMs;

/** It ends by the person's own hand. */
export const isMutedForever = ({ mutedUntil = 0 }: Muted, nowMs: number): boolean => mutedUntil > nowMs + 365 * dayMs;

/** Of what the person is told: all messages, those that mention them, or none. */
export type NotifyLevel = NonNullable<ConversationSettings["notify"]>;

export const levelOf = ({ notify = "all" }: Pick<ConversationEntry, "notify">): NotifyLevel => notify;

/** What can be chosen: nobody is mentioned in a conversation of two, unless another client has chosen so. */
export const levelsOf = ({ kind, notify }: Pick<ConversationEntry, "kind" | "notify">): readonly NotifyLevel[] =>
  kind === "group" || notify === "mentions" ? ["all", "mentions", "none"] : ["all", "none"];

/** Something is unread, or the person has marked it so. */
export const isUnread = ({ unread, markedUnread }: Unread): boolean => unread > 0 || markedUnread === true;
