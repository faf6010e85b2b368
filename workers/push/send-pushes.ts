// Sends pushes to their services, so that none that is stuck delays the others for long: within the platform's six
// connections, a few to each host, and no more to one that does not answer.
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";
import { sendThrough, serviceOf, type Telling } from "./channels.ts";
import { withoutWords } from "./notification.ts";
import { BadSecret } from "./parsed-once.ts";
import type { PushService } from "./push-channel.ts";
import type { Sent } from "./statuses.ts";

/** The platform's six, apart for services that many devices have and for those that only their users know. */
const connections = { known: 4, other: 2 } as const;
const maxPerHost = 2;
const deadlineMs = 8_000;
/** After a claim: then a request is not begun any more, and waits for another batch. Claims hold longer than this. */
const claimedForMs = 40_000;
/** Of what was not sent, because its host did not answer another, or for want of time. */
const notSentRetryMs = 30_000;

export type ToSend = Telling & {
  readonly target: PushTarget;
  /** Ms since 1970. */
  readonly claimedAt: number;
  /** Told once. Must not throw. */
  ended(outcome: PushOutcome): void;
};

/** @param endsAt then no request is begun any more, ms since 1970; what was not sent is refused, and may be tried again */
export async function sendPushes(pushes: readonly ToSend[], env: Env, endsAt = Infinity): Promise<void> {
  const services = new Map<string, Service>();
  for (const push of pushes) {
    const { host, isKnown } = serviceOf(push.target, env);
    const service = services.get(host) ?? { isKnown, isStuck: false, pushes: [] };
    service.pushes.push(push);
    services.set(host, service);
  }
  const lines = [...services.values()].flatMap(linesOf);
  await Promise.all([
    eachInParallel(
      lines.filter(({ service }) => service.isKnown),
      connections.known,
      (line) => sendLine(line, endsAt, env),
    ),
    eachInParallel(
      lines.filter(({ service }) => !service.isKnown),
      connections.other,
      (line) => sendLine(line, endsAt, env),
    ),
  ]);
}

/** Of one host. */
interface Service extends Pick<PushService, "isKnown"> {
  readonly pushes: ToSend[];
  isStuck: boolean;
}

interface Line {
  readonly pushes: readonly ToSend[];
  readonly service: Service;
}

/** As many as a host may have connections: each sends one after the other. */
const linesOf = (service: Service): readonly Line[] =>
  Array.from({ length: Math.min(maxPerHost, service.pushes.length) }, (_, line) => ({
    pushes: service.pushes.filter((_push, n) => n % maxPerHost === line),
    service,
  }));

async function sendLine({ pushes, service }: Line, endsAt: number, env: Env): Promise<void> {
  for (const push of pushes) {
    const mayNot = service.isStuck || Date.now() > Math.min(endsAt, push.claimedAt + claimedForMs);
    const outcome: PushOutcome = mayNot ? { kind: "refused", retryAfterMs: notSentRetryMs } : await sendOne(push, env);
    service.isStuck ||= outcome.kind === "unknown";
    push.ended(outcome);
  }
}

async function sendOne({ target, ...telling }: ToSend, env: Env): Promise<PushOutcome> {
  const sent = await trySending(target, telling, env);
  if (sent.kind !== "too-large" || !("notification" in telling)) return outcomeOf(sent, target);
  // Refused for certain, so that the shorter one is no second.
  return outcomeOf(await trySending(target, { notification: withoutWords(telling.notification) }, env), target);
}

function outcomeOf(sent: Sent, { kind }: PushTarget): PushOutcome {
  switch (sent.kind) {
    case "too-large":
      return { kind: "rejected" };
    case "not-accepted": {
      const { reason, retryAfterMs } = sent;
      logErrorSeldom("push not accepted", reason.slice(0, 100), { service: kind });
      // Nothing is wrong with the subscription.
      return { kind: "refused", ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
    default:
      return sent;
  }
}

async function trySending(target: PushTarget, telling: Telling, env: Env): Promise<Sent> {
  const cut = new AbortController();
  try {
    return await withDeadline(() => sendThrough(target, telling, env, cut.signal), deadlineMs);
  } catch (cause) {
    cut.abort();
    if (cause instanceof BadSecret) return { kind: "not-accepted", reason: cause.message };
    logErrorSeldom("push not answered", cause, { host: serviceOf(target, env).host });
    return { kind: "unknown" };
  }
}
