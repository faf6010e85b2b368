// Describes the machine of a measurement; figures mean nothing without it.
import { open, readFile, rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import miniflarePackage from "miniflare/package.json" with { type: "json" };
import { spreadOf } from "./statistics.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly loadAverage: number;
  readonly node: string;
  readonly miniflare: string;
  /** Of the state directory. */
  readonly fileSystem: string;
  /** Median time to write 4 KiB and sync to disk. */
  readonly fsyncMs: number;
}

const inMemory = new Set(["tmpfs", "ramfs"]);

export const isInMemory = async (directory: string): Promise<boolean> => inMemory.has(await fileSystemOf(directory));

/** @throws Error when the state directory is in memory: commits without a disk say nothing */
export async function describeMachine(stateDir: string): Promise<Machine> {
  const fileSystem = await fileSystemOf(stateDir);
  if (inMemory.has(fileSystem))
    throw new Error(`${stateDir} lies in memory (${fileSystem}): a benchmark needs a real disk`);
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    loadAverage: loadavg()[0] ?? 0,
    node: process.version,
    miniflare: miniflarePackage.version,
    fileSystem,
    fsyncMs: await measureFsync(stateDir),
  };
}

/** In one line of a report. */
export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGb, node, miniflare, fileSystem, fsyncMs, loadAverage } = machine;
  return `${cpu}, ${cores} cores, ${memoryGb} GB, load ${loadAverage.toFixed(1)} at the start; node ${node}, miniflare ${miniflare}; state on ${fileSystem}, fsync ${fsyncMs.toFixed(2)} ms`;
}

/** The type of the mount that holds the directory; "unknown" on systems without `/proc`. */
async function fileSystemOf(directory: string): Promise<string> {
  const mounts = await readFile("/proc/mounts", "utf8").catch(() => "");
  const holding = mounts
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, place = "\0"]) => directory === place || directory.startsWith(place === "/" ? "/" : `${place}/`))
    .toSorted(([, a = ""], [, b = ""]) => b.length - a.length);
  return holding[0]?.[2] ?? "unknown";
}

/**
 * Median time of several synced writes of 4 KiB. Measured between rounds, it shows whether other work keeps the disk
 * busy.
 */
export async function measureFsync(directory: string, writes = 50): Promise<number> {
  const path = join(directory, "fsync-probe");
  const file = await open(path, "w");
  const times: number[] = [];
  try {
    for (let index = 0; index < writes; index++) {
      const begin = performance.now();
      await file.write(Buffer.alloc(4_096), 0, 4_096, index * 4_096);
      await file.datasync();
      times.push(performance.now() - begin);
    }
  } finally {
    await file.close();
    await rm(path);
  }
  return spreadOf(times).median;
}
