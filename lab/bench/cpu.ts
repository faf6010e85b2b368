// The CPU time that a server has used, from Linux's `/proc`.
import { readdir, readFile, readlink } from "node:fs/promises";

const listening = "0A";

/** Sockets that listen at a port, as `/proc/PID/fd` names them. */
async function socketsAt(port: number): Promise<ReadonlySet<string>> {
  const tables = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];
  const texts = await Promise.all(tables.map((path) => readFile(path, "utf8").catch(() => "")));
  const rows = texts.flatMap((text) => text.split("\n").map((line) => line.trim().split(/\s+/)));
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const found = rows.filter(([, address = "", , state]) => address.endsWith(suffix) && state === listening);
  return new Set(found.map(([, , , , , , , , , inode]) => `socket:[${inode}]`));
}

/** The processes that listen at the port of a local address; none on systems without `/proc`. */
export async function pidsAt(url: string): Promise<readonly number[]> {
  const sockets = await socketsAt(Number(new URL(url).port));
  const names = await readdir("/proc").catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const files = await readdir(`/proc/${name}/fd`).catch(() => []);
        const links = await Promise.all(files.map((file) => readlink(`/proc/${name}/fd/${file}`).catch(() => "")));
        return links.some((link) => sockets.has(link)) ? [Number(name)] : [];
      }),
  );
  return found.flat();
}

/** Linux counts in hundredths of a second here, on every machine. */
const ticksPerS = 100;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

async function timesOf(pid: string): Promise<ProcessTimes | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The name before may contain anything, parentheses and spaces too.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

/**
 * Seconds of CPU, user and system, of processes and of all their descendants that still run. Null where there is no
 * `/proc`, or none of the processes.
 */
export async function cpuSecondsOf(pids: readonly number[]): Promise<number | null> {
  const names = await readdir("/proc").catch(() => []);
  const times = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(timesOf));
  const all = times.filter((one) => one !== null);
  const family = all.filter(({ pid }) => pids.includes(pid));
  if (family.length === 0) return null;
  for (const one of family) family.push(...all.filter(({ parent }) => parent === one.pid));
  return family.reduce((total, { ticks }) => total + ticks, 0) / ticksPerS;
}
