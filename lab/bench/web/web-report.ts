// The figures of the web client as a table, beside their budgets.
import type { Machine } from "../machine.ts";
import type { Latency } from "../measure/latencies.ts";
import { table, whole } from "../report/table.ts";
import type { FirstPaint } from "./first-paint.ts";
import type { InboxPaint } from "./inbox-paint.ts";
import type { LongestTask } from "./longest-task.ts";

export interface WebResult {
  readonly machine: Machine;
  readonly scriptGzipBytes: number;
  readonly inbox: InboxPaint;
  readonly typing: Latency;
  readonly scrolling: LongestTask;
  readonly firstPaint: FirstPaint;
}

const ms = (value: number): string => value.toFixed(0);

export function reportWeb(result: WebResult): string {
  const { machine, scriptGzipBytes, inbox, typing, scrolling, firstPaint } = result;
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
        "≤ 150",
      ],
      ["the same without a network", ms(inbox.offlineMs.median), spread(inbox.offlineMs), "≤ 150"],
      ["typed in one browser, visible in another, ms", ms(typing.p50Ms), ms(typing.p99Ms), "≤ 45"],
      ["start-up script, bytes gzip", whole(scriptGzipBytes), "", "≤ 110,000"],
      [
        `longest task while ${whole(scrolling.messages)} messages are scrolled, ms of CPU`,
        scrolling.longestMs.toFixed(1),
        `${whole(scrolling.tasks)} tasks`,
        "< 50",
      ],
      ["elements in the page meanwhile, at most", whole(scrolling.elements), "", "≤ 2,000"],
      ["first paint at 50 KB/s and 600 ms, ms", ms(firstPaint.paintMs.median), spread(firstPaint.paintMs), "≤ 2,000"],
      ["sign-in usable on that line, ms", ms(firstPaint.usableMs.median), spread(firstPaint.usableMs), ""],
    ]),
    "",
  ].join("\n");
}
