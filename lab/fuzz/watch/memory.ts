// The server's memory over a run: shows whether it keeps what attackers send.
import { readFile } from "node:fs/promises";
import { Inspector } from "../../kit/inspector.ts";

export interface MemorySample {
  /** V8's heap after a full garbage collection: only what is still referenced. */
  readonly heapBytes: number;
  /**
   * Of the whole process, including what V8 does not count, such as data that sockets do not read. 0 without a `/proc`.
   */
  readonly residentBytes: number;
}

export class MemoryWatch {
  readonly samples: MemorySample[] = [];
  readonly #inspector: Inspector;
  readonly #pid: number | undefined;

  private constructor(inspector: Inspector, pid: number | undefined) {
    this.#inspector = inspector;
    this.#pid = pid;
  }

  static async start(inspectorUrl: URL, worker: string, pid: number | undefined): Promise<MemoryWatch> {
    return new MemoryWatch(await Inspector.open(inspectorUrl, worker), pid);
  }

  async sample(): Promise<void> {
    await this.#inspector.call("HeapProfiler.collectGarbage");
    const { usedSize } = (await this.#inspector.call("Runtime.getHeapUsage")) as { usedSize: number };
    this.samples.push({ heapBytes: usedSize, residentBytes: await residentBytes(this.#pid) });
  }

  close(): void {
    this.#inspector.close();
  }
}

/** @param pid of a process; 0 without a `/proc` */
export async function residentBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
}

/** The mean of the last third divided by that of the second; the first third is warm-up. 1 for too few values. */
export function growthOf(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  if (third === 0) return 1;
  const mean = (part: readonly number[]): number => part.reduce((sum, value) => sum + value, 0) / part.length;
  return mean(values.slice(-third)) / mean(values.slice(-2 * third, -third));
}
