// `npm run build:sdk`: the package @klatch/sdk as it is published, in dist/sdk; within the repository nothing needs it.
import { buildSdkPackage } from "../sdk-package/build-sdk-package.ts";
import { inRepository } from "../run/wrangler.ts";

await buildSdkPackage(inRepository("dist", "sdk"));
