// `npm run build:sdk`: builds the package @klatch/sdk for publication in dist/sdk; nothing in the repository needs it.
import { buildSdkPackage } from "../sdk-package/build-sdk-package.ts";
import { inRepository } from "../run/wrangler.ts";

await buildSdkPackage(inRepository("dist", "sdk"));
