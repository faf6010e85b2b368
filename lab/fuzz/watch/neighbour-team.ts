// The neighbours' process from the run's side: one command at a time, each with one answer.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { inRepository } from "../../../tools/run/wrangler.ts";
import type { NeighbourCommand } from "./neighbour-process.ts";
import type { NeighbourPlan, NeighbourReport } from "./neighbours.ts";

export class NeighbourTeam {
  readonly #child: ChildProcess = fork(inRepository("lab/fuzz/watch/neighbour-process.ts"), [], {
    execArgv: ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"],
  });

  static async open(plan: NeighbourPlan): Promise<NeighbourTeam> {
    const team = new NeighbourTeam();
    await team.#ask({ do: "open", plan });
    return team;
  }

  async report(): Promise<NeighbourReport> {
    return (await this.#ask({ do: "report" })) as NeighbourReport;
  }

  async close(): Promise<void> {
    await this.#ask({ do: "close" });
    this.#child.kill();
  }

  /** @throws Error when the process has ended */
  async #ask(command: NeighbourCommand): Promise<unknown> {
    const ended = once(this.#child, "exit").then(([code]) => {
      throw new Error(`the neighbours' process ended: ${code}`);
    });
    ended.catch(() => {}); // only matters while we wait
    const answered = once(this.#child, "message").then(([answer]: unknown[]) => answer);
    this.#child.send(command);
    return Promise.race([answered, ended]);
  }
}
