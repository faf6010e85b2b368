// Consumer of `account-audit`: writes the audit events into the directory.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { writeAuditEvents } from "../accounts/audit-log.ts";

/** Idempotent: a row has the job's id, or that of its hour and network. @throws Error when the directory cannot be reached */
export const auditAccounts = (jobs: readonly Job<"account-audit">[], env: Env): Promise<void> =>
  writeAuditEvents(env.DIRECTORY, jobs, Date.now());
