// Consumer of `account-audit`: writes the audit event into the directory.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { writeAuditEvent } from "../accounts/audit-log.ts";

/** Idempotent: the row has the job's id, or that of its hour and network. @throws Error when the directory cannot be reached */
export const auditAccount = (job: Job<"account-audit">, env: Env): Promise<void> =>
  writeAuditEvent(env.DIRECTORY, job, Date.now());
