// Groups over HTTP as tests use them: calls in somebody's name, answers held against their shapes.
import * as v from "valibot";
import { expect } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { createdGroupResultShape, type CreatedGroupResult } from "../../schema/protocol/http-groups.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { newClientMsgId, newUsername, register } from "./people.ts";
import { callWorker, codeOf, type HttpAnswer } from "./worker-http.ts";

/** Three people whom no other test knows. */
export const threePeople = (): Promise<[SessionResult, SessionResult, SessionResult]> =>
  Promise.all([register(newUsername("ada")), register(newUsername("bob")), register(newUsername("cleo"))]);

export const call = (who: SessionResult, method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: who.accessToken, ...(body === undefined ? {} : { body }) });

/** The body of an answer with this status, which has this shape. */
export async function give<Shape extends v.GenericSchema>(
  shape: Shape,
  answer: Promise<HttpAnswer>,
  status = 200,
): Promise<v.InferOutput<Shape>> {
  const { status: given, body } = await answer;
  expect([given, body]).toEqual([status, expect.anything()]);
  return v.parse(shape, body);
}

/** The code of a refusal. */
export const codeFor = async (answer: Promise<HttpAnswer>): Promise<string | null> => codeOf(await answer);

interface MadeGroup extends CreatedGroupResult {
  readonly id: ConversationId;
  /** Of its resource. */
  readonly path: string;
}

export async function makeGroup(
  owner: SessionResult,
  members: readonly SessionResult[],
  settings: object = {},
): Promise<MadeGroup> {
  const body = { name: "Tea", settings, memberIds: members.map(({ user }) => user.id) };
  const created = await give(createdGroupResultShape, call(owner, "POST", "/api/groups", body), 201);
  return { ...created, id: created.group.id, path: `/api/groups/${created.group.id}` };
}

export const say = (who: SessionResult, id: ConversationId): Promise<HttpAnswer> =>
  call(who, "POST", `/api/conversations/${id}/messages`, {
    clientMsgId: newClientMsgId(),
    content: { type: "text", text: "Hello" },
  });
