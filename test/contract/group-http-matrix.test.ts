// Who may do what in a group: every route and every frame, for everybody there can be towards it.
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { upFrameTypes, type UpFrame } from "../../schema/protocol/up.ts";
import { codesOf } from "../../schema/protocol/routes/codes.ts";
import { messageRoutes } from "../../schema/protocol/routes/messages.ts";
import { receiptRoutes } from "../../schema/protocol/routes/receipts.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routeById, routesOfGroups } from "../../schema/protocol/routes/routes.ts";
import { groupMessageRows, groupRows, type GroupRow, type Outcome } from "../support/group-rows.ts";
import {
  groupCallers,
  makeGroupPeople,
  makeGroupWorld,
  type GroupCaller,
  type GroupPeople,
  type GroupWorld,
} from "../support/group-world.ts";
import { headSeqOf, newClientMsgId, openLive } from "../support/people.ts";
import { callOf } from "../support/route-calls.ts";
import { callWorker, fetchWorker } from "../support/worker-http.ts";

type AnyRow = GroupRow<Route>;

let people: GroupPeople;
beforeAll(async () => {
  people = await makeGroupPeople();
});

/** The answer's status, or its code when it is a refusal, which must be documented. */
async function ask(route: Route, row: AnyRow, world: GroupWorld, caller: GroupCaller): Promise<Outcome> {
  const token = world.people[caller].accessToken;
  const response = await fetchWorker({ ...callOf(route, row.request(world, caller)), token });
  if (response.status < 400) return response.status;
  const { code, status } = v.parse(problemShape, await response.json());
  expect(status).toBe(errorRuleOf(code).status);
  expect(codesOf(route)).toContain(code);
  return code;
}

it("[GROUPHTTP-1] has a row for every route of groups", () => {
  expect(Object.keys(groupRows).toSorted()).toEqual(Object.keys(routesOfGroups).toSorted());
  expect(Object.keys(groupMessageRows).toSorted()).toEqual(
    Object.keys({ ...messageRoutes, ...receiptRoutes }).toSorted(),
  );
});

let shared: GroupWorld;
beforeAll(async () => {
  shared = await makeGroupWorld(people);
});

/** Callers with what they are answered, of those for whom this is true. */
const callersWith = <T>(outcomeOf: (caller: GroupCaller) => T, isIt: (outcome: T) => boolean) =>
  groupCallers.map((caller) => [caller, outcomeOf(caller)] as const).filter(([, outcome]) => isIt(outcome));

const isCode = (outcome: Outcome): boolean => typeof outcome === "string";

const rows = Object.entries<AnyRow>({ ...groupRows, ...groupMessageRows }).map(([operationId, row]) => {
  const route = routeById.get(operationId);
  if (route === undefined) throw new Error(`no route ${operationId}`);
  return [`${route.method} ${route.path}`, route, row] as const;
});

describe.each(rows)("[GROUPHTTP-1] %s", (_name, route, row) => {
  const outcomeOf = (caller: GroupCaller): Outcome => row.outcomes[caller];

  it.each(callersWith(outcomeOf, (outcome) => !isCode(outcome)))("%s: %s", async (caller, outcome) => {
    // Who only reads changes nothing: one group for all of them.
    const world = route.method === "GET" ? shared : await makeGroupWorld(people);
    expect(await ask(route, row, world, caller)).toBe(outcome);
  });

  it.each(callersWith(outcomeOf, isCode))("%s: %s, and nothing happens", async (caller, outcome) => {
    const headSeq = await headSeqOf(people.owner.accessToken, shared.groupId);
    expect(await ask(route, row, shared, caller)).toBe(outcome);
    expect(await headSeqOf(people.owner.accessToken, shared.groupId)).toBe(headSeq);
  });
});

/** Who is in needs no link, and who is banned is told so first. */
type SomeOutcomes = Readonly<Partial<Record<GroupCaller, Outcome>>>;
const byGoneLink: SomeOutcomes = {
  banned: "BANNED",
  muted: 200,
  member: 200,
  admin: 200,
  owner: 200,
};

describe.each<readonly ["openLink" | "joinByLink", SomeOutcomes]>([
  ["openLink", {}],
  ["joinByLink", byGoneLink],
])("[GROUPHTTP-1] [GROUP-53] %s of a member who has left", (operationId, outcomes) => {
  it.each(groupCallers)("%s gets in by nothing else", async (caller) => {
    const route = routesOfGroups[operationId];
    const world = { ...shared, token: shared.goneToken };
    const outcome = outcomes[caller] ?? "LINK_NOT_VALID";
    const headSeq = await headSeqOf(people.owner.accessToken, shared.groupId);
    expect(await ask(route, groupRows[operationId], world, caller)).toBe(outcome);
    expect(await headSeqOf(people.owner.accessToken, shared.groupId)).toBe(headSeq);
  });
});

interface FrameRow {
  readonly frame: (world: GroupWorld) => UpFrame;
  /** What the caller gets when it was carried out. */
  readonly done: DownFrame["type"];
  readonly refusals: Readonly<Partial<Record<GroupCaller, ErrorCode>>>;
}

const notIn = {
  stranger: "CONVERSATION_NOT_FOUND",
  invited: "CONVERSATION_NOT_FOUND",
  banned: "CONVERSATION_NOT_FOUND",
} as const;

const notMember = { ...notIn, former: "CONVERSATION_NOT_FOUND" } as const;

/** A message of the member's. */
let written = 0;
let poll = 0;
beforeAll(async () => {
  written = await sendAs("member");
  poll = await sendAs("member", aPoll);
});

