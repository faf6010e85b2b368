// The last step: the Worker that was uploaded says that it and everything behind it works.
import * as v from "valibot";
import type { Step } from "./step.ts";
import { Stop } from "./stop.ts";

const readinessShape = v.object({
  status: v.string(),
  checks: v.array(v.object({ name: v.string(), ok: v.boolean(), ms: v.number() })),
});
type Readiness = v.InferOutput<typeof readinessShape>;

export interface ReadyOptions {
  /** With its scheme. */
  readonly address: string;
  readonly deadlineMs: number;
  readonly pauseMs: number;
}

export const readyStep = (options: ReadyOptions): Step => ({
  name: `${options.address}/ready`,
  look: () => Promise.resolve({ will: "wait until it says that everything works", act: () => waitUntilReady(options) }),
});

/**
 * @returns each check with its time
 * @throws Stop when it is not ready in time
 */
async function waitUntilReady({ address, deadlineMs, pauseMs }: ReadyOptions): Promise<string> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask(address);
    if (typeof answer !== "string" && answer.status === "ready") {
      return answer.checks.map(({ name, ms }) => `${name} ${Math.round(ms)} ms`).join(", ");
    }
    if (Date.now() >= until) throw new Stop(notReady(address, answer));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** @returns what went wrong, if there is no answer of Klatch */
async function ask(address: string): Promise<Readiness | string> {
  try {
    const response = await fetch(`${address}/ready`, { signal: AbortSignal.timeout(15_000) });
    const text = await response.text();
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), readinessShape), text);
    return answer.success ? answer.output : `it answers ${response.status}`;
  } catch (error) {
    return `it does not answer (${error instanceof Error ? error.message : String(error)})`;
  }
}

function notReady(address: string, answer: Readiness | string): string {
  const failed =
    typeof answer === "string"
      ? answer
      : answer.checks
          .filter(({ ok }) => !ok)
          .map(({ name }) => name)
          .join(", ");
  return (
    `The Worker is uploaded, but ${address}/ready does not say that it works: ${failed}.\n` +
    "A new domain may need some minutes for its certificate. `npx wrangler tail` shows what the Worker logs, and docs/operations.md " +
    "what each check means. Run this again to wait once more; `npx wrangler rollback` goes back to the version before."
  );
}
