// The plots of a run, beside its state.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GroupLatencies } from "../measure/groups.ts";
import type { IdleLatencies } from "../measure/latencies.ts";
import { loadNames } from "../measure/rounds.ts";
import type { CostResult } from "../cost/cost-report.ts";
import type { SpeedResult } from "./speed-report.ts";
import { barPlot, distributionPlot } from "./svg.ts";

/** @returns the files */
export async function plotSpeed(
  directory: string,
  { spread }: SpeedResult,
  latencies: IdleLatencies,
  { group500, bare500 }: GroupLatencies,
): Promise<readonly string[]> {
  const throughput = barPlot(
    "Throughput beside yardsticks in the same workerd",
    "frames answered per second: median, and the least to the most of the rounds",
    loadNames.map((name) => ({
      label: name,
      parts: [{ name: "answered", value: spread.acked[name].median }],
      spread: spread.acked[name],
    })),
  );
  const curves = (["echo", "acked", "delivered"] as const).map((label) => ({ label, values: latencies[label].times }));
  const latency = distributionPlot("Latency at rest", "share of messages by ms, one in flight", curves);
  const reach = distributionPlot("A message to 500", "share of messages by ms until the last one has it", [
    { label: "group of 500", values: group500.reachedAll.times },
    { label: "bare calls", values: bare500.reachedAll.times },
  ]);
  return writePlots(directory, { "throughput.svg": throughput, "latency.svg": latency, "groups.svg": reach });
}

export function plotCost(directory: string, { lives }: CostResult): Promise<readonly string[]> {
  const bars = Object.entries(lives).map(([label, { ledger }]) => {
    const groups = Map.groupBy(ledger, ({ kind }) => kind.split(":")[0] as string);
    const parts = [...groups].map(([name, lines]) => ({ name, value: lines.reduce((sum, { usd }) => sum + usd, 0) }));
    return { label, parts: parts.filter(({ value }) => value > 0) };
  });
  return writePlots(directory, { "cost.svg": barPlot("Cost of a million messages", "USD, by what is billed", bars) });
}

/** @param plots SVG by file name @returns the files */
export async function writePlots(
  directory: string,
  plots: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const files = Object.entries(plots).map(([name, svg]) => ({ path: join(directory, name), svg }));
  await Promise.all(files.map(({ path, svg }) => writeFile(path, svg)));
  return files.map(({ path }) => path);
}
