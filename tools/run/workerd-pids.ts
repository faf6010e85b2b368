// Finds the workerd process that miniflare started but does not report, to measure it or to kill it in a test.
import { readdir, readFile } from "node:fs/promises";

/** Ids of workerd processes whose parent is this process; empty on systems without `/proc`. */
export async function workerdPids(): Promise<readonly number[]> {
  const entries = await readdir("/proc").catch((): string[] => []);
  const pids = await Promise.all(entries.filter((entry) => /^\d+$/.test(entry)).map(ownWorkerdPid));
  return pids.filter((pid) => pid !== undefined);
}

async function ownWorkerdPid(entry: string): Promise<number | undefined> {
  // proc(5): "pid (name) state parent …"; empty if the process ended meanwhile.
  const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
  const parent = /^\d+ \(workerd\) \S (\d+) /.exec(stat)?.[1];
  return Number(parent) === process.pid ? Number(entry) : undefined;
}
