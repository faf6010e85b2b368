// The figures of the web client as a table, beside their budgets.
import type { Machine } from "../machine.ts";
import type { Latency } from "../measure/latencies.ts";
import { table, whole } from "../report/table.ts";
import type { InboxPaint } from "./inbox-paint.ts";

export interface WebResult {
  readonly machine: Machine;
  readonly scriptGzipBytes: number;
  readonly inbox: InboxPaint;
  readonly typing: Latency;
}

const ms = (value: number): string => value.toFixed(0);

export function reportWeb({ machine, scriptGzipBytes, inbox, typing }: WebResult): string {
  const { cpu, cores, loadAverage } = machine;
  const spread = ({ min, max }: { min: number; max: number }): string => `${ms(min)}–${ms(max)}`;
  return [
    `\n${cpu}, ${cores} cores, load ${loadAverage.toFixed(1)} at the start; server and browsers on this machine\n`,
    table([
      ["", "median", "min–max or p99", "target"],
      [
        `inbox of ${whole(inbox.conversations)} painted from the store, ms`,
        ms(inbox.onlineMs.median),
        spread(inbox.onlineMs),
        "≤ 200",
      ],
      ["the same without a network", ms(inbox.offlineMs.median), spread(inbox.offlineMs), "≤ 200"],
      ["typed in one browser, visible in another, ms", ms(typing.p50Ms), ms(typing.p99Ms), "≤ 50"],
      ["start-up script, bytes gzip", whole(scriptGzipBytes), "", "≤ 150,000"],
    ]),
    "",
  ].join("\n");
}
