// Whom the events of a group name: who did it, and to whom. All devices build their picture of the group from that.
import { expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { adam, climbers, mike, mona, olga, person, stan } from "../support/test-group.ts";

const [sue, sam] = [person("sue"), person("sam")];
const silencedUntil = 1_900_000_000_000;

/** Actor, op, and who is named by each event that it makes. */
const doings: readonly (readonly [string, UserId, GroupOp, readonly (readonly UserId[])[]])[] = [
  ["GROUP-7", mona, { kind: "add-members", userIds: [sue, mike, sam] }, [[sue, sam]]],
  ["GROUP-8", stan, { kind: "join" }, [[stan]]],
  ["GROUP-9", adam, { kind: "ban", userId: mona }, [[mona]]],
  ["GROUP-14", olga, { kind: "transfer", userId: mona }, [[mona], [olga]]],
  ["GROUP-15", olga, { kind: "set-role", userId: mona, role: "admin" }, [[mona]]],
  ["GROUP-16", adam, { kind: "remove-member", userId: mona }, [[mona]]],
  ["GROUP-16", mona, { kind: "leave" }, [[mona]]],
  ["GROUP-17", adam, { kind: "silence", userId: mona, silencedUntil }, [[mona]]],
  ["GROUP-21", adam, { kind: "set-nickname", userId: mona, nickname: "Lisa" }, [[mona]]],
];

it.each(doings)("[%s] %s: %o names them", (_rule, actorId, op, named) => {
  const decision = climbers().do(actorId, op);
  const events = "events" in decision ? decision.events : [];
  expect(events.map((event) => event.actorId)).toEqual(named.map(() => actorId));
  expect(events.map((event) => (event.type === "member-changed" ? event.userIds : null))).toEqual(named);
});

it("[GROUP-14] [GROUP-17] a new owner whose mute ends is named by that event too", () => {
  const group = climbers();
  group.do(adam, { kind: "silence", userId: mona, silencedUntil });
  const decision = group.do(olga, { kind: "transfer", userId: mona });
  expect("events" in decision && decision.events.at(-1)).toEqual({
    type: "member-changed",
    actorId: olga,
    userIds: [mona],
    change: { kind: "silenced", silencedUntil: null },
  });
});

it.each<readonly [string, UserId, GroupOp]>([
  ["GROUP-9", adam, { kind: "ban", userId: mona }],
  ["GROUP-16", adam, { kind: "remove-member", userId: mona }],
  ["GROUP-16", mona, { kind: "leave" }],
  ["GROUP-6", olga, { kind: "dissolve" }],
])("[%s] [GROUP-3] %s: after %o that event is the last that they see", (_rule, actorId, op) => {
  const group = climbers();
  group.send(mike);
  group.do(actorId, op);
  expect(group.state.leavers.get(mona)?.intervals).toEqual([{ fromSeq: 1, toSeq: group.headSeq }]);
});
