// Forwarding in the terminal.
import type { ConversationEntry, EventFrame, KlatchClient, NewMessageFrame, User } from "@klatch/sdk";
import { beforeEach, expect, it } from "vitest";
import { forwardLast } from "../../apps/terminal/chat-forward.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { standInFor } from "../support/stand-in-for.ts";

const bob = { id: "user_bob", username: "bob", displayName: "Bob", createdAt: 1 } as User;
const talk = { id: "direct_bob", kind: "direct", peerId: bob.id } as ConversationEntry;
const group = { id: "group_a", kind: "group", group: { name: "Launch" } } as ConversationEntry;
const message = (seq: number, type = "text"): EventFrame =>
  standInFor<NewMessageFrame>({ type: "new-message", seq, content: { type, text: "x", fallback: "" } });
const events = [message(1), message(2), message(3, "gone"), { type: "void", seq: 4 } as EventFrame, message(5)];

const did: unknown[] = [];
beforeEach(() => void (did.length = 0));
const parts = standInFor<ChatParts>({
  client: standInFor<KlatchClient>({
    session: { user: { id: "user_me" } },
    conversations: () => [talk, group],
    people: { known: () => bob, all: () => [bob] },
    history: async () => ({ events }),
    forward: async (...asked: unknown[]) => void did.push(asked),
    openDirect: async ({ userId }: { userId: string }) => ({ id: `direct_${userId}` }),
  }),
  view: { open: talk },
  people: { find: async (username: string) => `user_${username}` },
  terminal: { print: (line: string) => did.push(line) },
});

it("[KIND-8] the last message goes to a conversation by its name, several as one, and to somebody who is not known yet", async () => {
  await forwardLast(parts, "launch");
  await forwardLast(parts, "3 Bob");
  await forwardLast(parts, "@carol");
  expect(did).toEqual([
    ["group_a", { conversationId: talk.id, seqs: [5] }, { merged: false }],
    "— forwarded",
    ["direct_bob", { conversationId: talk.id, seqs: [1, 2, 5] }, { merged: true }],
    "— 3 messages forwarded as one",
    ["direct_user_carol", { conversationId: talk.id, seqs: [5] }, { merged: false }],
    "— forwarded",
  ]);
});

it.each(["", "3", "0 bob", "101 bob", "4 bob"])(
  "[KIND-8] /forward %s says what is wrong, and sends nothing",
  async (rest) => {
    await expect(forwardLast(parts, rest)).rejects.toThrow(ChatMistake);
    expect(did).toEqual([]);
  },
);
