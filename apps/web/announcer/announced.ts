// What screen readers are told of what others do in the open conversation, and of one's own changes that were refused. Pure.
import type {
  EventFrame,
  MessageEditedFrame,
  MessageRecalledFrame,
  NewMessageFrame,
  PinChangedFrame,
  ReactionChangedFrame,
  UserId,
} from "@klatch/sdk";
import { failedWords } from "../changes/failed-words.ts";
import type { ShownChange } from "../changes/shown-change.ts";
import { tombstoneText } from "../changes/tombstone-text.ts";
import { kindOf } from "../kinds/kinds.ts";
import { errorText } from "../text/error-text.ts";
import { announcerWords as t } from "./announcer-words.ts";

interface Listener {
  readonly me: UserId;
  readonly nameOf: (userId: UserId) => string;
  /** Who wrote a message; null: it is not loaded. */
  readonly authorOf: (seq: number) => UserId | null;
}

/** @returns null: nothing is said of it */
export function announcedEvent(event: EventFrame, listener: Listener): string | null {
  switch (event.type) {
    case "new-message":
    case "message-edited":
    case "message-recalled":
    case "reaction-changed":
    case "pin-changed":
      return event.senderId === listener.me ? null : doneByOther(event, listener);
    default:
      return null;
  }
}

type Done = NewMessageFrame | MessageEditedFrame | MessageRecalledFrame | ReactionChangedFrame | PinChangedFrame;

function doneByOther(event: Done, { me, nameOf, authorOf }: Listener): string | null {
  const author = nameOf(event.senderId);
  switch (event.type) {
    case "new-message": {
      const text = kindOf(event.content).announce(event.content);
      return t(event.thread === undefined ? "said" : "replied", { author, text });
    }
    case "message-edited":
      return t("edited", { author, text: kindOf(event.content).announce(event.content) });
    case "message-recalled": {
      const senderId = authorOf(event.targetSeq) ?? (event.reason === "sender" ? event.senderId : null);
      const recalled = { senderId: event.senderId, reason: event.reason };
      return senderId === null ? t("erased") : tombstoneText({ senderId, recalled }, me, nameOf);
    }
    case "reaction-changed":
      return event.active && authorOf(event.targetSeq) === me ? t("reacted", { author, emoji: event.emoji }) : null;
    case "pin-changed":
      return event.active ? t("pinned", { author }) : null;
  }
}

/** Those that stay at their message: a notice says the others. */
export function announcedRefusal({ kind, state, error }: ShownChange): string | null {
  if (state !== "failed" || (kind !== "edit" && kind !== "recall")) return null;
  return failedWords(kind, { reason: error === null ? "" : errorText(error) });
}
