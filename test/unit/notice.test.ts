// The rules of "once", for receivers that drop repeats and for those that do not.
import { describe, expect, it } from "vitest";
import {
  asksAgainAt,
  claimed,
  heard,
  settled,
  tellableAt,
  type Notice,
} from "../../durable-objects/user-session/notifying/notice.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";

const deviceId = "device" as DeviceId;
const web = { deviceId, since: 0, isRepeatable: true };
/** An app's: what it gets it shows. */
const app = { ...web, isRepeatable: false };
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
  expect(settled(taken, { ...claim, attempt: 2 }, { kind: "taken" }, { now: 0, isRepeatable: true })).toBe(taken);
  // Nor what is of another message.
  const newer = told(heard(taken, 6, 0), 0);
  expect(settled(newer, claim, { kind: "taken" }, { now: 0, isRepeatable: true })).toBe(newer);
});

it("[PUSH-10] a job comes back for what it claimed, and for what waits behind another's claim", () => {
  const open = told(heard(null, 5, 0), 0);
  expect(asksAgainAt(open, web, "job", second)).toBe(minute);
  expect(asksAgainAt(open, web, "another", second)).toBeNull();
  expect(asksAgainAt(open, app, "job", second)).toBeNull();
  expect(asksAgainAt(heard(open, 6, second), web, "another", second)).toBe(4 * second);
  // What may be told now is claimed by the same call.
  expect(asksAgainAt(heard(null, 5, 0), web, "job", second)).toBeNull();
});

it("[PUSH-5] a device is not told of what was noted before it subscribed", () => {
  const notice = heard(null, 5, 10);
  expect(tellableAt(notice, { ...web, since: 11 })).toBeNull();
  expect(tellableAt(heard(notice, 6, 12), { ...web, since: 11 })).toBe(12);
  expect(heard(notice, 5, 20)).toBe(notice);
});
