// What became of messages, as lines and as what stands behind a message. Pure.
import type { MessageChange, MessageState, PollState, UserId } from "@klatch/sdk";
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
    case "vote-changed": {
      const { senderId, options = [], targetSeq, voters } = change;
      const who = senderId === undefined ? "somebody" : nameOf(senderId);
      const chosen = options.map((option) => option + 1).join(", ");
      const did = senderId !== undefined && options.length === 0 ? "took a vote back in" : "voted in";
      return { head: `${time}${who} ${did} ${targetSeq}${chosen && `: ${chosen}`} (${voters} voted)` };
    }
    case "poll-closed":
      return { head: `${time}${nameOf(change.senderId)} closed the poll ${change.targetSeq}` };
  }
}

export const whoChanged = (change: MessageChange): readonly UserId[] =>
  "senderId" in change && change.senderId !== undefined ? [change.senderId] : [];

/** What stands behind a message in a list: its number, and what became of it. */
export function stateTail(seq: number, state: MessageState | undefined): string {
  const { content, pinned, reactions = [], poll } = state ?? { asOf: 0 };
  const marks = [
    `#${seq}`,
    ...(content === undefined ? [] : ["edited"]),
    ...(pinned === true ? ["pinned"] : []),
    ...reactions.map(({ emoji, count, mine }) => `${embedded(emoji)} ${count}${mine ? " with yours" : ""}`),
    ...(poll === undefined ? [] : pollMarks(poll)),
  ];
  return `   (${marks.join(" · ")})`;
}

/** "1: 2 votes, 2: 0 votes": options by their numbers, from 1 on as the message lists them. */
function pollMarks({ counts, voters, mine = [], closedAt }: PollState): string[] {
  const votes = counts.map((count, option) => `${option + 1}: ${count}${mine.includes(option) ? " with yours" : ""}`);
  return [`${voters} voted`, votes.join(", "), ...(closedAt === undefined ? [] : ["closed"])];
}
