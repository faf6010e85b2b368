// `npm run docs:sdk`: the SDK's API pages in dist/sdk-api, made of the package as others get it; any warning is a failure.
import { runTool } from "./run-tool.ts";
import { buildSdkPackage } from "./sdk-package/build-sdk-package.ts";
import { inRepository } from "./wrangler.ts";

await buildSdkPackage(inRepository("dist", "sdk"));
const typedoc = inRepository("scripts", "sdk-package", "node_modules", "typedoc", "bin", "typedoc");
const options = inRepository("scripts", "sdk-package", "typedoc.json");
process.exitCode = await runTool(process.execPath, [typedoc, "--options", options]);
