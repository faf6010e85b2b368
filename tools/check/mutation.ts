// `npm run mutation`: mutates the pure rules and checks that unit tests fail; arguments (files) select.
import { runTool } from "../run/run-tool.ts";

const files = process.argv.slice(2);
process.exit(await runTool("stryker", ["run", ...(files.length === 0 ? [] : ["--mutate", files.join(",")])]));
