// The figures of the web client as a table, beside their budgets.
import type { Machine } from "../machine.ts";
import type { Latency } from "../measure/latencies.ts";
import { table, whole } from "../report/table.ts";
import type { FirstPaint } from "./first-paint.ts";
import type { InboxPaint } from "./inbox-paint.ts";
import type { LongestTask } from "./longest-task.ts";
import type { StartUpSize } from "./start-up-size.ts";

export interface WebResult {
  readonly machine: Machine;
  readonly startUp: StartUpSize;
  readonly inbox: InboxPaint;
  readonly typing: Latency;
  readonly scrolling: LongestTask;
  readonly firstPaint: FirstPaint;
}

const ms = (value: number): string => value.toFixed(0);

export function reportWeb(result: WebResult): string {
  const { machine, startUp, inbox, typing, scrolling, firstPaint } = result;
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
      ["scripts of a start until the inbox is shown, bytes gzip", whole(startUp.inbox), "", "≤ 110,000"],
      ["the same until an open conversation is shown", whole(startUp.conversation), "", ""],
      ["the same until the sign-in is shown", whole(startUp.signIn), "", ""],
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
