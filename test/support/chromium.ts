// Which tests need a browser: `describe.runIf(hasChromium)`. Where there is none they are skipped, and `npm test` ends by
// saying how to have them; KLATCH_REQUIRE_BROWSER=1 (.ci/run) makes them fail instead.
import { findChromium } from "../../tools/run/chromium.ts";

export const hasChromium = findChromium() !== undefined || process.env["KLATCH_REQUIRE_BROWSER"] === "1";
