// The commands that send something now: without notifying, burning, a poll, into a thread, forwarded.
import { isBlank } from "@klatch/sdk";
import { burnTime } from "./burn-time.ts";
import { openConversation, type Commands } from "./chat-command.ts";
import { filesHelp, saveFileCommand, sendFileCommand } from "./chat-files.ts";
import { forwardLast } from "./chat-forward.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { pollOf } from "./chat-polls.ts";
import { stickerCommand, stickerHelp } from "./chat-stickers.ts";
import { threadCommand } from "./chat-threads.ts";

export const sendHelp = `  /silent TEXT      sends a message of which nobody is notified
  /burn TIME TEXT   sends a message that is gone so long after the other one has read it: 30s, 5m, 2h, 7d
${filesHelp}
${stickerHelp}`;

export const sendCommands: Commands = {
  "/silent": ({ sending }, _words, text) => {
    if (isBlank(text)) throw new ChatMistake("What? /silent TEXT");
    sending.send(text, { silent: true });
  },
  "/burn": ({ sending }, [time = ""], rest) => {
    const burnAfterMs = burnTime(time);
    const text = rest.slice(time.length).trim();
    if (burnAfterMs === null || isBlank(text))
      throw new ChatMistake("How long after reading, and what? /burn 30s TEXT, /burn 1d TEXT");
    sending.send(text, { burnAfterMs });
  },
  "/poll": ({ sending }, _words, text) => sending.send(pollOf(text)),
  "/send": (parts, _words, rest) => sendFileCommand(parts, rest),
  "/sticker": (parts, _words, rest) => stickerCommand(parts, rest),
  "/save": (parts, _words, rest) => saveFileCommand(parts, rest),
  "/thread": (parts, _words, rest) => {
    const { client, sending, terminal, view } = parts;
    const reply = (text: string, thread: number): void => sending.send(text, { thread });
    const print = view.numbered.bind(view);
    return threadCommand({ client, terminal, print, reply }, openConversation(parts).id, rest);
  },
  "/forward": (parts, _words, text) => forwardLast(parts, text),
};
