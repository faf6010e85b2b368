// The boundary for queues: parses a queue message into a job of a known kind, or returns why that is not possible.
import * as v from "valibot";
import { envelopeShape } from "../../schema/jobs/envelope.ts";
import { jobPayloads, type Job, type JobKind } from "../../schema/jobs/kinds.ts";

export type JobFault = "malformed" | "unknown-kind";

const isKnown = (kind: string): kind is JobKind => Object.hasOwn(jobPayloads, kind);

/** Accepts jobs from older and newer versions, unless the meaning of the envelope changed (`v`). */
export function parseJob(body: unknown): { readonly job: Job<JobKind> } | { readonly fault: JobFault } {
  const envelope = v.safeParse(envelopeShape, body);
  if (!envelope.success) return { fault: "malformed" };
  const { kind, ...rest } = envelope.output;
  if (!isKnown(kind)) return { fault: "unknown-kind" };
  const payload = v.safeParse(jobPayloads[kind], rest.payload);
  return payload.success ? { job: { ...rest, kind, payload: payload.output } } : { fault: "malformed" };
}
