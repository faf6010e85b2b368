// `npm run check`: everything that must pass before a commit is shared; runs all steps and then lists those that
// failed.
import { runTool } from "../run/run-tool.ts";
import { bundleWorker, inRepository } from "../run/wrangler.ts";

type Step = () => Promise<number>;

const tool =
  (command: string, ...args: readonly string[]): Step =>
  () =>
    runTool(command, args);

const script = (file: string): Step => tool(process.execPath, ...process.execArgv, inRepository("tools", file));

/** A deployment without the upload; prints the bundle's size, raw and compressed. */
async function bundle(): Promise<number> {
  const output = await bundleWorker(inRepository("dist", "bundle"));
  process.stdout.write(`${/^Total Upload: .*$/m.exec(output)?.[0] ?? output}\n`);
  return 0;
}

const steps: Readonly<Record<string, Step>> = {
  format: tool("oxfmt", "--check"),
  lint: tool("oxlint"),
  types: tool("tsc"),
  "types of the web client": tool("tsc", "-p", "apps/web"),
  "types of its service worker": tool("tsc", "-p", "apps/web/service-worker"),
  "types of browser tests": tool("tsc", "-p", "test/browser"),
  "types of the web benchmark": tool("tsc", "-p", "lab/bench/web"),
  "unused code": tool("knip"),
  tests: script("check/test.ts"),
  spec: script("check/spec-coverage.ts"),
  "package and API pages of the SDK": script("build/docs-sdk.ts"),
  bundle,
};

const failed: string[] = [];
for (const [name, run] of Object.entries(steps)) {
  process.stdout.write(`\n── ${name}\n`);
  const code = await run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  });
  if (code !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? "\nAll checks passed.\n" : `\nFailed: ${failed.join(", ")}\n`);
process.exit(failed.length === 0 ? 0 : 1);
