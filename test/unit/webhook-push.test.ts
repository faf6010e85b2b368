// Pushes as signed webhooks, to a receiver that verifies them by the library that receivers use.
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { WebhookReceiver } from "../../lab/push/webhook-receiver.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";
import type { Notification } from "../../workers/push/notification.ts";
import { sendPushes } from "../../workers/push/send-pushes.ts";
import { standInFor } from "../support/stand-in-for.ts";

let receiver: WebhookReceiver;
let hook: WebhookSubscription;
let env: Env;
beforeEach(async () => {
  receiver = new WebhookReceiver();
  await receiver.start();
  hook = receiver.install();
  env = standInFor<Env>({ PUSH_LOOPBACK: "allowed", CLIENT_ADDRESS_SOURCE: "none" });
});
afterEach(() => receiver.stop());

const notification: Notification = {
  conversationId: "direct_a_b" as ConversationId,
  seq: 42,
  title: "Ada",
  body: "你好",
  unread: 1,
  mentions: 0,
};

/** Each once: a repeat has the same id. */
const received = (): readonly unknown[] => [
  ...new Map(receiver.of(hook).received.map(({ id, data }) => [id, data])).values(),
];

async function send(changes: Partial<Notification> = {}, target = hook): Promise<PushOutcome[]> {
  const outcomes: PushOutcome[] = [];
  const ended = (outcome: PushOutcome): void => void outcomes.push(outcome);
  await sendPushes([{ target, claimedAt: Date.now(), notification: { ...notification, ...changes }, ended }], env);
  return outcomes;
}

it("[PUSH-19] a receiver verifies what it gets, and knows a repeat by its id", async () => {
  receiver.of(hook).answers.push({ status: 500 });
  expect(await send()).toEqual([{ kind: "refused", mayHaveCome: true }]);
  expect(await send()).toEqual([{ kind: "taken" }]);
  expect(await send()).toEqual([{ kind: "taken" }]);
  expect(new Set(receiver.ids).size).toBe(1);
  expect(received()).toEqual([{ type: "message", timestamp: expect.any(String) as unknown, data: notification }]);
  await send({ seq: 43 });
  await send({ conversationId: "direct_a_c" as ConversationId });
  expect(received()).toHaveLength(3);
  expect(receiver.faults).toEqual([]);
});

it("[PUSH-19] whoever has another secret gets nothing that it could verify", async () => {
  const other: WebhookSubscription = { ...hook, secret: `whsec_${"A".repeat(32)}` };
  expect(await send({}, other)).toEqual([{ kind: "rejected" }]);
  expect(received()).toEqual([]);
});

it("[PUSH-3] [PUSH-11] an address that may not be called any more, or that is gone, ends the subscription", async () => {
  receiver.of(hook).answers.push({ status: 410 });
  expect(await send()).toEqual([{ kind: "gone" }]);
  env = standInFor<Env>({ ...env, PUSH_LOOPBACK: "" });
  expect(await send()).toEqual([{ kind: "gone" }]);
  expect(receiver.ids).toHaveLength(1);
});

it("[PUSH-40] [PUSH-19] a clear names what is over, and is no repeat of the message", async () => {
  const clear = { conversationId: notification.conversationId, seq: notification.seq, badge: 3 };
  const outcomes: PushOutcome[] = [];
  await send();
  for (let n = 0; n < 2; n++)
    await sendPushes(
      [{ target: hook, claimedAt: Date.now(), clear, ended: (outcome) => void outcomes.push(outcome) }],
      env,
    );
  expect(outcomes).toEqual([{ kind: "taken" }, { kind: "taken" }]);
  expect(received()).toMatchObject([{ type: "message" }, { type: "clear", data: clear }]);
  expect(receiver.ids).toHaveLength(3);
});
