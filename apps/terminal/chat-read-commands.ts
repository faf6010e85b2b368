// The commands that show what was written, and by whom it was read.
import { openConversation, type Commands } from "./chat-command.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { chooseReceipts, showReaders } from "./chat-readers.ts";
import { listStarred, star } from "./chat-stars.ts";

const shownHistory = 20;
const maxHistory = 200;

export const readCommands: Commands = {
  "/inbox": ({ view }) => view.inbox(),
  "/history": async (parts, [word]) => {
    const limit = word === undefined ? shownHistory : Number(word);
    if (!Number.isInteger(limit) || limit < 1 || limit > maxHistory)
      throw new ChatMistake(`/history takes a number from 1 to ${maxHistory}.`);
    await parts.view.history(openConversation(parts).id, limit);
  },
  "/read": (parts) => {
    const open = openConversation(parts);
    const headSeq = parts.client.conversations().find(({ id }) => id === open.id)?.headSeq ?? 0;
    if (headSeq > 0) parts.view.read(open.id, headSeq);
  },
  "/readers": (parts, [number]) => showReaders(parts, openConversation(parts).id, number),
  "/receipts": (parts, [word]) => chooseReceipts(parts, word),
  "/star": (parts, words) => star(parts, words),
  "/starred": (parts) => listStarred(parts),
};
