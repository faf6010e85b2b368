// One check of GET /ready: it asks something that the server needs, within its deadline, and says how long that took.
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { Readiness } from "../../schema/protocol/http-service.ts";

/** The name, as in `wrangler.toml`, and what asks. It throws when the thing cannot be used, if possible a CheckFailed. */
export type Check = readonly [name: string, ask: () => Promise<void>];

type Result = Readiness["checks"][number];
type Failure = NonNullable<Result["error"]>;

/** Why a check failed, in words for anyone: without names of objects, without secrets, without what was thrown. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
  readonly failure: Failure;

  constructor(code: Failure["code"], message: string) {
    super(message);
    this.failure = { code, message };
  }
}

/** Every check has this long, beside all others. */
export const checkDeadlineMs = 5_000;

/** Never throws. What was thrown is in the log. */
export async function runCheck([name, ask]: Check): Promise<Result> {
  const startedAt = Date.now();
  const msSince = (): number => Math.max(0, Date.now() - startedAt);
  try {
    await withDeadline(ask, checkDeadlineMs);
    return { name, ok: true, ms: msSince() };
  } catch (thrown) {
    logErrorSeldom("not ready", thrown, { check: name });
    return { name, ok: false, ms: msSince(), error: failureOf(thrown) };
  }
}

function failureOf(thrown: unknown): Failure {
  if (thrown instanceof CheckFailed) return thrown.failure;
  if (thrown instanceof Error && thrown.name === "DeadlineExceeded")
    return { code: "TIMEOUT", message: "It did not answer in time." };
  return { code: "FAILED", message: "It answered with an error; the log has more." };
}
