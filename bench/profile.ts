// A CPU profile of the Worker and its actors, over V8's inspector: where the time of a message goes.
import { writeFile } from "node:fs/promises";

/** As the inspector gives it; the parts that we read. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly lineNumber: number; readonly url: string };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface HeavyFunction {
  readonly name: string;
  /** Of the profiled time, without what it called. */
  readonly share: number;
}

const samplingMicroseconds = 250;

export class Profiler {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #called = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(data as string) as { id?: number; result?: unknown };
      if (id === undefined) return;
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  /** @throws Error when no such Worker runs behind this inspector */
  static async start(inspectorUrl: URL, worker: string): Promise<Profiler> {
    const response = await fetch(`http://${inspectorUrl.host}/json/list`);
    const targets = (await response.json()) as { id: string; webSocketDebuggerUrl: string }[];
    const target = targets.find(({ id }) => id === `core:user:${worker}`);
    if (target === undefined) throw new Error(`no Worker ${worker} behind the inspector`);
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const profiler = new Profiler(socket);
    await profiler.#call("Profiler.enable");
    await profiler.#call("Profiler.setSamplingInterval", { interval: samplingMicroseconds });
    await profiler.#call("Profiler.start");
    return profiler;
  }

  /** Writes the profile, for Chrome's DevTools, and names the heaviest functions. */
  async stop(path: string): Promise<readonly HeavyFunction[]> {
    const { profile } = (await this.#call("Profiler.stop")) as { profile: CpuProfile };
    this.#socket.close();
    await writeFile(path, JSON.stringify(profile));
    return heaviest(profile, 30);
  }

  #call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const id = ++this.#called;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

export function heaviest({ nodes, samples, timeDeltas }: CpuProfile, count: number): readonly HeavyFunction[] {
  const nameOf = new Map(
    nodes.map(({ id, callFrame: { functionName, lineNumber, url } }) => {
      const place = url === "" ? "" : ` ${url.slice(url.lastIndexOf("/") + 1)}:${lineNumber + 1}`;
      return [id, `${functionName === "" ? "(anonymous)" : functionName}${place}`];
    }),
  );
  const timeOf = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const time = timeDeltas[index] ?? 0;
    const name = nameOf.get(id) ?? "";
    timeOf.set(name, (timeOf.get(name) ?? 0) + time);
    total += time;
  }
  return [...timeOf]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, time]) => ({ name, share: time / total }));
}
