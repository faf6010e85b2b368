// All load processes together: each gets its share of the sockets, and takes part in every round.
import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { inRepository } from "../../../tools/run/wrangler.ts";
import type {
  Answer,
  Command,
  LatencyPlan,
  LoadPlan,
  PacePlan,
  PaceTimes,
  ReachPlan,
  ReachTimes,
  RoundPlan,
  RoundResult,
  SocketPlan,
} from "./plan.ts";

/** One core for workerd, which runs an isolate on one thread; the others for load. More processes only disturb. */
const processes = Math.min(4, Math.max(1, availableParallelism() - 1));

/** Sockets that must be in the same process: those of one conversation. */
export type SocketGroup = readonly SocketPlan[];

export interface Throughput {
  readonly ackedPerS: number;
  readonly deliveredPerS: number;
  readonly deliveredInAll: number;
  /**
   * The same over whole rounds, from the first frame until the last had arrived: true of slow servers too, of which a
   * measured time sees only a part of a wave.
   */
  readonly wholeRound: { readonly ackedPerS: number; readonly deliveredPerS: number };
}

export class LoadTeam {
  readonly #members: readonly LoadMember[] = Array.from({ length: processes }, () => new LoadMember());
  readonly #membersOf = new Map<string, readonly LoadMember[]>();

  get size(): number {
    return this.#members.length;
  }

  async open(load: string, groups: readonly SocketGroup[], plan: Omit<LoadPlan, "sockets">): Promise<void> {
    const shares = this.#members.map((member, index) => ({
      member,
      sockets: groups.filter((_, at) => at % this.size === index).flat(),
    }));
    const busy = shares.filter(({ sockets }) => sockets.length > 0);
    this.#membersOf.set(
      load,
      busy.map(({ member }) => member),
    );
    await Promise.all(busy.map(({ member, sockets }) => member.ask({ do: "open", load, plan: { ...plan, sockets } })));
  }

  async round(load: string, plan: RoundPlan): Promise<Throughput> {
    const answers = this.#membersWith(load).map((member) => member.ask({ do: "round", load, plan }));
    const results = (await Promise.all(answers)) as RoundResult[];
    const sum = (value: (result: RoundResult) => number): number =>
      results.reduce((total, one) => total + value(one), 0);
    return {
      ackedPerS: sum(({ acked, seconds }) => acked / seconds),
      deliveredPerS: sum(({ delivered, seconds }) => delivered / seconds),
      deliveredInAll: sum(({ deliveredInAll }) => deliveredInAll),
      wholeRound: {
        ackedPerS: sum(({ ackedInAll, secondsInAll }) => ackedInAll / secondsInAll),
        deliveredPerS: sum(({ deliveredInAll, secondsInAll }) => deliveredInAll / secondsInAll),
      },
    };
  }

  async stagger(load: string, upTo: number): Promise<void> {
    await Promise.all(this.#membersWith(load).map((member) => member.ask({ do: "stagger", load, upTo })));
  }

  /** For a load that was opened with one group of sockets. */
  async latency(load: string, plan: LatencyPlan): Promise<readonly number[]> {
    const [member] = this.#membersWith(load);
    return (await member?.ask({ do: "latency", load, plan })) as number[];
  }

  /** For a load that was opened with one group of sockets. */
  async reach(load: string, plan: ReachPlan): Promise<ReachTimes> {
    const [member] = this.#membersWith(load);
    return (await member?.ask({ do: "reach", load, plan })) as ReachTimes;
  }

  async pace(load: string, plan: PacePlan): Promise<PaceTimes> {
    const answers = this.#membersWith(load).map((member) => member.ask({ do: "pace", load, plan }));
    const times = (await Promise.all(answers)) as PaceTimes[];
    return {
      sent: times.reduce((total, { sent }) => total + sent, 0),
      delivered: times.flatMap(({ delivered }) => delivered),
    };
  }

  async close(load: string): Promise<void> {
    await Promise.all(this.#membersWith(load).map((member) => member.ask({ do: "close", load })));
    this.#membersOf.delete(load);
  }

  end(): void {
    for (const member of this.#members) member.end();
  }

  #membersWith(load: string): readonly LoadMember[] {
    return this.#membersOf.get(load) ?? [];
  }
}

class LoadMember {
  readonly #process: ChildProcess = fork(inRepository("lab/bench/load/load-process.ts"), {
    execArgv: process.execArgv,
  });
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #asked = 0;

  constructor() {
    this.#process.on("message", ({ id, result, error }: Answer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
    this.#process.on("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("a load process ended"));
    });
  }

  ask(command: Command): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, command });
    });
  }

  end(): void {
    if (this.#process.connected) this.#process.disconnect();
  }
}
