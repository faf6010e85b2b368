// Writes what a session has done for an operator at once, so that whoever acts sees it in the audit log. The session's job
// does the same in any case.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import type { ActDone } from "../../schema/jobs/operator-act.ts";
import { askDirectory } from "../accounts/directory.ts";
import { writeActsDone } from "./acts.ts";

/** Never throws because of the directory: the act is done. */
export async function recordNow(done: ActDone, env: Env): Promise<void> {
  try {
    await askDirectory(() => writeActsDone(env.DIRECTORY, [done]));
  } catch (cause) {
    logError("act not recorded yet", cause, { actId: done.record.id, act: done.record.act });
  }
}
