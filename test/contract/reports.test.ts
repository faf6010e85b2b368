// Reports over HTTP: what a user may report, what the moderators get of it, and who else learns of it.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import {
  reportResultShape,
  reportsResultShape,
  storedReportShape,
  type ListedReport,
  type ReportResult,
  type StoredReport,
} from "../../schema/protocol/reports.ts";
import { brokenDirectory, failing } from "../support/broken-directory.ts";
import { act, directoryRows, newOperator, reason, recordsOf } from "../support/operators.ts";
import { newClientMsgId, openDirect, openLive } from "../support/people.ts";
import { giveBackAll } from "../support/spent-budgets.ts";
import { callConversation, startTalk, type Talk } from "../support/talk.ts";
import { callUnder, callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const report = (who: SessionResult, about: object, more: object = {}): Promise<HttpAnswer> =>
  callWorker({
    method: "POST",
    path: "/api/reports",
    token: who.accessToken,
    body: { about, reason: "spam", ...more },
  });

async function reported(who: SessionResult, about: object, more?: object): Promise<ReportResult> {
  const { status, body } = await report(who, about, more);
  expect([status, body]).toEqual([201, expect.anything()]);
  return v.parse(reportResultShape, body);
}

const ofPerson = ({ user }: SessionResult) => ({ kind: "user", userId: user.id });
const ofConversation = (conversationId: ConversationId, seqs?: readonly number[]) => ({
  kind: "conversation",
  conversationId,
  ...(seqs !== undefined && { seqs }),
});

const read = async ({ reportId }: ReportResult): Promise<StoredReport> =>
  v.parse(storedReportShape, (await act("GET", `reports/${reportId}`)).body);

async function list(query = "", token?: string): Promise<readonly ListedReport[]> {
  const { items } = v.parse(reportsResultShape, (await act("GET", `reports${query}`, undefined, token)).body);
  return items;
}

async function say(who: SessionResult, id: ConversationId, words: string | object, more: object = {}): Promise<number> {
  const content = typeof words === "string" ? { type: "text", text: words } : words;
  const { body } = await callConversation(who, "POST", `${id}/messages`, {
    clientMsgId: newClientMsgId(),
    content,
    ...more,
  });
  return v.parse(v.object({ seq: v.number() }), body).seq;
}

const textsOf = ({ messages }: StoredReport) => messages.map(({ seq, text, reported: is }) => [seq, text, is]);

/** A person with a group of these members, and what is said in it. */
async function newGroup(owner: SessionResult, members: readonly SessionResult[]): Promise<ConversationId> {
  const memberIds = members.map(({ user }) => user.id);
  const body = { name: "Tea", memberIds };
  const made = await callWorker({ method: "POST", path: "/api/groups", token: owner.accessToken, body });
  return v.parse(v.object({ group: v.object({ id: v.string() }) }), made.body).group.id as ConversationId;
}

let people: Talk;
beforeEach(async () => {
  people = await startTalk();
});
afterEach(() => vi.restoreAllMocks());

describe("of a person", () => {
  it("[REPORT-1] [REPORT-4] tells the moderators who, whom, why and with what words", async () => {
    const { ada, bob } = people;
    const made = await reported(ada, ofPerson(bob), { reason: "impersonation", text: "Is not Bob." });
    expect(await read(made)).toEqual({
      ...made,
      reporterId: ada.user.id,
      userId: bob.user.id,
      conversationId: null,
      reason: "impersonation",
      text: "Is not Bob.",
      state: "open",
      closedAt: null,
      closedBy: null,
      messages: [],
    });
  });

  it("[REPORT-2] is refused of oneself and of who does not exist, which is charged as a miss", async () => {
    const { ada } = people;
    expect((await report(ada, ofPerson(ada))).body).toMatchObject({ code: "FORBIDDEN", pointer: "/about/userId" });
    const answer = await report(ada, { kind: "user", userId: newUserId() });
    expect(codeOf(answer)).toBe("USER_NOT_FOUND");
    expect(await directoryRows("SELECT id FROM report WHERE reporter_id = ?", ada.user.id)).toEqual([]);
  });
});

describe("of messages", () => {
  it("[REPORT-3] goes with what the reporter sees: the messages, and up to five before the first", async () => {
    const { ada, bob, talk } = people;
    for (let n = 1; n <= 7; n++) await say(n % 2 === 0 ? ada : bob, talk, `message ${n}`);
    const long = await say(bob, talk, `\u0001\n${"x".repeat(997)}👍👍`);
    const place = await say(bob, talk, { type: "location", latitude: 52.5, longitude: 13.4, name: "Here" });
    const made = await read(await reported(ada, ofConversation(talk, [place, long])));
    expect(made).toMatchObject({ userId: bob.user.id, conversationId: talk });
    expect(textsOf(made)).toEqual([
      ...[3, 4, 5, 6, 7].map((n) => [n, `message ${n}`, false]),
      [long, `\uFFFD\n${"x".repeat(997)}…`, true],
      [place, "📍 Here\n52.50000, 13.40000", true],
    ]);
    expect(made.messages[0]).toEqual({
      seq: 3,
      senderId: bob.user.id,
      createdAt: expect.any(Number),
      type: "text",
      text: "message 3",
      reported: false,
    });
  });

  it("[REPORT-3] has the newest text of what was edited, and none of what was taken back, hidden or burns", async () => {
    const { ada, bob, talk } = people;
    const [gone, edited, hidden] = [
      await say(bob, talk, "gone"),
      await say(bob, talk, "first"),
      await say(bob, talk, "h"),
    ];
    const burning = await say(bob, talk, "burns", { burnAfterMs: 60_000 });
    const last = await say(bob, talk, "last");
    await callConversation(bob, "DELETE", `${talk}/messages/${gone}`);
    const content = { type: "text", text: "second" };
    await callConversation(bob, "PATCH", `${talk}/messages/${edited}`, { opId: newClientMsgId(), content });
    await callConversation(ada, "DELETE", `${talk}/messages/${hidden}?for=me`);
    expect(textsOf(await read(await reported(ada, ofConversation(talk, [last]))))).toEqual([
      [gone, null, false],
      [edited, "second", false],
      [hidden, null, false],
      [burning, null, false],
      [last, "last", true],
    ]);
    expect(textsOf(await read(await reported(ada, ofConversation(talk, [burning])))).at(-1)).toEqual([
      burning,
      "burns",
      true,
    ]);
    for (const seq of [gone, hidden]) {
      const answer = await report(ada, ofConversation(talk, [last, seq]));
      expect(answer.body).toMatchObject({ code: "MESSAGE_NOT_FOUND", pointer: "/about/seqs/1" });
    }
  });

  it("[REPORT-3] of a conversation as a whole are the last ten", async () => {
    const { ada, bob, talk } = people;
    for (let n = 1; n <= 12; n++) await say(bob, talk, `message ${n}`);
    const made = await read(await reported(ada, ofConversation(talk)));
    expect(textsOf(made)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => [n, `message ${n}`, false]));
    expect(made.userId).toBe(bob.user.id);
  });

  it("[REPORT-2] is refused for what the reporter does not see, and keeps nothing", async () => {
    const { ada, bob, eve, talk } = people;
    const seq = await say(bob, talk, "hello");
    const mine = await say(ada, talk, "hello");
    const notes = await openDirect(ada.accessToken, ada.user.id);
    const refusals: readonly [SessionResult, object, object][] = [
      [eve, ofConversation(talk), { code: "CONVERSATION_NOT_FOUND", pointer: "/about/conversationId" }],
      [eve, ofConversation(talk, [seq]), { code: "CONVERSATION_NOT_FOUND", pointer: "/about/conversationId" }],
      [ada, ofConversation("group_nobody" as ConversationId), { code: "CONVERSATION_NOT_FOUND" }],
      [ada, ofConversation(talk, [seq, 99]), { code: "MESSAGE_NOT_FOUND", pointer: "/about/seqs/1" }],
      [ada, ofConversation(talk, [mine]), { code: "FORBIDDEN", pointer: "/about/seqs" }],
      [ada, ofConversation(notes), { code: "FORBIDDEN", pointer: "/about/conversationId" }],
    ];
    for (const [who, about, refusal] of refusals) expect((await report(who, about)).body).toMatchObject(refusal);
    const rows = await directoryRows("SELECT id FROM report WHERE reporter_id IN (?, ?)", ada.user.id, eve.user.id);
    expect(rows).toEqual([]);
  });

  it("[REPORT-2] [REPORT-3] [REPORT-4] in a group goes with no message from before the reporter came, and says whom it is about", async () => {
    const { ada, bob, eve } = people;
    const group = await newGroup(ada, [bob]);
    const before = await say(bob, group, "before");
    await callWorker({
      method: "POST",
      path: `/api/groups/${group}/members`,
      token: ada.accessToken,
      body: { userIds: [eve.user.id] },
    });
    const [his, hers] = [await say(bob, group, "his"), await say(ada, group, "hers")];
    const refused = await report(eve, ofConversation(group, [before]));
    expect(refused.body).toMatchObject({ code: "MESSAGE_NOT_FOUND", pointer: "/about/seqs/0" });
    const one = await read(await reported(eve, ofConversation(group, [his])));
    expect([textsOf(one), one.userId]).toEqual([[[his, "his", true]], bob.user.id]);
    const both = await read(await reported(eve, ofConversation(group, [his, hers])));
    expect([textsOf(both), both.userId]).toEqual([
      [
        [his, "his", true],
        [hers, "hers", true],
      ],
      null,
    ]);
    expect((await read(await reported(eve, ofConversation(group)))).userId).toBeNull();
  });

  it.each([
    [
      "eleven messages",
      { about: { kind: "conversation", conversationId: "x", seqs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] } },
    ],
    ["no messages", { about: { kind: "conversation", conversationId: "x", seqs: [] } }],
    ["the same message twice", { about: { kind: "conversation", conversationId: "x", seqs: [1, 1] } }],
    ["a seq of 0", { about: { kind: "conversation", conversationId: "x", seqs: [0] } }],
    ["a person and a conversation", { about: { kind: "user", userId: "user_x", conversationId: "x" } }],
    ["another kind", { about: { kind: "group", conversationId: "x" } }],
    ["an unknown reason", { reason: "dislike" }],
    ["a text of 1,001 characters", { text: "x".repeat(1_001) }],
    ["half a character", { text: "\uD83D" }],
    ["its own context", { messages: [] }],
    ["another reporter", { reporterId: "user_x" }],
  ])("[REPORT-2] with %s is INVALID_REQUEST", async (_name, change) => {
    const { ada, bob } = people;
    const body = { about: ofPerson(bob), reason: "spam", ...change };
    const answer = await callWorker({ method: "POST", path: "/api/reports", token: ada.accessToken, body });
    expect(codeOf(answer)).toBe("INVALID_REQUEST");
  });
});

