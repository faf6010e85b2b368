// Every list over HTTP has one shape, so that a client reads all of them with one function.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routeList, type OperationId } from "../../schema/protocol/routes/routes.ts";
import { cursorShape } from "../../schema/protocol/shape.ts";

/** What lists say beside `items` and `next`. A field that is not here is a mistake, or belongs here. */
const beside: Partial<Record<OperationId, readonly string[]>> = {
  listConversations: ["inboxVersion", "people"],
  listMembers: ["people"],
  listMyInvitations: ["people"],
  listGroupInvitations: ["people"],
  listPeople: ["peopleVersion", "reset"],
  listReceipts: ["readCount", "unreadCount", "hiddenCount"],
  listHidden: ["hides"],
};

/** Answers with arrays that are no lists. Each has its reason. */
const noLists: Partial<Record<OperationId, string>> = {
  getThread: "a stretch of a thread, read in both directions by seqs, with its first message",
  getUpload: "one upload, of which the parts that came are a part",
  listMessages: "a stretch of a log, which is read in both directions by seqs",
  verifyHistory: "a report, of which the faults are a part",
  findAccount: "a user, of whom the devices are a part",
  getAccount: "a user, of whom the devices are a part",
  getReport: "a report, of which the messages are a part",
  ready: "a report, of which the checks are a part",
  listSigningKeys: "a JWK Set, whose form RFC 7517 sets",
};

type Entries = Readonly<Record<string, v.GenericSchema>>;

function entriesOf(shape: unknown): Entries {
  if (typeof shape !== "object" || shape === null || !("entries" in shape)) return {};
  return shape.entries as Entries;
}

const answerOf = ({ answers }: Route): Entries => entriesOf(answers[200]);
const hasArray = (entries: Entries): boolean => Object.values(entries).some(({ type }) => type === "array");
const lists = routeList.filter(
  (route) => route.method === "GET" && hasArray(answerOf(route)) && noLists[route.operationId] === undefined,
);

describe("[HTTP-18] lists over HTTP", () => {
  it("are found: every answer to a GET that has an array, but for those that are none for a reason", () => {
    expect(lists.length).toBeGreaterThanOrEqual(9);
    for (const id of Object.keys(noLists)) {
      const route = routeList.find(({ operationId }) => operationId === id);
      expect([id, route !== undefined && hasArray(answerOf(route))]).toEqual([id, true]);
    }
  });

  it.each(lists.map((route) => [route.operationId, route] as const))("%s has `items` and `next`", (id, route) => {
    const entries = answerOf(route);
    const expected = ["items", "next", ...(beside[id] ?? [])];
    expect(Object.keys(entries).toSorted()).toEqual(expected.toSorted());
    const { items, next } = entries;
    expect(items?.type).toBe("array");
    for (const value of [null, "MTc5NTAwMDAwMDAwMA", "user_a"]) expect(v.is(next as v.GenericSchema, value)).toBe(true);
    for (const value of [undefined, 7, {}]) expect(v.is(next as v.GenericSchema, value)).toBe(false);
  });

  it("continue at `cursor`, which takes whatever `next` may have been", () => {
    const queries = routeList.flatMap(({ operationId, query }) => {
      const { cursor } = entriesOf(query);
      return cursor === undefined ? [] : [[operationId, cursor] as const];
    });
    const paged: readonly OperationId[] = lists.map(({ operationId }) => operationId);
    expect(queries.length).toBeGreaterThanOrEqual(5);
    for (const [id, cursor] of queries) {
      expect(paged).toContain(id);
      expect([id, "wrapped" in cursor && cursor.wrapped === cursorShape]).toEqual([id, true]);
    }
  });
});
