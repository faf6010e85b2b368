// Consumer of `directory-choices`: writes copies of what users have chosen into the directory.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { writeChoices } from "../accounts/profiles.ts";

/** Idempotent: a copy has its version. @throws Error when the directory cannot be reached */
export async function copyChoices(jobs: readonly Job<"directory-choices">[], env: Env): Promise<void> {
  for (const { payload } of jobs) await writeChoices(env.DIRECTORY, payload.userId, payload);
}