const aPoll = { type: "poll", question: "When?", options: ["Now", "Later"] };

async function sendAs(caller: GroupCaller, content: object = { type: "text", text: "Hello" }): Promise<number> {
  const { body } = await callWorker({
    method: "POST",
    path: `/api/conversations/${shared.groupId}/messages`,
    token: people[caller].accessToken,
    body: { clientMsgId: newClientMsgId(), content },
  });
  return (body as { seq: number }).seq;
}

const ofMessage = (conversationId: ConversationId) => ({
  conversationId,
  seq: written,
  opId: newClientMsgId() as OpId,
  requestId: "r",
});

const frameRows: Readonly<Record<string, FrameRow>> = {
  sync: {
    frame: ({ groupId }) => ({ type: "sync", cursors: { [groupId]: 0 } }),
    done: "member-changed",
    refusals: notIn,
  },
  "send-message": {
    frame: ({ groupId }) =>
      ({
        type: "send-message",
        conversationId: groupId,
        clientMsgId: newClientMsgId(),
        content: { type: "text", text: "Hello" },
      }) as UpFrame,
    done: "message-ack",
    refusals: { ...notIn, former: "CONVERSATION_NOT_FOUND", muted: "MUTED" },
  },
  "edit-message": {
    frame: ({ groupId }) => ({
      ...ofMessage(groupId),
      type: "edit-message",
      content: { type: "text", text: newClientMsgId() },
    }),
    done: "done",
    refusals: { ...notMember, muted: "MUTED", admin: "FORBIDDEN", owner: "FORBIDDEN" },
  },
  react: {
    frame: ({ groupId }) => ({ ...ofMessage(groupId), type: "react", emoji: "👍", active: true }),
    done: "done",
    refusals: { ...notMember, muted: "MUTED" },
  },
  vote: {
    frame: ({ groupId }) => ({ ...ofMessage(groupId), type: "vote", seq: poll, options: [0] }),
    done: "done",
    refusals: { ...notMember, muted: "MUTED" },
  },
  "pin-message": {
    frame: ({ groupId }) => ({ ...ofMessage(groupId), type: "pin-message", active: true }),
    done: "done",
    refusals: { ...notMember, member: "FORBIDDEN", muted: "FORBIDDEN" },
  },
  "hide-messages": {
    frame: ({ groupId }) => ({ type: "hide-messages", conversationId: groupId, seqs: [written], requestId: "r" }),
    done: "done",
    refusals: notMember,
  },
  "mark-read": {
    frame: ({ groupId }) => ({ type: "mark-read", conversationId: groupId, seq: 1 }),
    done: "read-receipt",
    refusals: { ...notIn, former: "CONVERSATION_NOT_FOUND" },
  },
};

describe.each(Object.entries(frameRows))("[GROUPHTTP-1] frame %s", (_type, { frame, done, refusals }) => {
  const refusalOf = (caller: GroupCaller): ErrorCode | null => refusals[caller] ?? null;

  it.each(callersWith(refusalOf, (code) => code === null))(`%s gets ${done}`, async (caller) => {
    const socket = await openLive(people[caller].accessToken);
    socket.send(frame(shared));
    expect(await socket.nextOfType(done)).toMatchObject({ conversationId: shared.groupId });
    socket.close();
  });

  it.each(callersWith(refusalOf, (code) => code !== null))("%s: %s", async (caller, code) => {
    const socket = await openLive(people[caller].accessToken);
    socket.send(frame(shared));
    expect(await socket.nextOfType("error")).toMatchObject({ code, conversationId: shared.groupId });
    socket.close();
  });
});

describe.each(["recall-message", "close-poll"] as const)("[GROUPHTTP-1] [CHANGE-3] [POLL-4] frame %s", (type) => {
  const mayEnd: Readonly<Record<string, readonly GroupCaller[]>> = {
    member: ["member", "admin", "owner"],
    admin: ["admin", "owner"],
    owner: ["owner"],
  };

  it.each(Object.entries(mayEnd))("of a message of the %s", async (sender, allowed) => {
    for (const caller of groupCallers) {
      const seq = await sendAs(sender as GroupCaller, aPoll);
      const socket = await openLive(people[caller].accessToken);
      socket.send({ type, conversationId: shared.groupId, seq, requestId: "r" });
      const isMember = !(caller in notMember);
      const outcome = allowed.includes(caller) ? "done" : isMember ? "FORBIDDEN" : "CONVERSATION_NOT_FOUND";
      const answer = await (outcome === "done" ? socket.nextOfType("done") : socket.nextOfType("error"));
      expect([caller, "code" in answer ? answer.code : answer.type]).toEqual([caller, outcome]);
      socket.close();
    }
  });
});

it("[GROUPHTTP-1] [GROUP-51] has a row for every frame; typing reaches members from members who may write", async () => {
  expect(
    [
      ...Object.keys(frameRows),
      "recall-message",
      "close-poll",
      "typing",
      "echo",
      "renew",
      "watch-presence",
      "set-activity",
    ].toSorted(),
  ).toEqual([...upFrameTypes].toSorted());
  const target = await openLive(people.target.accessToken);
  const sockets = await Promise.all(groupCallers.map((caller) => openLive(people[caller].accessToken)));
  for (const socket of sockets) socket.send({ type: "typing", conversationId: shared.groupId, active: true });
  const inGroup = new Set((["member", "admin", "owner"] as const).map((caller) => people[caller].user.id));
  const typed = new Set<string>();
  while (typed.size < inGroup.size) typed.add((await target.nextOfType("typing")).userId);
  expect(typed).toEqual(inGroup);
  for (const socket of [target, ...sockets]) socket.close();
});
