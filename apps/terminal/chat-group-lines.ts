// The text of a group's event: one line for the terminal.
import { isBlank, type GroupChangedFrame, type MemberChangedFrame, type UserId } from "@klatch/sdk";
import type { Mention } from "../text/mentions/mention.ts";
import { onOneLine } from "../text/on-one-line.ts";
import { previewText } from "../text/preview-text.ts";
import { silenceEnd, type SilenceEnd } from "../text/silence-end.ts";
import { clockTime, embedded, harmless, momentOf } from "./chat-text.ts";
import type { Written } from "./lines/line.ts";

export type GroupEvent = MemberChangedFrame | GroupChangedFrame;

const unknownWords = "something that this version cannot show";
/** For texts that earlier servers took. */
const blankWords = "a blank message";

/** What is left of a message that was removed. */
const goneWords = "a deleted message";

/** What stands for a removed message, and for a text of which nobody would see anything. */
function wordsFor({ type, text }: { readonly type: string; readonly text: string }): string | null {
  if (type === "gone") return goneWords;
  if (!isBlank(text)) return null;
  return type === "text" ? blankWords : unknownWords;
}

/** What stands for something that this version does not know. */
export const unknownLine = (fallback: string | undefined): string => embedded(fallback || unknownWords);

/** The text of a message as `contentText` gives it. Only a text of a person has marks. */
export const writtenOf = (
  content: { readonly type: string; readonly text: string },
  mentions: readonly Mention[],
): Written => {
  const text = wordsFor(content);
  if (text !== null) return { text, mentions: null };
  return { text: content.text, mentions: content.type === "text" ? mentions : null };
};

/** The same of a preview, on one line. */
export const previewOf = (content: { readonly type: string; readonly text: string }): string => {
  const line = content.type === "text" ? previewText : onOneLine;
  return wordsFor(content) ?? line(harmless(content.text));
};

/** If an event names more people, only so many are listed by name. */
const maxNamed = 10;

type NameOf = (userId: UserId) => string;

/** The people whose names are in the line. */
export const peopleOf = (event: GroupEvent): UserId[] =>
  event.type === "member-changed" ? [event.actorId, ...event.userIds.slice(0, maxNamed)] : [event.actorId];

export function groupLine(event: GroupEvent, nameOf: NameOf): string {
  const said = event.type === "member-changed" ? memberLine(event, nameOf) : changeLine(event, nameOf(event.actorId));
  return `${clockTime(event.createdAt)} — ${said}`;
}

function memberLine(event: MemberChangedFrame, nameOf: NameOf): string {
  const { actorId, userIds, change, fallback } = event;
  const actor = nameOf(actorId);
  const others = userIds.length > maxNamed ? ` and ${userIds.length - maxNamed} others` : "";
  const members = userIds.slice(0, maxNamed).map(nameOf).join(", ") + others;
  switch (change.kind) {
    case "joined":
      if (change.how === "created") return `in it: ${members}`;
      if (change.how === "added") return `${actor} added ${members}`;
      if (change.how === "approved") return `${actor} accepted ${members}`;
      return change.how === "link" || change.how === "password"
        ? `${members} came in by ${change.how}`
        : `${members} came in`;
    case "left":
      return `${members} left`;
    case "removed":
      return `${actor} ${change.banned ? "banned" : "removed"} ${members}`;
    case "role":
      return `${members}: ${change.role} now, by ${actor}`;
    case "silenced":
      return silenceLine(actor, members, silenceEnd(change.silencedUntil, event.createdAt));
    case "nickname":
      return change.nickname === ""
        ? `${members} goes by no nickname`
        : `${members} goes by ${embedded(change.nickname)}`;
    default:
      return unknownLine(fallback);
  }
}

function silenceLine(actor: string, members: string, end: SilenceEnd): string {
  if (end === null) return `${actor} lets ${members} write again`;
  const until = end === "endless" ? "someone ends it" : momentOf(end);
  return `${actor} silenced ${members} until ${until}`;
}

function changeLine({ change, fallback }: GroupChangedFrame, actor: string): string {
  switch (change.kind) {
    case "created":
      return `${actor} made ${embedded(change.name)}`;
    case "info": {
      const { kind: _kind, ...info } = change;
      const isPicture = info.avatar?.startsWith("/avatars/") === true;
      return `${actor} changed ${fieldsOf(isPicture ? { ...info, avatar: "a picture" } : info)}`;
    }
    case "settings": {
      const { kind: _kind, ...settings } = change;
      return `${actor} set ${fieldsOf(settings)}`;
    }
    case "announcement":
      return change.text === "" ? `${actor} removed the announcement` : `${actor} announces: ${embedded(change.text)}`;
    case "all-silenced":
      return change.allSilenced ? `${actor} silenced everyone but admins` : `${actor} lets everyone write again`;
    case "dissolved":
      return `${actor} dissolved the group`;
    default:
      return unknownLine(fallback);
  }
}

const fieldsOf = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${embedded(String(value))}`)
    .join(", ");
