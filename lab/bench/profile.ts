// A CPU profile of the Worker and its actors, over V8's inspector: shows which functions take a message's time.
import { writeFile } from "node:fs/promises";
import { Inspector } from "../kit/inspector.ts";

/** The fields of the inspector's profile that are read here. */
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
  /** Share of the profiled time, without called functions. */
  readonly share: number;
}

const samplingMicroseconds = 250;

export class Profiler {
  readonly #inspector: Inspector;

  private constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  /** @throws Error when the inspector knows no such Worker */
  static async start(inspectorUrl: URL, worker: string): Promise<Profiler> {
    const inspector = await Inspector.open(inspectorUrl, worker);
    await inspector.call("Profiler.enable");
    await inspector.call("Profiler.setSamplingInterval", { interval: samplingMicroseconds });
    await inspector.call("Profiler.start");
    return new Profiler(inspector);
  }

  /** Writes the profile, for Chrome's DevTools, and names the heaviest functions. */
  async stop(path: string): Promise<readonly HeavyFunction[]> {
    const { profile } = (await this.#inspector.call("Profiler.stop")) as { profile: CpuProfile };
    this.#inspector.close();
    await writeFile(path, JSON.stringify(profile));
    return heaviest(profile, 30);
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
