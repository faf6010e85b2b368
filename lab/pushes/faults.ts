// How a service fails, once.
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { Random } from "../kit/random.ts";
import type { ServiceAnswer, Silence } from "../push/local-service.ts";

const weights = {
  /** With nothing about when to come back. */
  refused: 6,
  /** For a second. */
  busy: 6,
  /** With 429, for a second. */
  limited: 6,
  slow: 4,
  /** The device gets it, and the sender hears that it was refused. */
  "taken and refused": 4,
  /** The device gets it twice. */
  twice: 4,
  /** The device gets it, and the sender has given up by the time of the answer. */
  "answered too late": 0.5,
  /** Neither. */
  silence: 0.5,
  /** From now on: the app was deleted, the subscription has ended. */
  gone: 1,
} as const;

export type Fault = keyof typeof weights;

/** Of these the server waits for no answer, and no claim. */
const quick = { ...weights, "answered too late": 0, silence: 0 };

/** @param isQuick nothing that takes seconds */
export const pickFault = (random: Random, isQuick: boolean): Fault => random.weighted<Fault>(isQuick ? quick : weights);

const success: Readonly<Record<PushTarget["kind"], number>> = { web: 201, webhook: 204, apns: 200, fcm: 200 };
const slowMs = 600;
/** The server waits for eight seconds. */
const tooLateMs = 11_000;

export function answerTo(fault: Exclude<Fault, "gone">, kind: PushTarget["kind"]): ServiceAnswer | Silence {
  const status = success[kind];
  switch (fault) {
    case "refused":
      return { status: 503 };
    case "busy":
      return { status: 503, retryAfter: "1" };
    case "limited":
      return { status: 429, retryAfter: "1" };
    case "slow":
      return { status, afterMs: slowMs };
    // Apple's service says the truth of what it has taken, and brings it once.
    case "taken and refused":
      return { status: 503, isTakenFirst: kind !== "apns" };
    case "twice":
      return { status, isTwice: kind !== "apns" };
    case "answered too late":
      return { status, afterMs: tooLateMs };
    case "silence":
      return "silence";
  }
}