describe("repeated", () => {
  it("[REPORT-5] is one report, with what was said last, and open again", async () => {
    const { ada, bob, talk } = people;
    const seqs = [await say(bob, talk, "one"), await say(bob, talk, "two")];
    const first = await reported(ada, ofConversation(talk, seqs), { text: "words" });
    expect((await act("POST", `reports/${first.reportId}/close`, { reason })).status).toBe(204);
    const again = await reported(ada, ofConversation(talk, seqs.toReversed()), { reason: "threat", text: " \u200B" });
    expect(again.reportId).toBe(first.reportId);
    expect(await read(again)).toMatchObject({
      reason: "threat",
      text: "",
      state: "open",
      closedAt: null,
      closedBy: null,
    });
    const rows = await directoryRows("SELECT count(*) AS n FROM report WHERE reporter_id = ?", ada.user.id);
    expect(rows).toEqual([{ n: 1 }]);
    const others = [
      await reported(ada, ofConversation(talk)),
      await reported(ada, ofConversation(talk, seqs.slice(1))),
      await reported(ada, ofPerson(bob)),
      await reported(bob, ofPerson(ada)),
    ];
    expect(new Set([first, ...others].map(({ reportId }) => reportId)).size).toBe(5);
  });

  it("[REPORT-5] is one report, too, when the calls are made at the same time", async () => {
    const { ada, bob } = people;
    const made = await Promise.all([1, 2, 3].map(() => reported(ada, ofPerson(bob))));
    expect(new Set(made.map(({ reportId }) => reportId)).size).toBe(1);
  });

  it("[REPORT-6] beyond ten a day is refused; a refused one costs none of them", async () => {
    const { ada, bob, talk } = people;
    for (let n = 0; n < 12; n++)
      expect(codeOf(await report(ada, ofConversation(talk, [99])))).toBe("MESSAGE_NOT_FOUND");
    for (let n = 0; n < 10; n++) await reported(ada, ofPerson(bob));
    expect((await report(ada, ofPerson(bob))).body).toMatchObject({ code: "RATE_LIMITED", limit: "reports" });
  });
});

