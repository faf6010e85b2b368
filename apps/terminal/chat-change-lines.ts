// What became of messages, as lines and as what stands behind a message. Pure.
import type { MessageChange, MessageState, UserId } from "@klatch/sdk";
import { contentText } from "@klatch/sdk";
import { clockTime, embedded } from "./chat-text.ts";
import type { Line } from "./lines/line.ts";

type NameOf = (userId: UserId) => string;

/** A change that arrives while its conversation is open. Messages are named by their numbers. */
export function changeLine(change: MessageChange, nameOf: NameOf): Line {
  const time = `${clockTime(change.createdAt)} — `;
  switch (change.type) {
    case "message-edited": {
      const text = contentText(change.content);
      return {
        head: `${time}${nameOf(change.senderId)} edited ${change.targetSeq}: `,
        written: { text, mentions: null },
      };
    }
    case "message-recalled":
      return { head: `${time}${nameOf(change.senderId)} removed ${change.targetSeq}` };
    case "messages-expired":
      return { head: `${time}removed, as their time was over: ${change.targetSeqs.join(", ")}` };
    case "reaction-changed": {
      const { senderId, emoji, targetSeq, active } = change;
      const did = active ? `put ${embedded(emoji)} to` : `took ${embedded(emoji)} from`;
      return { head: `${time}${nameOf(senderId)} ${did} ${targetSeq}` };
    }
    case "pin-changed":
      return { head: `${time}${nameOf(change.senderId)} ${change.active ? "pinned" : "unpinned"} ${change.targetSeq}` };
  }
}

export const whoChanged = (change: MessageChange): readonly UserId[] => ("senderId" in change ? [change.senderId] : []);

/** What stands behind a message in a list: its number, and what became of it. */
export function stateTail(seq: number, state: MessageState | undefined): string {
  const { content, pinned, reactions = [] } = state ?? { asOf: 0 };
  const marks = [
    `#${seq}`,
    ...(content === undefined ? [] : ["edited"]),
    ...(pinned === true ? ["pinned"] : []),
    ...reactions.map(({ emoji, count, mine }) => `${embedded(emoji)} ${count}${mine ? " with yours" : ""}`),
  ];
  return `   (${marks.join(" · ")})`;
}
