// The state directory of a server that has just been started for the first time, made once for all files of a run: its
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

interface Prepared {
  readonly dir: string;
  readonly stateDir: string;
}

/** The projects that need one are set up by one process, each with modules of its own: they find it here. */
const shared = globalThis as { klatchPrepared?: Promise<Prepared> };

async function makeState(): Promise<Prepared> {
  const dir = await mkdtemp(join(tmpdir(), "klatch-prepared-"));
  const stateDir = join(dir, "state");
  const server = await spawnServer({ port: 0, stateDir, vars: cheapSignUp });
  await server.end("SIGKILL", "group");
  return { dir, stateDir };
}

export default async function prepareState(project: TestProject): Promise<() => Promise<void>> {
  const { dir, stateDir } = await (shared.klatchPrepared ??= makeState());
  project.provide("preparedState", stateDir);
  return () => rm(dir, { recursive: true, force: true });
}