describe("[REPORT-7] nobody but the moderators", () => {
  it("learns of a report: neither lists, counts, frames nor answers of the reported one change", async () => {
    const { ada, bob, talk } = people;
    const seq = await say(bob, talk, "hello");
    await say(ada, talk, "hello");
    const seen = async () =>
      Promise.all(
        ["conversations", `conversations/${talk}/messages`, "people", "blocks", "me", `users/${ada.user.id}`].map(
          async (path) => (await callWorker({ method: "GET", path: `/api/${path}`, token: bob.accessToken })).body,
        ),
      );
    const before = await seen();
    const his = await openLive(bob.accessToken);
    await his.drain();
    await reported(ada, ofConversation(talk, [seq]));
    await reported(ada, ofPerson(bob));
    expect((await his.drain()).filter((type) => type !== "pong")).toEqual([]);
    expect(await seen()).toEqual(before);
    his.close();
  });

  it("is told apart: one who has blocked the reporter, and who has not, are reported with the same answers", async () => {
    const { ada, bob, eve, talk } = people;
    const other = await openDirect(ada.accessToken, eve.user.id);
    for (const [who, id] of [
      [bob, talk],
      [eve, other],
    ] as const)
      await say(who, id, "hello");
    await callWorker({ method: "PUT", path: `/api/blocks/${ada.user.id}`, token: bob.accessToken });
    for (const abouts of [
      [ofPerson(bob), ofPerson(eve)],
      [ofConversation(talk, [1]), ofConversation(other, [1])],
    ]) {
      const [one, two] = await Promise.all(abouts.map(async (about) => report(ada, about)));
      const shape = ({ status, body }: HttpAnswer) => [status, Object.keys(body as object)];
      expect(shape(one as HttpAnswer)).toEqual(shape(two as HttpAnswer));
    }
  });
});

