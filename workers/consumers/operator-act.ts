// Consumer of `operator-act`: writes what a session did for an operator into the directory.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { writeActDone } from "../operators/acts.ts";

/** Idempotent: the record has its act's id, the copy its revision. @throws Error when the directory cannot be reached */
export const recordOperatorAct = ({ payload }: Job<"operator-act">, env: Env): Promise<void> =>
  writeActDone(env.DIRECTORY, payload);
