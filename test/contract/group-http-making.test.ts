// Making groups over HTTP: what is given and listed, repeats of the same, and how many in an hour.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Group } from "../../durable-objects/group/group.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { inboxResultShape, messagesResultShape } from "../../schema/protocol/http-conversations.ts";
import { createdGroupResultShape, groupResultShape } from "../../schema/protocol/http-groups.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { call, codeFor, give, makeGroup, say, threePeople } from "../support/group-http.ts";
import { newUsername, register } from "../support/people.ts";
import { codeOf } from "../support/worker-http.ts";

let ada: SessionResult, bob: SessionResult;
beforeEach(async () => {
  [ada, bob] = await threePeople();
});

/** How long a delivery may take on a busy machine. */
const patience = { timeout: 10_000 };

/** What happens from here on has a later time. */
async function nextMillisecond(): Promise<void> {
  const before = Date.now();
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(before), patience);
}

describe("making a group", () => {
  it("[GROUPHTTP-2] [GROUPHTTP-9] gives the group, and its entry in the maker's inbox; both may write at once", async () => {
    const { group, conversation, id } = await makeGroup(ada, [bob], { mayInvite: "admins" });
    expect(group).toMatchObject({
      name: "Tea",
      description: "",
      avatar: "",
      memberCount: 2,
      joinPolicy: "approval",
      ownerId: ada.user.id,
      allSilenced: false,
      announcement: null,
      self: { userId: ada.user.id, role: "owner", nickname: "", silencedUntil: null },
      settings: { mayInvite: "admins", maySend: "members", historyVisible: false },
    });
    expect(conversation).toMatchObject({ id, kind: "group", group: { name: "Tea", memberCount: 2 }, unread: 0 });
    expect((await say(ada, id)).status).toBe(201);
    expect((await say(bob, id)).status).toBe(201);
  });

  it("[INBOX-7] lists an empty group by the time at which it was made, or one came in, and by each change of it", async () => {
    const listed = async (person: SessionResult): Promise<readonly string[]> => {
      const { items: conversations } = await give(inboxResultShape, call(person, "GET", "/api/conversations"), 200);
      expect(conversations.map(({ activeAt }) => activeAt)).toEqual(
        conversations.map(({ activeAt }) => activeAt).toSorted((a, b) => b - a),
      );
      return conversations.map(({ id }) => id);
    };
    const older = await makeGroup(ada, [bob]);
    await say(ada, older.id);
    await nextMillisecond();
    const { conversation, id } = await makeGroup(ada, [bob]);
    expect(conversation).toMatchObject({ preview: null });
    expect(Math.abs(conversation.activeAt - Date.now())).toBeLessThan(60_000);
    for (const person of [ada, bob]) expect((await listed(person)).slice(0, 2)).toEqual([id, older.id]);
    await nextMillisecond();
    await give(groupResultShape, call(ada, "PATCH", `/api/groups/${older.id}`, { name: "Coffee" }), 200);
    for (const person of [ada, bob])
      await vi.waitFor(async () => expect((await listed(person)).slice(0, 2)).toEqual([older.id, id]), patience);
  });

  it("[INBOX-9] tells in the inbox who made it or added one, until there is a message", async () => {
    const entryOf = async (person: SessionResult, id: string): Promise<ConversationEntry | undefined> =>
      (await give(inboxResultShape, call(person, "GET", "/api/conversations"), 200)).items.find(
        (entry) => entry.id === id,
      );
    const { conversation, id } = await makeGroup(ada, []);
    expect(conversation.joined).toMatchObject({ seq: 2, actorId: ada.user.id, how: "created" });
    await say(ada, id);
    await vi.waitFor(async () => {
      const entry = await entryOf(ada, id);
      expect([entry?.preview?.seq, entry?.joined]).toEqual([3, undefined]);
    }, patience);
    await call(ada, "POST", `/api/groups/${id}/members`, { userIds: [bob.user.id] });
    await vi.waitFor(
      async () =>
        expect((await entryOf(bob, id))?.joined).toMatchObject({ seq: 4, actorId: ada.user.id, how: "added" }),
      patience,
    );
    // To Ada, who was in already, nothing of this is news of her own.
    expect((await entryOf(ada, id))?.joined).toBeUndefined();
    const page = await give(inboxResultShape, call(bob, "GET", "/api/conversations"), 200);
    expect(page.people?.map((user) => user.id)).toContain(ada.user.id);
    await say(ada, id);
    await vi.waitFor(async () => {
      const entry = await entryOf(bob, id);
      expect([entry?.preview?.seq, entry?.joined]).toEqual([5, undefined]);
    }, patience);
  });

  it("[GROUPHTTP-11] again under the same id is the same group, to its maker only", async () => {
    const body = { name: "Tea", memberIds: [bob.user.id], clientGroupId: "tea-1" };
    const made = await Promise.all(
      [1, 2].map(() => give(createdGroupResultShape, call(ada, "POST", "/api/groups", body), 201)),
    );
    expect(made[1]?.group.id).toBe(made[0]?.group.id);
    const later = await give(
      createdGroupResultShape,
      call(ada, "POST", "/api/groups", { ...body, name: "Coffee" }),
      201,
    );
    expect(later.group).toMatchObject({ id: made[0]?.group.id, name: "Tea", memberCount: 2 });
    const other = await give(
      createdGroupResultShape,
      call(bob, "POST", "/api/groups", { ...body, memberIds: [] }),
      201,
    );
    expect(other.group.id).not.toBe(made[0]?.group.id);
  });

  it("[GROUPHTTP-2] tells of it in the log", async () => {
    const { id } = await makeGroup(ada, [bob]);
    const page = await give(messagesResultShape, call(bob, "GET", `/api/conversations/${id}/messages`));
    expect(page.events).toMatchObject([
      { type: "group-changed", seq: 1, actorId: ada.user.id, change: { kind: "created", name: "Tea" } },
      { type: "member-changed", userIds: [ada.user.id], change: { kind: "joined", how: "created", role: "owner" } },
      { type: "member-changed", userIds: [bob.user.id], change: { kind: "joined", how: "created", role: "member" } },
    ]);
  });

  it("[GROUPHTTP-5] names who exists, each once", async () => {
    for (const stranger of [newUserId(), "user_1", "ada"]) {
      const body = { name: "Tea", memberIds: [bob.user.id, stranger] };
      expect(await codeFor(call(ada, "POST", "/api/groups", body))).toBe("USER_NOT_FOUND");
    }
    const twice = await makeGroup(ada, [bob, bob, ada]);
    expect(twice.group.memberCount).toBe(2);
    const alone = await makeGroup(ada, []);
    expect(alone.group.memberCount).toBe(1);
  });

  describe("is limited by the hour", () => {
    const groups = (who: SessionResult, ids: readonly string[], body: object = {}) =>
      Promise.all(
        ids.map(async (clientGroupId) => {
          const answer = await call(who, "POST", "/api/groups", {
            name: "Tea",
            memberIds: [],
            ...(clientGroupId === "" ? {} : { clientGroupId }),
            ...body,
          });
          return answer.status === 201 ? "made" : codeOf(answer);
        }),
      );
    const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `group-${from + n}`);
    const countOf = (answers: readonly unknown[], one: string) => answers.filter((answer) => answer === one).length;

    it("[GROUPHTTP-8] however many come at once; the wait is told", async () => {
      const dora = await register(newUsername("dora"));
      const answers = await groups(dora, Array<string>(30).fill(""));
      expect([countOf(answers, "made"), countOf(answers, "RATE_LIMITED")]).toEqual([20, 10]);
      const refused = await call(dora, "POST", "/api/groups", { name: "Tea", memberIds: [] });
      expect(codeOf(refused)).toBe("RATE_LIMITED");
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_000);
    });

    it("[GROUPHTTP-8] repeats of a group count once, at once and later, beyond the limit too", async () => {
      const dora = await register(newUsername("dora"));
      expect(await groups(dora, Array<string>(10).fill("again"))).toEqual(Array<string>(10).fill("made"));
      expect(await groups(dora, numbered(19))).toEqual(Array<string>(19).fill("made"));
      expect(await groups(dora, ["again", "group-7", "one-more"])).toEqual(["made", "made", "RATE_LIMITED"]);
    });

    it("[GROUPHTTP-8] what was not made does not count", async () => {
      const dora = await register(newUsername("dora"));
      for (const count of [15, 15]) {
        const unmade = await groups(dora, numbered(count, 100), { memberIds: [newUserId()] });
        expect(countOf(unmade, "USER_NOT_FOUND")).toBe(count);
      }
      expect(countOf(await groups(dora, numbered(20)), "made")).toBe(20);
    });

    it("[GROUPHTTP-8] a request that is lost half-way holds its place for a minute, one that was lost after it forever", async () => {
      const dora = await register(newUsername("dora"));
      const change = vi.spyOn(Group.prototype, "change").mockRejectedValue(new Error("planted: gone"));
      expect(await groups(dora, numbered(20))).toEqual(Array<string>(20).fill("INTERNAL"));
      change.mockRestore();
      expect(await groups(dora, ["one-more"])).toEqual(["RATE_LIMITED"]);
      // The same again is the same place.
      expect(await groups(dora, numbered(5))).toEqual(Array<string>(5).fill("made"));
      const describing = vi.spyOn(Group.prototype, "describe").mockRejectedValue(new Error("planted: gone"));
      expect(await groups(dora, ["lost-answer"])).toEqual(["RATE_LIMITED"]);
      expect(await groups(dora, ["group-5"])).toEqual(["INTERNAL"]);
      describing.mockRestore();
      const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 61_000);
      const answers = await groups(dora, numbered(20, 50));
      clock.mockRestore();
      expect([countOf(answers, "made"), countOf(answers, "RATE_LIMITED")]).toEqual([14, 6]);
    });
  });
});
