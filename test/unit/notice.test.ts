// The rules of "once", for receivers that drop repeats and for those that do not.
import { describe, expect, it } from "vitest";
import {
  asksAgainAt,
  changed,
  claimed,
  clearClaimed,
  clearedAlong,
  heard,
  isGivenUp,
  over,
  settled,
  tellableAt,
  type Notice,
} from "../../durable-objects/user-session/notifying/notice.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";

const deviceId = "device" as DeviceId;
const web = { deviceId, since: 0, isRepeatable: true, canClear: false };
/** An app's: what it gets it shows. */
const app = { ...web, isRepeatable: false, canClear: true };
const second = 1_000;
const minute = 60 * second;

const told = (notice: Notice, now: number, upTo = notice.seq): Notice =>
  claimed(notice, deviceId, { upTo, now, by: "job" }).notice;
const after = (notice: Notice, outcome: PushOutcome, now: number, isRepeatable: boolean): Notice => {
  const { seq = 0, attempt = 0 } = notice.told[deviceId] ?? {};
  return settled(notice, { deviceId, conversationId: "c" as ConversationId, seq, attempt }, outcome, {
    now,
    isRepeatable,
  });
};

const isInForce = (): boolean => true;
const ended = (notice: Notice, now: number): Notice => {
  const next = over(notice, now, isInForce);
  if (next === null) throw new Error("nobody shows anything");
  return next;
};
const cleared = (notice: Notice, now: number): Notice => {
  const claim = clearClaimed(notice, deviceId, { now, by: "clears" });
  if (claim === null) throw new Error("nothing was told");
  return claim.notice;
};

describe("[PUSH-10] a try of which nobody knows", () => {
  it("is made again where the receiver drops repeats, and else not, until there is something newer", () => {
    const open = told(heard(null, 5, 0), 10 * second);
    expect(tellableAt(open, web)).toBe(10 * second + minute);
    expect(tellableAt(open, app)).toBeNull();
    for (const receiver of [web, app]) {
      const unknown = after(open, { kind: "unknown" }, 20 * second, receiver.isRepeatable);
      expect(tellableAt(unknown, receiver)).toBe(receiver.isRepeatable ? 25 * second : null);
    }
    // The badge comes with the next one.
    const lost = after(open, { kind: "unknown" }, 20 * second, false);
    expect(tellableAt(heard(lost, 6, 30 * second), app)).toBe(30 * second);
    // One that is cut off holds the next one back: nobody knows in which order they would come.
    expect(tellableAt(heard(open, 6, 30 * second), app)).toBe(10 * second + minute);
  });
});

it("[PUSH-11] a refusal that is certain is made again for every receiver, when the service says", () => {
  const open = told(heard(null, 5, 0), second);
  for (const receiver of [web, app]) {
    const said = after(open, { kind: "refused", retryAfterMs: 40 * second }, 2 * second, receiver.isRepeatable);
    expect(tellableAt(said, receiver)).toBe(42 * second);
    const silent = after(open, { kind: "refused" }, 2 * second, receiver.isRepeatable);
    expect(tellableAt(silent, receiver)).toBe(7 * second);
    const again = after(told(silent, 7 * second), { kind: "refused" }, 8 * second, receiver.isRepeatable);
    expect(tellableAt(again, receiver)).toBe(18 * second);
    const greedy = after(open, { kind: "refused", retryAfterMs: 1e12 }, 0, receiver.isRepeatable);
    expect(tellableAt(greedy, receiver)).toBe(60 * minute);
  }
});

