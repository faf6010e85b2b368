// What newcomers to a group see of its log, and who returns.
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { climbers, mike, mona, olga, person, stan, type TestGroup } from "../support/test-group.ts";

const join: GroupOp = { kind: "join" };

describe("what newcomers see", () => {
  const seenBy = (group: TestGroup, userId: UserId): unknown => group.state.members.get(userId)?.intervals;

  it("[GROUP-3] from their own joining on, or from the event that made the history visible", () => {
    const group = climbers({ historyVisible: false });
    group.do(stan, join);
    const joinedSeq = group.headSeq;
    expect(group.state.members.get(stan)).toMatchObject({
      joinedSeq,
      intervals: [{ fromSeq: joinedSeq, toSeq: null }],
    });
    const [, sue] = group.together(
      [olga, { kind: "edit-settings", settings: { historyVisible: true } }],
      [person("sue"), join],
    );
    const switchedSeq = joinedSeq + 1;
    expect(sue).toMatchObject({ done: { seq: group.headSeq } });
    expect(group.state.members.get(person("sue"))).toMatchObject({
      joinedSeq: group.headSeq,
      intervals: [{ fromSeq: switchedSeq, toSeq: null }],
    });
    expect(seenBy(group, stan)).toEqual([{ fromSeq: joinedSeq, toSeq: null }]);
    // What was switched on is on: another change of the settings moves nothing, in memory and in storage.
    group.do(olga, { kind: "edit-settings", settings: { historyVisible: true, mayPin: "members" } });
    group.state = group.store.load();
    group.do(person("sam"), join);
    expect(seenBy(group, person("sam"))).toEqual([{ fromSeq: switchedSeq, toSeq: null }]);
  });

  it("[GROUP-3] what was written while the history was not visible stays hidden when it is again", () => {
    const group = climbers({ historyVisible: true });
    group.do(stan, join);
    expect(seenBy(group, stan)).toEqual([{ fromSeq: 1, toSeq: null }]);
    group.do(olga, { kind: "edit-settings", settings: { historyVisible: false } });
    group.send(mike);
    group.do(olga, { kind: "edit-settings", settings: { historyVisible: true } });
    const switchedSeq = group.headSeq;
    group.send(mike);
    group.state = group.store.load();
    group.do(person("sue"), join);
    expect(seenBy(group, person("sue"))).toEqual([{ fromSeq: switchedSeq, toSeq: null }]);
    group.do(olga, { kind: "edit-settings", settings: { historyVisible: false } });
    group.state = group.store.load();
    group.do(person("sam"), join);
    expect(seenBy(group, person("sam"))).toEqual([{ fromSeq: group.headSeq, toSeq: null }]);
  });

  it("[GROUP-3] where earlier code made it visible, nobody knows when: from the first joining after that", () => {
    const group = climbers({ historyVisible: true });
    group.send(mike);
    // Earlier code stored the setting only.
    group.sqlite.sql.exec("DELETE FROM visible_history");
    group.state = group.store.load();
    group.do(stan, join);
    const joinedSeq = group.headSeq;
    expect(seenBy(group, stan)).toEqual([{ fromSeq: joinedSeq, toSeq: null }]);
    group.send(mike);
    group.state = group.store.load();
    group.do(person("sue"), join);
    expect(seenBy(group, person("sue"))).toEqual([{ fromSeq: joinedSeq, toSeq: null }]);
  });

  it("[GROUP-3] who was away sees each of their stays, the events of coming and going included", () => {
    const group = climbers();
    group.do(mona, { kind: "leave" });
    const leftSeq = group.headSeq;
    expect(group.state.leavers.get(mona)?.intervals).toEqual([{ fromSeq: 1, toSeq: leftSeq }]);
    group.send(mike);
    group.do(mona, join);
    expect(group.state.members.get(mona)?.intervals).toEqual([
      { fromSeq: 1, toSeq: leftSeq },
      { fromSeq: group.headSeq, toSeq: null },
    ]);
  });

  it("[GROUP-11] nobody comes and goes without end", () => {
    const group = climbers();
    const stays = Array.from({ length: wireLimits.maxMemberships - 1 }, (_, n): [UserId, GroupOp][] => [
      [stan, join],
      [stan, { kind: "leave" }],
      [mike, { kind: "set-nickname", userId: mike, nickname: `Micky ${n}` }],
    ]);
    group.together(...stays.flat());
    expect(group.try(stan, join)).toEqual([{ kind: "joined", how: "free", role: "member" }]);
    group.do(stan, { kind: "leave" });
    group.send(mike);
    expect(group.try(stan, join)).toBe("TOO_MANY");
    expect(group.try(olga, { kind: "add-members", userIds: [stan, person("sue")] })).toBe("TOO_MANY");
    expect(group.roleOf(person("sue"))).toBeNull();
  });
});
