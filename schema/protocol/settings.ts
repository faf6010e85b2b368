// What a user has set for a conversation, for themselves alone: fields of their inbox entry, and the change of some of them.
import * as v from "valibot";
import { messageIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { count, strictShape, timeMs, wellFormedText } from "./shape.ts";

/** Of what a user is told of in a conversation. */
const notifyLevel = v.picklist(["all", "mentions", "none"]);

/** A text that the user has begun to write. `updatedAt`: when they wrote it last; of two drafts the later one counts. */
const draftFields = {
  text: wellFormedText(wireLimits.maxContentBytes),
  /** Of a message of the same conversation. */
  replyTo: v.exactOptional(messageIdShape),
  /** Who was chosen to be mentioned: the text has an @ at `at` (in UTF-16 units), followed by `name`. */
  mentions: v.exactOptional(
    v.pipe(
      v.array(strictShape({ userId: userIdShape, name: wellFormedText(wireLimits.displayNameMaxChars, 1), at: count })),
      v.maxLength(wireLimits.maxMentions),
    ),
  ),
  updatedAt: timeMs,
};

/** As a client sends it. An empty text without `replyTo` ends the draft. */
export const draftChangeShape = strictShape(draftFields);
export type DraftChange = v.InferOutput<typeof draftChangeShape>;

export const draftShape = strictShape(draftFields);
export type Draft = v.InferOutput<typeof draftShape>;

/** Of an inbox entry. What is missing is as at the beginning. */
export const settingsFields = {
  pinned: v.exactOptional(v.literal(true)),
  /** No notification before this time, which lies ahead. */
  mutedUntil: v.exactOptional(timeMs),
  /** Missing: `all`. */
  notify: v.exactOptional(notifyLevel),
  /** A message that comes later ends it, unless the conversation is muted then. */
  archived: v.exactOptional(v.literal(true)),
  /** Not listed until a message comes. */
  hidden: v.exactOptional(v.literal(true)),
  /** A read mark ends it. */
  markedUnread: v.exactOptional(v.literal(true)),
  draft: v.exactOptional(draftShape),
};

/** What to change; the rest stays as it is. */
export const settingsBodyShape = v.pipe(
  strictShape({
    pinned: v.exactOptional(v.boolean()),
    mutedUntil: v.exactOptional(v.nullable(timeMs)),
    notify: v.exactOptional(notifyLevel),
    archived: v.exactOptional(v.boolean()),
    hidden: v.exactOptional(v.boolean()),
    markedUnread: v.exactOptional(v.boolean()),
    draft: v.exactOptional(draftChangeShape),
  }),
  v.check((change) => Object.keys(change).length > 0, "nothing to change"),
);
/** Settings of a conversation to change. */
export type SettingsChange = v.InferOutput<typeof settingsBodyShape>;
