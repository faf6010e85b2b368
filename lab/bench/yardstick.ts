// The yardstick Worker in the form that the local server takes.
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import type { WorkerBeside } from "../../tools/run/beside.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

export async function loadYardstick(): Promise<WorkerBeside> {
  const source = await readFile(inRepository("lab/bench/yardstick-worker.ts"), "utf8");
  return {
    name: "yardstick",
    script: stripTypeScriptTypes(source),
    durableObjects: {
      ECHO: "EchoObject",
      NAIVE: "NaiveChatObject",
      FAN_OUT: "FanOutObject",
      LISTENER: "ListenerObject",
    },
  };
}
