// `npm run walk`: lists the product files that run for one send, from `workers/http` to the sockets and from the log to
// history.
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { cheapSignUp, raisedLimits } from "../kit/server.ts";
import { walks } from "./walks.ts";
import { WalkedServer } from "./walked-server.ts";

const { values } = parseArgs({
  options: {
    /** Another checkout with its packages installed, to compare. */
    root: { type: "string", default: inRepository() },
    /** Prints one JSON object: the files of each walk. */
    json: { type: "boolean", default: false },
  },
});
const stateDir = inRepository(localStateDir, "walk");
await rm(stateDir, { recursive: true, force: true });
const server = await WalkedServer.start(resolve(values.root), stateDir, { ...cheapSignUp, ...raisedLimits });
try {
  const found = await walks(server);
  if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else
    for (const [name, files] of Object.entries(found))
      process.stdout.write(`\n${name}: ${files.length} files\n${files.map((file) => `  ${file}\n`).join("")}`);
} finally {
  await server.stop();
}
