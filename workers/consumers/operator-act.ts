// Consumer of `operator-act`: writes what a session did for an operator into the directory.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { writeActsDone } from "../operators/acts.ts";

/** Idempotent: a record has its act's id, a copy its revision. @throws Error when the directory cannot be reached */
export const recordOperatorActs = (jobs: readonly Job<"operator-act">[], env: Env): Promise<void> =>
  writeActsDone(
    env.DIRECTORY,
    jobs.map(({ payload }) => payload),
  );
