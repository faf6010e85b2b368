// Friendships between two sessions and the conversation of the two: who sees what, and that all come to agree.
import { describe, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { FriendAct } from "../../schema/rpc/people.ts";
import { ada, bob, FriendsWorld, otherOf } from "../support/friends-world.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";

const day = 86_400_000;
const notFound = { refusal: { code: "NOT_FOUND" } };
const openFrom = (at: number) => ({ requestedAt: at, expiresAt: at + 30 * day });

describe("friends", () => {
  it("[FRIEND-1] are two of whom one has asked and the other accepted; both see it, and either ends it", async () => {
    const world = new FriendsWorld();
    const [a, b] = [world.side(ada), world.side(bob)];
    const request = { ...openFrom(1_000), message: "We met at the club" };
    expect(await a.act({ kind: "request", message: request.message })).toEqual({ request: { by: "me", ...request } });
    expect(b.relation).toEqual({ request: { by: "them", ...request } });
    expect(await b.act({ kind: "accept" })).toEqual({ friendSince: 1_000 });
    expect([a.relation, a.friends.isFriend(bob), [...b.friends.friends()]]).toEqual([
      { friendSince: 1_000 },
      true,
      [ada],
    ]);
    expect(await b.act({ kind: "accept" })).toEqual({ friendSince: 1_000 });
    await a.act({ kind: "part" });
    expect([a.relation, b.relation, b.friends.isFriend(ada)]).toEqual([{}, {}, false]);
  });

  it("[LEAVE-3] end with the account of either, whatever there is between them; the other one is told, or it is tried again", async () => {
    const world = new FriendsWorld();
    const [a, b] = [world.side(ada), world.side(bob)];
    await a.act({ kind: "request" });
    await b.act({ kind: "accept" });
    expect(a.friends.concerned()).toEqual([bob]);
    // The conversation answers, his session does not.
    const fates = ["answered", "lost"] as const;
    let calls = 0;
    world.fate = () => fates[calls++] ?? "answered";
    await expect(a.friends.end(bob)).rejects.toThrow("They are not told yet.");
    expect([a.relation, b.relation, a.friends.concerned()]).toEqual([{}, { friendSince: 1_000 }, [bob]]);
    a.crash();
    await a.friends.end(bob);
    expect([a.relation, b.relation, a.friends.concerned()]).toEqual([{}, {}, []]);
  });

  it("[FRIEND-1] are both who have asked each other", async () => {
    const world = new FriendsWorld();
    await Promise.all([world.side(ada).act({ kind: "request" }), world.side(bob).act({ kind: "request" })]);
    expect([world.side(ada).relation, world.side(bob).relation]).toEqual([
      { friendSince: 1_000 },
      { friendSince: 1_000 },
    ]);
  });

  it("[FRIEND-2] a request that expired, was cancelled or never made is not accepted", async () => {
    const world = new FriendsWorld();
    const [a, b] = [world.side(ada), world.side(bob)];
    expect(await b.act({ kind: "accept" })).toEqual(notFound);
    await a.act({ kind: "request" });
    await a.act({ kind: "cancel" });
    expect([a.relation, b.relation, await b.act({ kind: "accept" })]).toEqual([{}, {}, notFound]);
    await a.act({ kind: "request" });
    world.now += 30 * day;
    expect([await b.act({ kind: "accept" }), await b.act({ kind: "reject" }), world.seenBy(ada)]).toEqual([
      notFound,
      notFound,
      {},
    ]);
    expect(await a.act({ kind: "request" })).toEqual({ request: { by: "me", ...openFrom(world.now) } });
    expect(b.relation).toEqual({ request: { by: "them", ...openFrom(world.now) } });
  });

  it("[FRIEND-3] who was rejected sees what who is ignored sees, and is not heard for 30 days", async () => {
    const [rejected, ignored] = [new FriendsWorld(), new FriendsWorld()];
    const seen = await Promise.all(
      [rejected, ignored].map(async (world) => {
        const [a, b] = [world.side(ada), world.side(bob)];
        const answers: unknown[] = [await a.act({ kind: "request" })];
        world.now += day;
        if (world === rejected) await b.act({ kind: "reject" });
        for (const act of ["request", "cancel", "request", "cancel", "request"] as const) {
          world.now += 9 * day;
          answers.push(await a.act({ kind: act }), a.relation);
        }
        return answers;
      }),
    );
    expect(seen[0]).toEqual(seen[1]);
    expect(rejected.side(ada).told).toEqual(ignored.side(ada).told);
    expect([rejected.side(bob).relation, ignored.side(bob).relation]).toMatchObject([{ request: { by: "them" } }, {}]);
  });

  it("[FRIEND-3] who rejected may ask themselves, and is a friend then", async () => {
    const world = new FriendsWorld();
    await world.side(ada).act({ kind: "request" });
    await world.side(bob).act({ kind: "reject" });
    await world.side(ada).act({ kind: "cancel" });
    expect(await world.side(ada).act({ kind: "request" })).toMatchObject({ request: { by: "me" } });
    expect(world.side(bob).relation).toEqual({});
    expect(await world.side(bob).act({ kind: "request" })).toEqual({ friendSince: 1_000 });
  });

  it("[FRIEND-4] a blocked one's request reaches nobody, then or later, and looks like an ignored one to them", async () => {
    const world = new FriendsWorld();
    const [a, b] = [world.side(ada), world.side(bob)];
    b.isBlocking = true;
    expect(await a.act({ kind: "request" })).toEqual({ request: { by: "me", ...openFrom(1_000) } });
    b.isBlocking = false;
    world.repeatOne(new Random(1));
    expect(b.relation).toEqual({});
    b.isBlocking = true;
    expect(await b.act({ kind: "request" })).toEqual({ refusal: { code: "NOT_ACCEPTED" } });
  });

  it("[FRIEND-4] [BLOCK-8] what was never shown is not accepted, during the block or after it", async () => {
    const world = new FriendsWorld();
    const [a, b] = [world.side(ada), world.side(bob)];
    await b.block();
    await a.act({ kind: "request" });
    expect([await b.act({ kind: "accept" }), await b.act({ kind: "reject" })]).toEqual([notFound, notFound]);
    b.isBlocking = false;
    expect([await b.act({ kind: "accept" }), b.relation, a.friends.isFriend(bob)]).toEqual([notFound, {}, false]);
  });

  it("[BLOCK-8] a block ends what is being asked or accepted at the same moment, whoever comes first", async () => {
    for (const first of ["block", "request", "accept"] as const) {
      const world = new FriendsWorld();
      const [a, b] = [world.side(ada), world.side(bob)];
      if (first === "accept") await a.act({ kind: "request" });
      const doing = [() => b.block(), () => b.act({ kind: first === "accept" ? "accept" : "request" })];
      await Promise.all([
        ...(first === "block" ? doing : doing.toReversed()).map((act) => act()),
        a.act({ kind: "request" }),
      ]);
      expect([b.relation, b.friends.isFriend(ada), a.friends.isFriend(bob)], first).toEqual([{}, false, false]);
      expect(a.relation.request?.by, first).not.toBe("them");
    }
  });

  it("[BLOCK-8] a block holds if the two cannot be parted at once, and an alarm parts them", async () => {
    const world = new FriendsWorld();
    const [a, b] = [world.side(ada), world.side(bob)];
    await a.act({ kind: "request" });
    await b.act({ kind: "accept" });
    world.fate = () => "lost";
    await expect(b.block()).rejects.toThrow("lost");
    // Whatever is asked meanwhile does not take its place.
    expect(await b.act({ kind: "accept" })).toEqual(notFound);
    expect([b.isBlocking, a.relation]).toEqual([true, { friendSince: 1_000 }]);
    b.crash();
    world.fate = () => "answered";
    world.now += 20_000;
    await b.ring();
    expect([a.relation, b.relation]).toEqual([{}, {}]);
  });

  it("[FRIEND-5] nobody is a friend of themselves", async () => {
    const { friends } = new FriendsWorld().side(ada);
    for (const kind of ["request", "accept", "part"] as const)
      expect(await friends.act(ada, { kind })).toEqual({ refusal: { code: "FORBIDDEN" } });
  });

  it("[FRIEND-5] a full list of requests shows no further one, but the next of somebody who is in it", () => {
    const { friends, table } = new FriendsWorld().side(ada);
    const asked = (at: number) => ({ request: { by: "them" as const, ...openFrom(at) } });
    for (let n = 0; n < wireLimits.maxFriendRequests; n += 1) friends.note(`user_${n}` as UserId, 1, asked(1_000));
    const first = "user_0" as UserId;
    // That they cancelled the one before was not told.
    friends.note(first, 3, asked(2_000));
    friends.note(bob, 1, asked(2_000));
    expect([table.get(first)?.relation, table.get(bob)?.relation]).toEqual([asked(2_000), {}]);
  });

  it("[FRIEND-6] a note is for friends, is stored once, and goes with the friendship", async () => {
    const world = new FriendsWorld();
    const { friends, told, table } = world.side(ada);
    expect(friends.edit(bob, { remark: "B" })).toEqual(notFound);
    await world.side(ada).act({ kind: "request" });
    await world.side(bob).act({ kind: "accept" });
    const before = told.length;
    expect(friends.edit(bob, { remark: "B", favourite: true })).toMatchObject({
      notes: { remark: "B", favourite: true },
    });
    friends.edit(bob, { remark: "B" });
    expect(told.length).toBe(before + 1);
    await world.side(bob).act({ kind: "part" });
    expect(table.get(bob)).toMatchObject({ relation: {}, notes: {} });
  });

  it("[FRIEND-8] a request and its acceptance write ten rows, beside the alarms of the two who act", async () => {
    const world = new FriendsWorld();
    const count = (): number => world.side(ada).rowsWritten + world.side(bob).rowsWritten + world.pairRows;
    const before = count();
    await world.side(ada).act({ kind: "request" });
    await world.side(bob).act({ kind: "accept" });
    expect(count() - before).toBe(10);
  });

  it("[FRIEND-7] each change has the next version, and whoever has an earlier one gets what came after it", async () => {
    const world = new FriendsWorld();
    const { told, table } = world.side(ada);
    await world.side(ada).act({ kind: "request" });
    await world.side(bob).act({ kind: "accept" });
    await world.side(bob).act({ kind: "part" });
    expect([told, table.peopleVersion]).toEqual([[1, 2, 3], 3]);
    expect(table.after(1, 10)).toMatchObject([{ userId: bob, peopleVersion: 3, relation: {} }]);
    world.side(ada).crash();
    expect(world.side(ada).table.peopleVersion).toBe(3);
  });
});

const acts: readonly FriendAct["kind"][] = ["request", "accept", "reject", "cancel", "part"];

it("[FRIEND-7] whatever is lost, late or forgotten: both sessions come to see what the conversation has decided", async () => {
  const start = firstSeed();
  for (let seed = start; seed < start + runsOr(400); seed++) {
    const random = new Random(seed);
    const world = new FriendsWorld();
    const one = (): UserId => random.pick([ada, bob]);
    world.fate = () => random.pick(["answered", "answered", "lost", "unanswered"] as const);
    for (let step = 0; step < 40; step++) {
      world.now += random.pick([10, 15_000, 5 * day]);
      const does = random.weighted({ act: 6, both: 2, block: 1, unblock: 2, crash: 2, ring: 2, late: 2 });
      if (does === "crash") world.side(one()).crash();
      else if (does === "late") world.repeatOne(random);
      else if (does === "ring")
        await world
          .side(one())
          .ring()
          .catch(() => {});
      else if (does === "unblock") world.side(one()).isBlocking = false;
      else if (does === "block")
        await world
          .side(one())
          .block()
          .catch(() => {});
      else {
        const who = does === "both" ? [ada, bob] : [one()];
        await Promise.allSettled(who.map((userId) => world.side(userId).act({ kind: random.pick(acts) })));
      }
    }
    world.fate = () => "answered";
    for (const userId of [ada, bob]) {
      world.side(userId).crash();
      world.now += 20_000;
      await world.side(userId).ring();
      expect(world.side(userId).friends.dueAt(), `FUZZ_SEED=${seed}`).toBe(null);
    }
    for (const userId of [ada, bob]) {
      const { relation, table, isBlocking, hasBlocked } = world.side(userId);
      const isOver = relation.request !== undefined && relation.request.expiresAt <= world.now;
      const shown = isOver ? {} : relation;
      const decided = world.seenBy(userId);
      // What came from somebody who was blocked then is never shown.
      const isUnheard = Object.keys(shown).length === 0 && decided.request?.by === "them" && hasBlocked;
      expect(isUnheard ? decided : shown, `FUZZ_SEED=${seed}`).toEqual(decided);
      const left = isBlocking ? { ...shown, since: decided.friendSince } : {};
      expect(left, `FUZZ_SEED=${seed}`).toEqual({});
      expect(table.after(0, 10).length, `FUZZ_SEED=${seed}`).toBeLessThan(2);
      expect(world.seenBy(userId).friendSince).toBe(world.seenBy(otherOf(userId)).friendSince);
    }
  }
});
