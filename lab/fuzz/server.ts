// The server that is attacked: what a deployment would upload, with limits as a fuzzer needs them.
import type { Server } from "../../tools/run/serve.ts";
import { startLabServer } from "../kit/server.ts";

/**
 * So high that limits let nearly everything through to the code behind them, so low that floods meet them; sign-ins
 * outlast the run.
 */
const vars = {
  LIMIT_FRAMES_PER_SECOND: "1000",
  LIMIT_FRAMES_BURST: "2000",
  LIMIT_FAULTS_PER_SECOND: "500",
  LIMIT_FAULTS_BURST: "1000",
  LIMIT_GROUPS_PER_HOUR: "1000",
  ACCESS_TOKEN_SECONDS: "86400",
} as const;

/** @param prepared whether a run has used this directory before */
export const startAttacked = (stateDir: string, prepared = false): Promise<Server> =>
  startLabServer(stateDir, { vars, inspectorPort: 0, prepared });
