// Cuts a conversation off at one of the calls that it makes: to D1, to R2, to its members' sessions. The call is lost, or it
// is carried out and its answer is lost; either way the conversation waits until the test ends its life.
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** The call with this number, from 1 on, and whether it is carried out. */
export interface Cut {
  readonly at: number;
  readonly isDone: boolean;
}

export interface CutOff {
  /** The calls so far, in words. */
  readonly calls: readonly string[];
  /** Whether the conversation was cut off, and waits. */
  readonly isReached: boolean;
  /** Nothing is cut off any more. */
  readonly restore: () => void;
}

/** Who is called, as one of each, and what is asked of them. */
const called: readonly (readonly [who: string, prototype: object, methods: readonly string[]])[] = [
  ["session", UserSession.prototype, ["deliver", "forgetPreview"]],
  ["D1", Object.getPrototypeOf(env.HISTORY) as object, ["batch"]],
  ["D1", Object.getPrototypeOf(env.HISTORY.prepare("SELECT 1")) as object, ["all", "raw", "run"]],
  ["R2", Object.getPrototypeOf(env.ARCHIVE) as object, ["get", "put", "delete"]],
];

export function cutOff({ at, isDone }: Cut): CutOff {
  const calls: string[] = [];
  let isReached = false;
  const spies = called.flatMap(([who, prototype, methods]) =>
    methods.map((name) => {
      const original = Reflect.get(prototype, name) as Method;
      const cut: Method = async function (...args) {
        // A life that has been cut off does nothing more, what it has begun beside included.
        if (isReached) return new Promise(() => {});
        isReached = calls.push(`${who} ${name}`) === at;
        if (!isReached) return original.apply(this, args);
        if (isDone) await original.apply(this, args);
        return new Promise(() => {});
      };
      return vi.spyOn(prototype as Record<string, Method>, name).mockImplementation(cut);
    }),
  );
  return {
    calls,
    get isReached() {
      return isReached;
    },
    restore: () => spies.forEach((spy) => spy.mockRestore()),
  };
}
