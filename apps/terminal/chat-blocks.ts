// The commands about blocks: of somebody by their username, and the list of all.
import type { Commands } from "./chat-command.ts";
import { meantUser } from "./chat-meant-user.ts";

export const blocksHelp = `  /block @USERNAME  nothing goes either way any more; /unblock @USERNAME ends it, /blocks lists them`;

const shownBlocks = 50;

export const blockCommands: Commands = {
  "/block": async (parts, [word]) => {
    await parts.client.blocks.add(await meantUser(parts, word, "/block @USERNAME"));
    parts.terminal.print("— blocked");
  },
  "/unblock": async (parts, [word]) => {
    await parts.client.blocks.remove(await meantUser(parts, word, "/unblock @USERNAME"));
    parts.terminal.print("— not blocked any more");
  },
  "/blocks": async ({ client, people, terminal }) => {
    const { items, next } = await client.blocks.list({ limit: shownBlocks });
    await people.meet(items.map(({ userId }) => userId));
    if (items.length === 0) terminal.print("— nobody is blocked");
    for (const { userId } of items) terminal.print(`— ${people.nameOf(userId)}`);
    if (next !== null) terminal.print("— and more");
  },
};