it("[PUSH-10] whoever comes late changes nothing, but that it was taken", () => {
  const first = told(heard(null, 5, 0), 0);
  const next = told(first, 2 * minute);
  const claim = { deviceId, conversationId: "c" as ConversationId, seq: 5, attempt: 1 };
  for (const kind of ["rejected", "gone", "unknown"] as const)
    expect(settled(next, claim, { kind }, { now: 0, isRepeatable: true })).toBe(next);
  const taken = settled(next, claim, { kind: "taken" }, { now: 0, isRepeatable: true });
  expect(tellableAt(taken, web)).toBeNull();
  // What comes next, and what takes it back, wait for the later try all the same.
  expect(tellableAt(heard(taken, 6, 3 * minute - 1), web)).toBe(3 * minute);
  expect(tellableAt(ended(taken, 2 * minute), app)).toBe(3 * minute);
  const both = settled(taken, { ...claim, attempt: 2 }, { kind: "unknown" }, { now: 0, isRepeatable: true });
  expect(tellableAt(both, web)).toBeNull();
  expect(tellableAt(ended(both, 2 * minute), app)).toBe(2 * minute);
  // Nor what is of another message.
  const newer = told(heard(taken, 6, 0), 0);
  expect(settled(newer, claim, { kind: "taken" }, { now: 0, isRepeatable: true })).toBe(newer);
});

it("[PUSH-10] a job comes back for what it claimed, and for nothing that another is telling", () => {
  const open = told(heard(null, 5, 0), 0);
  expect(asksAgainAt(open, web, "job", second)).toBe(minute);
  expect(asksAgainAt(open, web, "another", second)).toBeNull();
  expect(asksAgainAt(open, app, "job", second)).toBeNull();
  expect(asksAgainAt(heard(open, 6, second), web, "another", second)).toBeNull();
  // What may be told now is claimed by the same call.
  expect(asksAgainAt(heard(null, 5, 0), web, "job", second)).toBeNull();
});

it("[PUSH-5] a device is not told of what was noted before it subscribed", () => {
  const notice = heard(null, 5, 10);
  expect(tellableAt(notice, { ...web, since: 11 })).toBeNull();
  expect(tellableAt(heard(notice, 6, 12), { ...web, since: 11 })).toBe(12);
  expect(heard(notice, 5, 20)).toBe(notice);
});

