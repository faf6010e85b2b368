// Finds the workerd that miniflare started and does not name: to measure it, or to kill it in a test.
import { readdir, readFile } from "node:fs/promises";

/** The workerd processes whose parent is this one; none where the system has no `/proc`. */
export async function workerdPids(): Promise<readonly number[]> {
  const entries = await readdir("/proc").catch((): string[] => []);
  const pids = await Promise.all(entries.filter((entry) => /^\d+$/.test(entry)).map(ownWorkerdPid));
  return pids.filter((pid) => pid !== undefined);
}

async function ownWorkerdPid(entry: string): Promise<number | undefined> {
  // proc(5): "pid (name) state parent …"; empty when it ended meanwhile.
  const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
  const parent = /^\d+ \(workerd\) \S (\d+) /.exec(stat)?.[1];
  return Number(parent) === process.pid ? Number(entry) : undefined;
}
