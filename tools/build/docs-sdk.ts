// `npm run docs:sdk`: the SDK's API pages in dist/sdk-api, generated from the built package; any warning is a failure.
import { runTool } from "../run/run-tool.ts";
import { buildSdkPackage } from "../sdk-package/build-sdk-package.ts";
import { inRepository } from "../run/wrangler.ts";

await buildSdkPackage(inRepository("dist", "sdk"));
const typedoc = inRepository("tools", "sdk-package", "node_modules", "typedoc", "bin", "typedoc");
const options = inRepository("tools", "sdk-package", "typedoc.json");
process.exitCode = await runTool(process.execPath, [typedoc, "--options", options]);
