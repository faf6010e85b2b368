// Blocks in the terminal client.
import { expect, it } from "vitest";
import { blockCommands } from "../../apps/terminal/chat-blocks.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { standInFor } from "../support/stand-in-for.ts";

it("[SDK-183] /block and /unblock take a username, /blocks lists who is blocked", async () => {
  const blocked = new Set<UserId>();
  const lines: string[] = [];
  const parts = standInFor<ChatParts>({
    client: {
      blocks: {
        add: (userId: UserId) => Promise.resolve(void blocked.add(userId)),
        remove: (userId: UserId) => Promise.resolve(void blocked.delete(userId)),
        list: () => Promise.resolve({ items: [...blocked].map((userId) => ({ userId, blockedAt: 1 })), next: null }),
      },
    },
    people: {
      find: (username: string) => Promise.resolve(`user_${username}` as UserId),
      meet: () => Promise.resolve(),
      nameOf: (userId: UserId) => userId.slice("user_".length),
    },
    terminal: { print: (line: string) => void lines.push(line) },
  });
  const run = (command: string, ...words: string[]) => blockCommands[command]?.(parts, words, words.join(" "));
  for (const word of ["", "x", "what ever"]) await expect(run("/block", word)).rejects.toThrow(ChatMistake);
  await run("/blocks");
  await run("/block", "@bob");
  await run("/block", "eve");
  await run("/blocks");
  await run("/unblock", "@bob");
  await run("/blocks");
  expect(lines).toEqual([
    "— nobody is blocked",
    "— blocked",
    "— blocked",
    "— bob",
    "— eve",
    "— not blocked any more",
    "— eve",
  ]);
});
