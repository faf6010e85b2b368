// A load process: the benchmark forks it, sends it commands, and adds up its counts.
import { Load } from "./load.ts";
import type { Answer, Command } from "./plan.ts";

const loads = new Map<string, Load>();

function loadNamed(name: string): Load {
  const load = loads.get(name);
  if (load === undefined) throw new Error(`no load named ${name}`);
  return load;
}

async function carryOut(command: Command): Promise<unknown> {
  switch (command.do) {
    case "open":
      loads.set(command.load, await Load.open(command.plan));
      return null;
    case "round":
      return loadNamed(command.load).round(command.plan);
    case "stagger":
      await loadNamed(command.load).stagger(command.upTo);
      return null;
    case "latency":
      return loadNamed(command.load).latency(command.plan);
    case "reach":
      return loadNamed(command.load).reach(command.plan);
    case "pace":
      return loadNamed(command.load).pace(command.plan);
    case "close":
      loadNamed(command.load).close();
      loads.delete(command.load);
      return null;
  }
}

process.on("message", ({ id, command }: { id: number; command: Command }) => {
  carryOut(command).then(
    (result) => process.send?.({ id, result } satisfies Answer),
    (error: unknown) =>
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) } satisfies Answer),
  );
});
process.on("disconnect", () => process.exit(0));
