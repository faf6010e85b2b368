// `npm run files`: sends a file through interruptions of all kinds, and fails if it does not arrive once and whole.
import { mkdir, rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { Victim } from "../chaos/server.ts";
import { interruptedUpload } from "./interrupted-upload.ts";

const { values } = parseArgs({
  options: {
    /** MiB of the file. */
    size: { type: "string", default: "60" },
    times: { type: "string", default: "20" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
  },
});
const dir = inRepository(localStateDir, "files");
await rm(dir, { recursive: true, force: true });
await mkdir(dir, { recursive: true });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
say(`seed ${values.seed}`);
const server = await Victim.start(`${dir}/state`);
let result;
const startedMs = Date.now();
try {
  result = await interruptedUpload({
    url: server.url,
    dir,
    bytes: Number(values.size) * 1_048_576,
    interruptions: Number(values.times),
    seed: Number(values.seed),
    killServer: () => server.kill(),
    onInterrupted: (kind, call) => say(`${((Date.now() - startedMs) / 1_000).toFixed(1)} s: ${kind} at ${call}`),
  });
} finally {
  await server.stop();
}
const isWhole = result.arrived.every((times) => times === 1) && result.kept === 0;
say(`${JSON.stringify(result)}, ${((Date.now() - startedMs) / 1_000).toFixed(1)} s`);
say(isWhole ? "The file arrived once and whole." : "The file did not arrive as it was sent.");
process.exit(isWhole ? 0 : 1);
