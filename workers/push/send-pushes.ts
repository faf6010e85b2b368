// Sends pushes to their services, so that none that is stuck delays the others for long: within the platform's six
// connections, a few to each host, and no more to one that does not answer.
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";
import { withoutWords, type ClearNotice, type Notification } from "./notification.ts";
import type { PushChannel } from "./push-channel.ts";
import type { Sent } from "./statuses.ts";
import { webPush } from "./web-push.ts";
import { webhook } from "./webhook.ts";

/** The platform's six, apart for services that many devices have and for those that only their users know. */
const connections = { known: 4, other: 2 } as const;
const maxPerHost = 2;
const deadlineMs = 8_000;
/** Then the rest waits for another batch: claims hold longer than this. */
const batchMs = 40_000;
/** Of what was not sent, because its host did not answer another, or for want of time. */
const notSentRetryMs = 30_000;

/** The services of browsers. One that is not here waits for others of its kind only. */
const knownServices = [
  "fcm.googleapis.com",
  "push.services.mozilla.com",
  "push.apple.com",
  "notify.windows.com",
] as const;
const isKnown = (host: string): boolean => knownServices.some((name) => host === name || host.endsWith(`.${name}`));

/** What one request tells. */
type Telling = { readonly notification: Notification } | { readonly clear: ClearNotice };

function sendThrough(target: PushTarget, telling: Telling, env: Env, signal: AbortSignal): Promise<Sent> {
  switch (target.kind) {
    case "web":
      return sendBy(webPush, target, telling, env, signal);
    case "webhook":
      return sendBy(webhook, target, telling, env, signal);
  }
}

async function sendBy<Target extends PushTarget>(
  channel: PushChannel<Target>,
  target: Target,
  telling: Telling,
  env: Env,
  signal: AbortSignal,
): Promise<Sent> {
  if ("notification" in telling) return channel.send(target, telling.notification, env, signal);
  // No session asks for it where it cannot be (`canClear`).
  return channel.clear?.(target, telling.clear, env, signal) ?? { kind: "rejected" };
}

export type ToSend = Telling & {
  readonly target: PushTarget;
  /** Told once. Must not throw. */
  ended(outcome: PushOutcome): void;
};

export async function sendPushes(pushes: readonly ToSend[], env: Env): Promise<void> {
  const endsAt = Date.now() + batchMs;
  const byHost = new Map<string, ToSend[]>();
  for (const push of pushes) {
    const { host } = new URL(push.target.endpoint);
    byHost.set(host, [...(byHost.get(host) ?? []), push]);
  }
  const lines = [...byHost].flatMap(([host, ofHost]) => linesOf(host, ofHost));
  await Promise.all([
    eachInParallel(
      lines.filter(({ host }) => isKnown(host)),
      connections.known,
      (line) => sendLine(line, endsAt, env),
    ),
    eachInParallel(
      lines.filter(({ host }) => !isKnown(host)),
      connections.other,
      (line) => sendLine(line, endsAt, env),
    ),
  ]);
}

interface Line {
  readonly host: string;
  readonly pushes: readonly ToSend[];
  /** Shared by all lines of a host. */
  readonly service: { isStuck: boolean };
}

/** As many as a host may have connections: each sends one after the other. */
function linesOf(host: string, pushes: readonly ToSend[]): readonly Line[] {
  const service = { isStuck: false };
  return Array.from({ length: Math.min(maxPerHost, pushes.length) }, (_, line) => ({
    host,
    pushes: pushes.filter((_push, n) => n % maxPerHost === line),
    service,
  }));
}

async function sendLine({ pushes, service }: Line, endsAt: number, env: Env): Promise<void> {
  for (const push of pushes) {
    const mayNot = service.isStuck || Date.now() > endsAt;
    const outcome: PushOutcome = mayNot ? { kind: "refused", retryAfterMs: notSentRetryMs } : await sendOne(push, env);
    service.isStuck ||= outcome.kind === "unknown";
    push.ended(outcome);
  }
}

async function sendOne({ target, ...telling }: ToSend, env: Env): Promise<PushOutcome> {
  const outcome = await trySending(target, telling, env);
  if (outcome.kind !== "too-large") return outcome;
  if (!("notification" in telling)) return { kind: "rejected" };
  // Refused for certain, so that the shorter one is no second.
  const shorter = await trySending(target, { notification: withoutWords(telling.notification) }, env);
  return shorter.kind === "too-large" ? { kind: "rejected" } : shorter;
}

async function trySending(target: PushTarget, telling: Telling, env: Env): Promise<Sent> {
  const cut = new AbortController();
  try {
    return await withDeadline(() => sendThrough(target, telling, env, cut.signal), deadlineMs);
  } catch (cause) {
    cut.abort();
    logErrorSeldom("push not answered", cause, { host: new URL(target.endpoint).host });
    return { kind: "unknown" };
  }
}
