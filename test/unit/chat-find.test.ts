// Finding conversations in the terminal.
import type { ConversationEntry, KlatchClient, User, UserId } from "@klatch/sdk";
import { expect, it } from "vitest";
import { find, notesName, onlyMeant } from "../../apps/terminal/chat-find.ts";
import { standInFor } from "../support/stand-in-for.ts";

const user = (id: string, displayName: string): User =>
  ({ id, username: displayName.toLowerCase(), displayName, createdAt: 1 }) as User;
const [me, bob] = [user("user_me", "Ada"), user("user_bob", "Bob")];
const direct = (peerId: UserId): ConversationEntry => ({ id: `direct_${peerId}`, kind: "direct", peerId }) as never;

it("[KIND-5] the conversation with oneself is found as Notes, and nobody is found by one's own name", () => {
  const client = standInFor<KlatchClient>({
    session: { user: me },
    conversations: () => [direct(bob.id), direct(me.id)],
    people: { known: (id: UserId) => [me, bob].find((one) => one.id === id) ?? null, all: () => [me, bob] },
  });
  expect(onlyMeant(find(client, "notes"), "notes")).toMatchObject({ entry: direct(me.id), name: notesName });
  expect(find(client, "bob").map(({ name }) => name)).toEqual(["Bob"]);
  expect(find(client, "ada")).toEqual([]);
});
