// What came to a device, read from the form of its channel.
import * as v from "valibot";
import type { Said } from "./screen.ts";

const cleared = v.object({ conversationId: v.string(), seq: v.number() });

const saidFields = {
  conversationId: v.string(),
  seq: v.number(),
  badge: v.exactOptional(v.number()),
  body: v.exactOptional(v.string()),
  replaces: v.exactOptional(v.boolean()),
  cleared: v.exactOptional(v.array(cleared)),
};

const webShape = v.object({ type: v.string(), ...saidFields });
const webhookShape = v.object({ type: v.string(), data: v.object(saidFields) });
const apnsShape = v.object({
  aps: v.object({
    badge: v.exactOptional(v.number()),
    alert: v.exactOptional(v.object({ body: v.exactOptional(v.string()) })),
  }),
  klatch: v.object({ type: v.string(), ...saidFields }),
});

export const saidByWeb = (data: unknown): Said => v.parse(webShape, data);

export function saidByWebhook(call: unknown): Said {
  const { type, data } = v.parse(webhookShape, call);
  return { type, ...data };
}

export function saidByApns(payload: unknown): Said {
  const { aps, klatch } = v.parse(apnsShape, payload);
  const { badge, alert = {} } = aps;
  return {
    ...klatch,
    ...(badge !== undefined && { badge }),
    ...(alert.body !== undefined && { body: alert.body }),
  };
}

/** All of it is text. Apps are told of what is over by clears. */
export function saidByFcm({ seq, badge, replaces, cleared: _, ...data }: Readonly<Record<string, string>>): Said {
  const numbers = { seq: Number(seq), ...(badge !== undefined && { badge: Number(badge) }) };
  return v.parse(webShape, { ...data, ...numbers, ...(replaces === "true" && { replaces: true }) });
}
