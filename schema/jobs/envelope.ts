// The envelope of every job in a queue: written by an actor's job outbox, read by workers/consumers.
import * as v from "valibot";
import { timeMs } from "../protocol/shape.ts";

/** Raised when the meaning of an envelope changes; not for additions. */
export const envelopeVersion = 1;

export const jobIdShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/**
 * Accepts unknown fields, unlike shapes for clients: two versions of the code overlap at each deploy, and a queue keeps
 * a job for days.
 */
export const envelopeShape = v.object({
  v: v.literal(envelopeVersion),
  /** The same however often the job is sent, delivered or replayed: a consumer recognises finished work by it. */
  id: jobIdShape,
  kind: v.pipe(v.string(), v.regex(/^[a-z-]{1,64}$/)),
  /** When the job's fact happened, in ms since 1970. */
  at: timeMs,
  payload: v.unknown(),
});