describe("[PUSH-40] what is over", () => {
  const taken = after(told(heard(null, 5, 0), 0, 7), { kind: "taken" }, second, false);

  it("is taken back from whoever may show it, by a claim of what it was told last", () => {
    const notice = ended(taken, minute);
    expect([tellableAt(notice, app), tellableAt(notice, web)]).toEqual([minute, null]);
    const claim = clearClaimed(notice, deviceId, { now: minute, by: "job" });
    expect(claim).toMatchObject({ seq: 7, attempt: 2 });
    const done = after(cleared(notice, minute), { kind: "taken" }, minute, false);
    expect(done).toEqual({ seq: 0, at: minute, told: {} });
    expect(clearClaimed(done, deviceId, { now: minute, by: "job" })).toBeNull();
  });

  it("is nothing for a device that was certainly told nothing, or is not there any more", () => {
    for (const kind of ["refused", "rejected"] as const)
      expect(over(after(told(heard(null, 5, 0), 0), { kind }, 0, false), 0, isInForce)).toBeNull();
    expect(over(taken, 0, () => false)).toBeNull();
    // An earlier one may be shown, and one of which nobody knows.
    const refused = after(told(heard(taken, 8, 2), 2), { kind: "refused" }, 3, false);
    expect(over(refused, 4, isInForce)).toMatchObject({ told: { device: { seq: 8, shows: true } } });
    for (const receiver of [app, web]) {
      const unknown = after(told(heard(null, 5, 0), 0), { kind: "unknown" }, 0, receiver.isRepeatable);
      expect(over(unknown, 0, isInForce)).not.toBeNull();
    }
  });

  it("may be shown by a device whose service failed on it: it is told so", () => {
    const failed = { kind: "refused", mayHaveCome: true } as const;
    const notice = after(told(heard(null, 5, 0), 0), failed, second, true);
    expect(tellableAt(notice, web)).toBe(6 * second);
    expect(over(notice, 2 * second, isInForce)).toMatchObject({ seq: 0, told: { device: { seq: 5 } } });
    // Also if that was read while it was on its way.
    const open = ended(told(heard(null, 5, 0), second), 2 * second);
    expect(tellableAt(after(open, failed, 3 * second, false), app)).toBe(8 * second);
  });

  it("waits for the open claim of a message, and for nothing when that was refused", () => {
    const open = ended(told(heard(null, 5, 0), second), 2 * second);
    expect(tellableAt(open, app)).toBe(second + minute);
    expect(asksAgainAt(open, app, "clears", 3 * second)).toBeNull();
    expect(tellableAt(after(open, { kind: "taken" }, 3 * second, false), app)).toBe(2 * second);
    for (const kind of ["refused", "rejected"] as const)
      expect(after(open, { kind }, 3 * second, false).told).toEqual({});
  });

  it("is tried again whatever is not known of it, as often as a message", () => {
    let notice = ended(taken, minute);
    for (let tries = 1; tries <= 9; tries++) {
      expect(isGivenUp(notice, notice.told[deviceId])).toBe(false);
      notice = after(cleared(notice, minute), { kind: tries % 2 === 0 ? "unknown" : "refused" }, minute, false);
      expect(tellableAt(notice, app)).toBe(minute + Math.min(60 * minute, 5 * second * 2 ** (tries - 1)));
    }
    expect(isGivenUp(notice, notice.told[deviceId])).toBe(true);
    // One that was cut off, too.
    expect(tellableAt(cleared(notice, minute), app)).toBe(2 * minute);
    for (const kind of ["rejected", "gone"] as const)
      expect(after(cleared(notice, minute), { kind }, minute, false).told).toEqual({});
  });

  it("gives way to a later message, which a late answer does not touch", () => {
    const open = cleared(ended(taken, minute), minute);
    const newer = heard(open, 9, minute + 1);
    expect(tellableAt(newer, app)).toBe(2 * minute);
    const done = after(newer, { kind: "taken" }, minute + 2, false);
    expect(tellableAt(done, app)).toBe(minute + 1);
    const again = told(newer, 2 * minute);
    const { seq = 0, attempt = 0 } = open.told[deviceId] ?? {};
    const late = { deviceId, conversationId: "c" as ConversationId, seq, attempt };
    expect(settled(again, late, { kind: "taken" }, { now: 0, isRepeatable: false })).toBe(again);
    // It may show what was told before the clear, of which nobody knows.
    expect(again.told[deviceId]).toMatchObject({ seq: 9, shows: true });
  });

  it("knows a late answer to the message from one to the clear", () => {
    const open = cleared(ended(told(heard(null, 5, 0), 0), second), 2 * minute);
    const of = (attempt: number) => ({ deviceId, conversationId: "c" as ConversationId, seq: 5, attempt });
    const says = (attempt: number, notice = open) =>
      settled(notice, of(attempt), { kind: "taken" }, { now: 0, isRepeatable: false });
    expect(says(1)).toBe(open);
    expect(says(2, cleared(open, 4 * minute)).told).toEqual({});
  });

  it("is forgotten of a browser once another push has named it", () => {
    const notice = ended(taken, minute);
    expect(clearedAlong(notice, deviceId, 6)).toBe(notice);
    expect(clearedAlong(notice, deviceId, 7).told).toEqual({});
    const newer = heard(notice, 9, minute);
    expect(clearedAlong(newer, deviceId, 7)).toBe(newer);
  });
});

it("[PUSH-41] who shows a message that is not so any more is told again, and whoever was told later is not", () => {
  const open = claimed(heard(null, 5, 0), deviceId, { upTo: 6, now: 0, by: "job", shown: 5 }).notice;
  const taken = after(open, { kind: "taken" }, 1, false);
  const at = (target: number, by: number, notice = taken): number | null =>
    tellableAt(changed(notice, new Map([[target, by]]), second), app);
  expect([at(5, 7), at(5, 6), at(4, 7)]).toEqual([second, null, null]);
  expect(changed(taken, new Map([[4, 7]]), second)).toBe(taken);
  // While it is on its way, too.
  expect(at(5, 7, after(changed(open, new Map([[5, 7]]), second), { kind: "taken" }, 2, false))).toBe(second);
  const again = told(changed(taken, new Map([[5, 7]]), second), 2 * second, 7);
  expect(tellableAt(after(again, { kind: "taken" }, 3 * second, false), app)).toBeNull();
  // Nothing that is over is told again.
  const gone = ended(taken, minute);
  expect(changed(gone, new Map([[5, 7]]), minute)).toBe(gone);
});
