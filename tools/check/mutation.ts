// `npm run mutation`: changes the pure rules bit by bit and sees whether a unit test notices; arguments (files) select.
import { runTool } from "../run/run-tool.ts";

const files = process.argv.slice(2);
process.exit(await runTool("stryker", ["run", ...(files.length === 0 ? [] : ["--mutate", files.join(",")])]));
