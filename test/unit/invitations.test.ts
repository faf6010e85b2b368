// Invitations between a group and the session of whom it invites: whatever is lost, late or forgotten, they come to agree.
import { describe, expect, it } from "vitest";
import { agrees } from "../../durable-objects/group/inviting.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import { pageOfMembers } from "../../durable-objects/group/group-views.ts";
import { Random } from "../../lab/kit/random.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { InvitationWorld, inviters } from "../support/invitation-world.ts";
import { adam, codeOf, groupId, mike, mona, olga, person, stan } from "../support/test-group.ts";

const day = 86_400_000;
const month = wireLimits.invitationKeptMs;

describe("an invitation", () => {
  it("[INVITE-1] is made for who does not agree; who agrees is in by one event", async () => {
    const { group } = new InvitationWorld();
    const sue = person("sue");
    const add = { kind: "add-members", userIds: [sue, stan], consents: { of: [sue], askedAt: group.now } } as const;
    expect(group.do(mona, add)).toMatchObject({ events: [{}], done: { joined: [sue], invited: [stan] } });
    expect([group.roleOf(sue), group.roleOf(stan)]).toEqual(["member", null]);
    // A repeat, as after a lost answer.
    expect(group.do(mona, add)).toEqual({
      events: [],
      done: { seq: null, joined: [], requested: false, invited: [stan] },
    });
  });

  it("[INVITE-2] is made if what they agreed to is older than 5 s", () => {
    const { group } = new InvitationWorld();
    const draft = new GroupDraft(group.state);
    const consents = { of: [stan], askedAt: group.now };
    const after = (ms: number): boolean => agrees(draft, stan, consents, { now: group.now + ms });
    expect([after(5_000), after(5_001)]).toEqual([true, false]);
    // The log's newest event may be ahead of the clock.
    expect(agrees(draft, stan, consents, { now: group.now + day, clock: group.now })).toBe(true);
  });

  it("[INVITE-3] is shown with the group and who invites, and gone for all once it is accepted", async () => {
    const world = new InvitationWorld();
    await world.invite();
    const { now } = world.group;
    const group = { name: "Climbers", avatar: "", memberCount: 5 };
    expect(world.shown).toEqual([{ groupId, group, invitedBy: mona, createdAt: now, expiresAt: now + month }]);
    expect(await world.answer(true)).toBe("done");
    expect([world.shown, world.group.roleOf(stan), world.group.state.invitations.size]).toEqual([[], "member", 0]);
    expect(world.told).toEqual([`1_${now}`, null]);
    // Once more, as after a lost answer.
    expect(await world.answer(true)).toBe("done");
  });

  it("[INVITE-4] that is over is refused: expired, revoked, or its maker may not add people any more", async () => {
    const ends = {
      expired: (world: InvitationWorld) => void (world.group.now += month),
      "revoked by an admin": (world: InvitationWorld) =>
        world.change(adam, { kind: "revoke-invitation", userId: stan }),
      "revoked by its maker": (world: InvitationWorld) =>
        world.change(mona, { kind: "revoke-invitation", userId: stan }),
      "without its maker": (world: InvitationWorld) => world.change(adam, { kind: "remove-member", userId: mona }),
      "without a right": (world: InvitationWorld) =>
        world.change(olga, { kind: "edit-settings", settings: { mayInvite: "admins" } }),
      banned: (world: InvitationWorld) => world.change(adam, { kind: "ban", userId: stan }),
    };
    for (const [name, end] of Object.entries(ends)) {
      const world = new InvitationWorld();
      await world.invite();
      await end(world);
      expect([name, world.shown, await world.answer(true)]).toEqual([name, [], "NOT_FOUND"]);
      expect(await world.answer(false)).toBe("done");
    }
    const world = new InvitationWorld();
    await world.invite();
    await world.change(olga, { kind: "dissolve" });
    expect([world.shown, await world.answer(true)]).toEqual([[], "CONVERSATION_NOT_FOUND"]);
  });

  it("[INVITE-4] is revoked by its maker, an admin or the owner, and by nobody else", async () => {
    const world = new InvitationWorld();
    await world.invite();
    const revoke = { kind: "revoke-invitation", userId: stan } as const;
    expect(world.group.try(mike, revoke)).toBe("FORBIDDEN");
    expect(world.group.try(person("sue"), revoke)).toBe("CONVERSATION_NOT_FOUND");
    expect(world.group.try(olga, revoke)).toEqual([]);
  });

  it("[INVITE-5] holds to what holds for every way of joining: bans and the room there is", async () => {
    const world = new InvitationWorld();
    await world.invite();
    world.group.limits = { LIMIT_GROUP_MEMBERS: 5 };
    expect(await world.answer(true)).toBe("GROUP_FULL");
    expect(world.shown).toHaveLength(1);
    world.group.do(adam, { kind: "ban", userId: person("sue") });
    expect(codeOf(await world.invite(mona, person("sue")))).toBe("BANNED");
  });

  it("[INVITE-6] that was declined looks to its group as if nobody had answered; no other comes for 30 days", async () => {
    const world = new InvitationWorld();
    await world.invite();
    expect(await world.answer(false)).toBe("done");
    const waiting = [...world.group.state.invitations.keys()];
    expect([world.shown, waiting, await world.answer(true)]).toEqual([[], [stan], "NOT_FOUND"]);
    const { calls } = world;
    expect(await world.invite(olga)).toMatchObject({ done: { invited: [stan] } });
    world.group.now += month - 1;
    await world.invite(adam);
    expect([world.shown, world.calls]).toEqual([[], calls]);
    world.group.now += 1;
    await world.invite(adam);
    expect(world.shown).toMatchObject([{ invitedBy: adam }]);
  });

  it("[INVITE-6] is what becomes of adding somebody who has left within 30 days, unless they come back themselves", async () => {
    const { group } = new InvitationWorld();
    const add = { kind: "add-members", userIds: [mike] } as const;
    group.do(mike, { kind: "leave" });
    group.now += month - 1;
    expect(group.do(mona, add)).toMatchObject({ done: { joined: [], invited: [mike] } });
    expect(group.do(mike, { kind: "answer-invitation", accept: true })).toMatchObject({ done: { joined: [mike] } });
    // Who was removed has not chosen it.
    group.do(adam, { kind: "remove-member", userId: mike });
    expect(group.do(mona, add)).toMatchObject({ done: { joined: [mike] } });
    group.do(mike, { kind: "leave" });
    group.now += month;
    expect(group.do(mona, add)).toMatchObject({ done: { joined: [mike] } });
  });

  it("[INVITE-7] of somebody whom the user has blocked is not shown, then or later, and costs its maker the same", async () => {
    const [blocking, open] = [new InvitationWorld(), new InvitationWorld()];
    blocking.blocked.add(mona);
    const decisions = [await blocking.invite(), await open.invite()];
    expect(decisions[0]).toEqual(decisions[1]);
    expect([blocking.shown.length, open.shown.length, blocking.calls]).toEqual([0, 1, open.calls]);
    const seen = [blocking, open].map(({ group }) => [...group.state.invitations.values()]);
    expect(seen[0]).toEqual(seen[1]);
    open.block(mona);
    expect(open.shown).toEqual([]);
    // Of another member it is.
    await blocking.invite(olga);
    expect(blocking.shown).toMatchObject([{ invitedBy: olga }]);
  });

  it("[INVITE-8] is one of at most 500 of a group, and of at most 200 that a user is shown", async () => {
    const world = new InvitationWorld();
    const many = Array.from({ length: wireLimits.maxGroupInvitations }, (_, n) => person(n));
    const add = (userIds: readonly UserId[]) =>
      ({ kind: "add-members", userIds, consents: { of: [], askedAt: world.group.now } }) as const;
    expect(codeOf(world.group.do(mona, add(many)))).toBe("done");
    expect(world.group.try(mona, add([stan]))).toBe("TOO_MANY");
    expect(codeOf(world.group.do(mona, add(many.slice(0, 3))))).toBe("done");
    world.group.now += month;
    expect(codeOf(world.group.do(mona, add([stan])))).toBe("done");
    expect(world.group.state.invitations.size).toBe(1);

    const group = { name: "G", avatar: "", memberCount: 1 };
    const invitation = { invitedBy: mona, createdAt: 1, group };
    const until = world.group.now + day;
    for (let n = 0; n <= wireLimits.maxMyInvitations; n++)
      world.invitations.hear({ conversationId: `group_${n}` as typeof groupId, version: 1, until, invitation });
    expect(world.invitations.list({ limit: 500 }).items).toHaveLength(wireLimits.maxMyInvitations);
  });

  it("[INVITE-9] that was not told is told by the alarm, until it is, and survives both sides", async () => {
    const world = new InvitationWorld();
    world.fate = () => "lost";
    await world.invite();
    expect([world.shown, world.teller.dueAt()]).toEqual([[], world.group.now + 10_000]);
    world.crashGroup();
    world.crashSession();
    world.group.now += 10_000;
    world.fate = () => "answered";
    await world.ring();
    expect([world.shown.length, world.teller.dueAt()]).toEqual([1, null]);
  });

  it("[INVITE-11] costs four rows, its answer at most seven; of those who agree all together cost one row", async () => {
    const world = new InvitationWorld();
    // The invitation, the news and its end; what the session shows.
    expect(await world.rowsWritten(() => world.invite())).toEqual([3, 1]);
    expect(await world.rowsWritten(() => world.invite())).toEqual([0, 0]);
    expect(await world.rowsWritten(() => world.answer(false))).toEqual([3, 1]);
    world.group.now += month;
    await world.invite();
    // The member, who let them in, the invitation, that they stayed out, the news and its end.
    expect(await world.rowsWritten(() => world.answer(true))).toEqual([6, 1]);
    const agreed = (name: string) => [person(`${name}1`), person(`${name}2`)];
    const add = (userIds: UserId[]) =>
      world.change(mona, { kind: "add-members", userIds, consents: { of: userIds, askedAt: world.group.now } });
    expect(await world.rowsWritten(() => add(agreed("a")))).toEqual([3, 0]);
  });

  it("[INVITE-10] leaves behind who let a member in", async () => {
    const world = new InvitationWorld();
    await world.invite();
    await world.answer(true);
    const { state, store } = world.group;
    const page = pageOfMembers(state, { limit: 10 }, (seq) => store.letInBy(seq)).items;
    const letInBy = Object.fromEntries(page.map((member) => [member.userId, member.letInBy]));
    expect(letInBy).toEqual({
      [olga]: undefined,
      [adam]: olga,
      [person("anna")]: olga,
      [mona]: olga,
      [mike]: olga,
      [stan]: mona,
    });
  });
});

