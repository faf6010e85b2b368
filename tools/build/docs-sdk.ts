// `npm run docs:sdk`: the SDK's API pages in dist/sdk-api, generated from the built package; any warning is a failure.
import { buildSdkPackage } from "../sdk-package/build-sdk-package.ts";
import { makeApiPages } from "../sdk-package/make-api-pages.ts";
import { inRepository } from "../run/wrangler.ts";

await buildSdkPackage(inRepository("dist", "sdk"));
process.exitCode = await makeApiPages(inRepository("dist", "sdk"), inRepository("dist", "sdk-api"));
