// The neighbours' process: separate, so that their measurements do not wait for the attackers' work.
import { Neighbours, type NeighbourPlan } from "./neighbours.ts";

export type NeighbourCommand =
  | { readonly do: "open"; readonly plan: NeighbourPlan }
  | { readonly do: "report" }
  | { readonly do: "close" };

let neighbours: Neighbours | null = null;

process.on("message", (command: NeighbourCommand) => {
  void carryOut(command).then((answer) => process.send?.(answer ?? {}));
});
// The parent process has ended.
process.on("disconnect", () => process.exit(1));

async function carryOut(command: NeighbourCommand): Promise<unknown> {
  switch (command.do) {
    case "open":
      neighbours = await Neighbours.open(command.plan);
      return;
    case "report":
      return neighbours?.report();
    case "close":
      return neighbours?.close();
  }
}