describe("moderators", () => {
  let moderator: { readonly name: string; readonly token: string };
  beforeAll(async () => {
    moderator = await newOperator("moderator");
  });

  it("[REPORT-8] list reports without their messages, by state and by person, in pages", async () => {
    const { ada, bob, eve, talk } = people;
    await say(bob, talk, "hello");
    const first = await reported(ada, ofConversation(talk, [1]));
    const second = await reported(eve, ofPerson(bob));
    const ofBob = `?userId=${bob.user.id}`;
    expect(await list(ofBob, moderator.token)).toEqual([
      expect.objectContaining({ ...second, reporterId: eve.user.id }),
      expect.objectContaining({ ...first, reporterId: ada.user.id }),
    ]);
    expect((await list(ofBob))[0]).not.toHaveProperty("messages");
    await act("POST", `reports/${first.reportId}/close`, { reason }, moderator.token);
    const idsOf = async (query: string) => (await list(query)).map(({ reportId }) => reportId);
    expect(await idsOf(`${ofBob}&state=open`)).toEqual([second.reportId]);
    expect(await idsOf(`${ofBob}&state=closed`)).toEqual([first.reportId]);
    expect((await idsOf("?state=open")).includes(second.reportId)).toBe(true);
    const after = `${second.reportedAt}_${second.reportId}`;
    expect(await idsOf(`${ofBob}&cursor=${after}`)).toEqual([first.reportId]);
  });

  it("[REPORT-9] close a report once, with a record of it and a reason; nobody else does", async () => {
    const { ada, bob } = people;
    const { reportId } = await reported(ada, ofPerson(bob));
    const path = `reports/${reportId}/close`;
    expect(codeOf(await act("POST", path, {}, moderator.token))).toBe("INVALID_REQUEST");
    expect(codeOf(await act("POST", path, { reason }, ada.accessToken))).toBe("NOT_AUTHENTICATED");
    expect((await act("POST", path, { reason }, moderator.token)).status).toBe(204);
    expect(codeOf(await act("POST", path, { reason }))).toBe("NOT_FOUND");
    expect(await recordsOf(reportId)).toMatchObject([{ act: "report-closed", actor: moderator.name, reason }]);
    expect((await act("GET", `reports/${reportId}`)).body).toMatchObject({ state: "closed", closedBy: moderator.name });
    const unknown = crypto.randomUUID();
    expect(codeOf(await act("POST", `reports/${unknown}/close`, { reason }))).toBe("NOT_FOUND");
    expect(await recordsOf(unknown)).toEqual([]);
  });

  it("[REPORT-9] read with their own tokens, users with theirs: neither token opens the other's routes", async () => {
    const { ada, bob } = people;
    const { reportId } = await reported(ada, ofPerson(bob));
    for (const path of ["reports", `reports/${reportId}`])
      expect(codeOf(await act("GET", path, undefined, ada.accessToken))).toBe("NOT_AUTHENTICATED");
    const asOperator = { ...ada, accessToken: moderator.token };
    expect(codeOf(await report(asOperator, ofPerson(bob)))).toBe("NOT_AUTHENTICATED");
  });
});

