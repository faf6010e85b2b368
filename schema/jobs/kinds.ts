// Every kind of job and the shape of its payload.
import type * as v from "valibot";
import { auditEventShape } from "./audit.ts";
import type { envelopeVersion } from "./envelope.ts";
import { directoryChoicesJobShape } from "./directory-choices.ts";
import { fileWorkShape } from "./file-work.ts";
import { operatorActJobShape } from "./operator-act.ts";
import { mailJobShape } from "./mail.ts";
import { pushJobShape } from "./push.ts";

export const jobPayloads = {
  "account-audit": auditEventShape,
  "operator-act": operatorActJobShape,
  "directory-choices": directoryChoicesJobShape,
  push: pushJobShape,
  mail: mailJobShape,
  "scan-file": fileWorkShape,
  "preview-file": fileWorkShape,
} as const satisfies Record<string, v.GenericSchema>;

export type JobKind = keyof typeof jobPayloads;
export type JobPayload<K extends JobKind> = v.InferOutput<(typeof jobPayloads)[K]>;

/** An envelope of a known kind, with its payload parsed. */
export interface Job<K extends JobKind> {
  readonly v: typeof envelopeVersion;
  readonly id: string;
  readonly kind: K;
  readonly at: number;
  readonly payload: JobPayload<K>;
}
