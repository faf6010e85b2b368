// Whom the authorisation matrix is about: two who talk, a stranger, and a group with everybody there can be.
import { expect } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { makeGroupPeople, makeGroupWorld, type GroupWorld } from "./group-world.ts";
import { newClientMsgId, newUsername, openDirect, register } from "./people.ts";
import { callWorker } from "./worker-http.ts";

export interface World {
  /** Alice and Bob are in the conversation, Mallory is not. */
  readonly alice: SessionResult;
  readonly bob: SessionResult;
  readonly mallory: SessionResult;
  readonly talk: ConversationId;
  /** The seqs of polls there, by Alice: for calls and for frames. */
  readonly polls: readonly [number, number];
  /** Alice is a member, Bob the owner, Mallory a stranger. All who can be: group-http-matrix.test.ts. */
  readonly group: GroupWorld;
}

export const message = () => ({ clientMsgId: newClientMsgId(), content: { type: "text" as const, text: "Hello" } });

export async function makeWorld(): Promise<World> {
  const [alice, bob, mallory] = await Promise.all(
    ["alice", "bob", "mallory"].map((name) => register(newUsername(name))),
  );
  if (alice === undefined || bob === undefined || mallory === undefined) throw new Error("three people");
  const talk = await openDirect(alice.accessToken, bob.user.id);
  const path = `/api/conversations/${talk}/messages`;
  expect((await callWorker({ method: "POST", path, token: alice.accessToken, body: message() })).status).toBe(201);
  const content = { type: "poll", question: "When?", options: ["Now", "Later"] };
  for (const seq of [2, 3]) {
    const body = { clientMsgId: newClientMsgId(), content };
    expect((await callWorker({ method: "POST", path, token: alice.accessToken, body })).body).toMatchObject({ seq });
  }
  const people = await makeGroupPeople({ member: alice, owner: bob, stranger: mallory });
  return { alice, bob, mallory, talk, polls: [2, 3], group: await makeGroupWorld(people) };
}
