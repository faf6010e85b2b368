// The last step: the Worker that was uploaded says that it and everything behind it works.
import * as v from "valibot";
import { readinessShape, type Readiness } from "../../schema/protocol/http-service.ts";
import type { Step } from "./step.ts";
import { Stop } from "./stop.ts";

export interface ReadyOptions {
  /** With its scheme. */
  readonly address: string;
  /** The id of the version that was uploaded, as soon as there is one: the version before it answers for some seconds. */
  readonly version: () => string | undefined;
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
async function waitUntilReady(options: ReadyOptions): Promise<string> {
  const until = Date.now() + options.deadlineMs;
  for (;;) {
    const answer = await ask(options.address);
    const fault = typeof answer === "string" ? answer : faultOf(answer, options.version());
    if (typeof answer !== "string" && fault === null) {
      return answer.checks.map(({ name, ms }) => `${name} ${ms} ms`).join(", ");
    }
    if (Date.now() >= until) throw new Stop(notReady(options.address, fault ?? ""));
    await new Promise((resolve) => setTimeout(resolve, options.pauseMs));
  }
}

/** @returns a sentence, if there is no answer of Klatch */
async function ask(address: string): Promise<Readiness | string> {
  try {
    const response = await fetch(`${address}/ready`, { signal: AbortSignal.timeout(15_000) });
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), readinessShape), await response.text());
    return answer.success ? answer.output : `It answers ${response.status}.`;
  } catch (error) {
    return `It does not answer (${error instanceof Error ? error.message : String(error)}).`;
  }
}

/** @returns null if it is ready, and the one that was uploaded */
function faultOf({ status, version, checks }: Readiness, uploaded: string | undefined): string | null {
  if (status !== "ready") {
    return checks.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error.message}`])).join(" ");
  }
  return uploaded === undefined || version === uploaded ? null : `Another version answers, ${version}.`;
}

const notReady = (address: string, fault: string): string =>
  `The Worker is uploaded, but ${address}/ready does not say that it works. ${fault}\n` +
  "A new domain may need some minutes for its certificate. docs/operations.md says what each check means, how to see what the " +
  "Worker logs, and how to roll back. Run this again to wait once more.";
