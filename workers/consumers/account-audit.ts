// Consumer of `account-audit`: writes the audit event into the directory.
import { drizzle } from "drizzle-orm/d1";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { auditEvent } from "../../schema/tables/directory/tables.ts";
import type { Job } from "../../schema/jobs/kinds.ts";

/** Idempotent: the row has the job's id. @throws Error when the directory cannot be reached */
export async function writeAuditEvent({ id, at, payload }: Job<"account-audit">, env: Env): Promise<void> {
  const { userId, event, deviceId, ...detail } = payload;
  await drizzle(env.DIRECTORY)
    .insert(auditEvent)
    .values({ id, userId, at, event, deviceId, detail: JSON.stringify(detail) })
    .onConflictDoNothing();
}