it("[INVITE-9] an invitation under the version of news that it is over is shown all the same", async () => {
  const world = new InvitationWorld();
  const { now } = world.group;
  const [until, at] = [now + month, { conversationId: groupId, version: now }];
  expect(world.invitations.hear({ ...at, until, invitation: null })).toEqual({ known: now });
  // A group has forgotten its newest version, and its clock was set back.
  const group = { name: "G", avatar: "", memberCount: 1 };
  const invitation = { invitedBy: mona, createdAt: now, group };
  expect(world.invitations.hear({ ...at, until, invitation })).toEqual({ known: now + 1 });
  expect(world.invitations.hear({ ...at, version: now + 2, until, invitation })).toEqual({ known: now + 2 });
  expect(world.shown).toHaveLength(1);
});

it("[INVITE-9] whatever is lost, late or forgotten: the session comes to show what the group has", async () => {
  const start = firstSeed();
  const wrong: string[] = [];
  for (let seed = start; seed < start + runsOr(400); seed++) {
    const random = new Random(seed);
    const world = new InvitationWorld();
    const blocks = random.chance(0.5);
    world.fate = () => random.pick(["answered", "answered", "lost", "unanswered"]);
    let wasBlocked = false;
    for (let step = 0; step < 40; step++) {
      const dice = random.between(1, 13);
      const by = random.pick(inviters);
      if (dice <= 3) await world.invite(by);
      else if (dice === 4) await world.answer(random.chance(0.5));
      else if (dice === 5) await world.change(adam, { kind: "revoke-invitation", userId: stan });
      else if (dice === 6) await world.change(stan, { kind: "leave" });
      else if (dice === 7) world.crashGroup();
      else if (dice === 8) world.crashSession();
      else if (dice === 9) world.repeatOne(random);
      else if (dice === 10) await world.ring();
      else if (dice === 11) world.group.now += random.pick([1, 10_000, 20 * day]);
      // Its clock goes wrong, as its sessions' does not.
      else if (dice === 12) world.group.now -= random.pick([0, 1, 5_000]);
      else if (blocks && random.chance(0.5)) {
        wasBlocked = true;
        world.block(by);
      } else world.blocked.clear();
    }
    world.fate = () => "answered";
    // The alarm rings when it is due; its clock may have been set back since.
    world.group.now = Math.max(world.group.now, world.teller.dueAt() ?? 0);
    await world.ring();
    world.repeatOne(random);
    const { state, now } = world.group;
    const invitation = state.invitations.get(stan);
    const declined = state.stayedOut.find(stan);
    const isDeclined = declined?.declined === true && now < declined.at + month;
    const isWanted = invitation !== undefined && now < invitation.createdAt + month && !isDeclined;
    const [shown] = world.shown;
    // Made while it could not be told: it is, once another member adds them.
    const mayBeSilent =
      wasBlocked || (declined?.declined === true && (invitation?.createdAt ?? 0) < declined.at + month);
    const isRight = mayBeSilent ? shown === undefined || isWanted : (shown !== undefined) === isWanted;
    if (!isRight || (shown !== undefined && world.blocked.has(shown.invitedBy)) || world.teller.dueAt() !== null)
      wrong.push(`seed ${seed}: shown ${shown !== undefined}, wanted ${isWanted}`);
  }
  expect(wrong).toEqual([]);
}, 60_000);
