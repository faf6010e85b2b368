// Whom hostile input on a socket is tried on, and who sits beside them; shared by the tests of it.
import { expect, it } from "vitest";
import type { ErrorFrame } from "../../schema/protocol/error-frame.ts";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { headSeqOf, logIn, newClientMsgId, newUsername, openDirect, openLive, register } from "../support/people.ts";
import { TestSocket } from "../support/test-socket.ts";
import { callWorker } from "../support/worker-http.ts";
import { jsonObject } from "./hostile-inputs.ts";

export type Case = readonly [name: string, input: string | Uint8Array, ...codes: ErrorCode[]];

export interface World {
  /** She sends what follows. */
  readonly alice: SessionResult;
  /** Bob is in the conversation with her; he and her laptop must notice nothing. */
  readonly bob: SessionResult;
  readonly talk: ConversationId;
  readonly neighbours: readonly TestSocket[];
  readonly headSeq: number;
}

export const message = (text = "Hello") => ({
  clientMsgId: newClientMsgId(),
  content: { type: "text" as const, text },
});

export async function makeWorld(): Promise<World> {
  const [alice, bob] = [await register(newUsername("alice")), await register(newUsername("bob"))];
  const laptop = await logIn(alice.user.username);
  const talk = await openDirect(alice.accessToken, bob.user.id);
  const path = `/api/conversations/${talk}/messages`;
  expect((await callWorker({ method: "POST", path, token: alice.accessToken, body: message() })).status).toBe(201);
  const neighbours = [await openLive(bob.accessToken), await openLive(laptop.accessToken)];
  return { alice, bob, talk, neighbours, headSeq: 1 };
}

/** Nothing was stored, and the neighbours' sockets saw nothing. */
export async function expectUnnoticed(world: World): Promise<void> {
  expect(await headSeqOf(world.bob.accessToken, world.talk)).toBe(world.headSeq);
  for (const neighbour of world.neighbours) expect(await neighbour.drain()).toEqual([]);
}

/** The errors that come for one input; their texts are the table's, so nothing of the input is in them. */
export async function errorsFor(socket: TestSocket, input: string | Uint8Array, count: number): Promise<ErrorFrame[]> {
  if (typeof input === "string") socket.sendText(input);
  else socket.sendBinary(input);
  const errors: ErrorFrame[] = [];
  while (errors.length < count) {
    const frame = await socket.next();
    if (typeof frame === "string" || frame.type !== "error") throw new Error(`no error: ${JSON.stringify(frame)}`);
    expect(frame.message).toBe(errorRuleOf(frame.code).title);
    errors.push(frame);
  }
  return errors;
}

export function itRefuses(worldNow: () => World, cases: readonly Case[]): void {
  it.each(cases)("%s", async (_name, input, ...codes) => {
    const world = worldNow();
    const socket = await TestSocket.open(world.alice.accessToken);
    await socket.nextOfType("welcome");
    expect((await errorsFor(socket, input, codes.length)).map(({ code }) => code)).toEqual(codes);
    // Open, and with nothing more to say.
    expect(await socket.drain()).toEqual([]);
    expect(socket.isOpen).toBe(true);
    socket.close();
    await expectUnnoticed(world);
  });
}

/** A frame of which only its form matters. */
export const typing = (fields: Readonly<Record<string, string>> = {}): string =>
  jsonObject({ type: '"typing"', conversationId: '"direct_nobody"', active: "true", ...fields });
