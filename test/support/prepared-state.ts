// The state directory of a server that has just been started for the first time, made once for all files of a project: its
// bundle and its databases take longer than most tests.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { cheapSignUp } from "../../lab/kit/server.ts";
import { spawnServer } from "./spawn-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder that is copied, never used. */
    readonly preparedState: string;
  }
}

/** @param options whether the web client is built too */
export async function prepareState(
  project: TestProject,
  { web }: { readonly web: boolean },
): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), "klatch-prepared-"));
  const stateDir = join(dir, "state");
  const server = await spawnServer({ port: 0, stateDir, vars: cheapSignUp, web });
  await server.end("SIGKILL", "group");
  project.provide("preparedState", stateDir);
  return () => rm(dir, { recursive: true, force: true });
}

export default (project: TestProject): Promise<() => Promise<void>> => prepareState(project, { web: false });
