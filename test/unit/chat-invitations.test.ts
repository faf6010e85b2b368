// Invitations to groups in the terminal client.
import { expect, it } from "vitest";
import { invitationCommands, sayInvited } from "../../apps/terminal/chat-invitations.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { standInFor } from "../support/stand-in-for.ts";

const group = (name: string) => ({ name, avatar: "", memberCount: 3 });

it("[SDK-186] /invitations lists them and one's own requests, /accept-invitation and /decline take a number of the list", async () => {
  let waiting = ["tea", "cake"];
  const lines: string[] = [];
  const entered: unknown[] = [];
  const answered = (groupId: ConversationId): void => {
    waiting = waiting.filter((name) => name !== groupId);
  };
  const parts = standInFor<ChatParts>({
    client: {
      invitations: {
        list: () =>
          Promise.resolve({
            items: waiting.map((name) => ({ groupId: name, group: group(name), invitedBy: "user_mona" })),
            next: null,
          }),
        requests: () => Promise.resolve({ items: [{ groupId: "g", group: group("closed club") }], next: null }),
        accept: (groupId: ConversationId) =>
          Promise.resolve({ conversation: { id: groupId }, joined: answered(groupId) }),
        decline: (groupId: ConversationId) => Promise.resolve(answered(groupId)),
      },
    },
    people: { meet: () => Promise.resolve(), nameOf: (userId: UserId) => userId.slice("user_".length) },
    terminal: { print: (line: string) => void lines.push(line) },
    view: { enter: (entry: unknown) => Promise.resolve(void entered.push(entry)) },
  });
  const run = (command: string, ...words: string[]) => invitationCommands[command]?.(parts, words, words.join(" "));
  // Nothing was listed yet.
  await expect(async () => run("/accept-invitation", "1")).rejects.toThrow(ChatMistake);
  await run("/invitations");
  for (const number of ["", "0", "3", "tea"])
    await expect(async () => run("/decline", number)).rejects.toThrow(ChatMistake);
  await run("/accept-invitation", "2");
  await run("/decline", "1");
  await run("/invitations");
  await sayInvited(parts, ["user_bob", "user_eve"] as UserId[]);
  await sayInvited(parts, undefined);
  expect(lines).toEqual([
    "— 1  tea   3 members   from mona",
    "— 2  cake   3 members   from mona",
    "— asked to be let in: closed club",
    "— declined",
    "— none",
    "— asked to be let in: closed club",
    "— invited, and asked first: bob, eve",
  ]);
  expect(entered).toEqual([{ id: "cake" }]);
});
