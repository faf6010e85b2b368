// A group that an app holds: its events, applied to answers of any earlier time, give what the server would answer now.
import { expect, it } from "vitest";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { Group, JoinedHow, Member, Role } from "../../schema/protocol/group.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { holdGroup } from "../../sdk/groups/held-group.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { HeldGroupWorld } from "../support/held-group-world.ts";

const stepsOfRun = 400;

it("[SDK-47] what comes late from an earlier stay changes nothing of answers from the present one", () => {
  const [me, gone] = ["user_me", "user_gone"] as UserId[];
  if (me === undefined || gone === undefined) throw new Error("nobody");
  const self: Member = { userId: me, role: "member", nickname: "", silencedUntil: null, joinedSeq: 12 };
  const group = standInFor<Group>({ id: "group_test", self, memberCount: 1 });
  const change = { kind: "joined", how: "created", role: "member" } as const;
  const late = {
    type: "member-changed",
    conversationId: "group_test" as ConversationId,
    seq: 2,
    createdAt: 1,
  } as const;
  const held = holdGroup(group, [self], [{ ...late, actorId: me, userIds: [me, gone], change }]);
  expect([...(held?.members.keys() ?? [])]).toEqual([me]);
});

it("[SDK-47] [INVITE-10] admins learn of newcomers who added them, members do not", () => {
  const [me, ada, bob, cleo] = ["user_me", "user_ada", "user_bob", "user_cleo"] as [UserId, UserId, UserId, UserId];
  const letIn = (role: Role): unknown => {
    const self: Member = { userId: me, role, nickname: "", silencedUntil: null, joinedSeq: 1 };
    const group = standInFor<Group>({ id: "group_test", self, memberCount: 1 });
    const joined = (seq: number, userId: UserId, how: JoinedHow): MemberChangedFrame => ({
      type: "member-changed",
      conversationId: "group_test" as ConversationId,
      seq,
      createdAt: 1,
      actorId: how === "added" ? me : userId,
      userIds: [userId],
      change: { kind: "joined", how, role: "member" },
    });
    const held = holdGroup(group, [self], [joined(2, ada, "added"), joined(3, bob, "link"), joined(4, cleo, "added")]);
    return [ada, bob, cleo].map((userId) => held?.members.get(userId)?.letInBy);
  };
  expect(letIn("admin")).toEqual([me, undefined, me]);
  expect(letIn("member")).toEqual([undefined, undefined, undefined]);
});

it("[SDK-47] the events of a random history, applied to old answers, give the answers of now", () => {
  const from = firstSeed();
  let loads = 0;
  for (let seed = from; seed < from + runsOr(60); seed++) {
    const world = new HeldGroupWorld(seed);
    for (let step = 1; step <= stepsOfRun; step++) {
      world.step();
      if (step % 50 !== 0) continue;
      const difference = world.differenceAtRest();
      if (difference !== null) throw new Error(`FUZZ_SEED=${seed}, step ${step}: ${difference}`);
    }
    loads += world.loads;
  }
  expect(loads, `FUZZ_SEED=${from}`).toBeGreaterThan(100);
});
