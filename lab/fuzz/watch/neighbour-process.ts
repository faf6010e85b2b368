// Neighbours in a process of their own: what they measure must not wait for the attackers' own work.
import { Neighbours, type NeighbourPlan } from "./neighbours.ts";

export type NeighbourCommand =
  | { readonly do: "open"; readonly plan: NeighbourPlan }
  | { readonly do: "report" }
  | { readonly do: "close" };

let neighbours: Neighbours | null = null;

process.on("message", (command: NeighbourCommand) => {
  void carryOut(command).then((answer) => process.send?.(answer ?? {}));
});
// Whoever started us is gone.
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