describe("what is kept", () => {
  const age = (reportId: string, days: number) =>
    directoryRows("UPDATE report SET at = at - ? WHERE id = ?", days * 86_400_000, reportId);

  it("[REPORT-10] is neither shown nor closed after REPORTS_KEPT_DAYS, and goes with a later report", async () => {
    const { ada, bob, eve } = people;
    const old = await reported(ada, ofPerson(bob));
    await age(old.reportId, 179);
    expect((await act("GET", `reports/${old.reportId}`)).status).toBe(200);
    await age(old.reportId, 2);
    expect(codeOf(await act("GET", `reports/${old.reportId}`))).toBe("NOT_FOUND");
    expect(codeOf(await act("POST", `reports/${old.reportId}/close`, { reason }))).toBe("NOT_FOUND");
    expect(await list(`?userId=${bob.user.id}`)).toEqual([]);
    await reported(eve, ofPerson(ada));
    expect(await directoryRows("SELECT id FROM report WHERE id = ?", old.reportId)).toEqual([]);
  });

  it("[REPORT-10] is a hundred of one reporter: then the oldest go, and those of others stay", async () => {
    const { ada, bob, eve } = people;
    const hers = await reported(eve, ofPerson(bob));
    await env.DIRECTORY.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
        INSERT INTO report SELECT 'old' || i || ?1, ?2 + i, ?1, i, NULL, NULL, 'spam', '', 'open', NULL, NULL, '[]' FROM n`,
    )
      .bind(ada.user.id, Date.now() - 86_400_000)
      .run();
    const made = await reported(ada, ofPerson(bob));
    const rows = await directoryRows("SELECT id FROM report WHERE reporter_id = ? ORDER BY at", ada.user.id);
    expect(rows).toHaveLength(100);
    expect([rows[0], rows.at(-1)]).toEqual([{ id: `old2${ada.user.id}` }, { id: made.reportId }]);
    expect((await read(hers)).state).toBe("open");
  });

  it("[REPORT-10] stays when the accounts are deleted, under their ids", async () => {
    const { ada, bob, eve } = people;
    const made = await reported(ada, ofPerson(bob));
    for (const { user } of [ada, bob]) await directoryRows("DELETE FROM account WHERE id = ?", user.id);
    expect(await read(made)).toMatchObject({ reporterId: ada.user.id, userId: bob.user.id });
    expect(codeOf(await report(eve, ofPerson(bob)))).toBe("USER_NOT_FOUND");
  });

  it("[REPORT-11] a directory that fails keeps nothing, and the call may be repeated", async () => {
    const { ada, bob, talk } = people;
    await say(bob, talk, "hello");
    vi.spyOn(console, "error").mockImplementation(() => {});
    const call = {
      method: "POST",
      path: "/api/reports",
      token: ada.accessToken,
      body: { about: ofConversation(talk, [1]), reason: "spam" },
    };
    const answer = await callUnder({ DIRECTORY: brokenDirectory(failing) }, call);
    expect([answer.status, codeOf(answer)]).toEqual([500, "INTERNAL"]);
    expect((await callWorker(call)).status).toBe(201);
    expect(await list(`?userId=${bob.user.id}`)).toHaveLength(1);
  });
});

it("[REPORT-6] a report is a row of the directory and calls to one conversation, also of somebody with many messages", async () => {
  const { ada, bob } = people;
  await giveBackAll(ada.user.id);
  await reported(ada, ofPerson(bob));
  const plans = [
    [
      "SELECT id FROM report WHERE reporter_id = 'x' ORDER BY at DESC, id DESC LIMIT 20 OFFSET 100",
      "report_by_subject",
    ],
    ["SELECT id FROM report WHERE at < 5 ORDER BY at LIMIT 20", "report_by_time"],
    ["SELECT id FROM report WHERE state = 'open' AND at > 5 ORDER BY at DESC, id DESC", "report_by_state"],
    ["SELECT id FROM report WHERE user_id = 'x' AND at > 5 ORDER BY at DESC, id DESC", "report_by_user"],
  ] as const;
  for (const [query, index] of plans) {
    const plan = await directoryRows(`EXPLAIN QUERY PLAN ${query}`);
    expect(plan.map(({ detail }) => detail).join("\n")).toContain(index);
  }
});
