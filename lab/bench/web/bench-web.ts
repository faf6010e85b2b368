// `npm run bench:web`: how fast the web client shows its stored inbox, how fast others see a message, and the size of
// its scripts.
import { mkdir, rm } from "node:fs/promises";
import { launchChromium } from "../../../tools/run/chromium.ts";
import { inRepository, localStateDir, webDir } from "../../../tools/run/wrangler.ts";
import { raisedLimits, startLabServer } from "../../kit/server.ts";
import { describeMachine } from "../machine.ts";
import { readOptions } from "../options.ts";
import { progress } from "../progress.ts";
import { measureInbox } from "./inbox-paint.ts";
import { measureTyping } from "./typed-to-visible.ts";
import { reportWeb, type WebResult } from "./web-report.ts";
import { startUpGzipBytes } from "./start-up-size.ts";

const options = readOptions(process.argv.slice(2));
const dir = inRepository(localStateDir, "bench-web");
await rm(dir, { recursive: true, force: true });
await mkdir(dir, { recursive: true });
const machine = await describeMachine(dir);
progress("the web client is built, the server starts");
const server = await startLabServer(dir, { vars: raisedLimits, web: true });
const browser = await launchChromium();
try {
  const scriptGzipBytes = await startUpGzipBytes(webDir);
  const inbox = await measureInbox(browser, server.url, options.quick ? 5 : 15);
  const typing = await measureTyping(browser, server.url, options.quick ? 40 : 200);
  const result: WebResult = { machine, scriptGzipBytes, inbox, typing };
  process.stdout.write(`${reportWeb(result)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await browser.close();
  await server.stop();
}
