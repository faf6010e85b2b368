// `npm run bench:web`: what the web client takes: its stored inbox, a message between two people, ten thousand messages,
// a first visit on a slow line, and the size of its scripts.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launchChromium } from "../../../tools/run/chromium.ts";
import { inRepository, localStateDir } from "../../../tools/run/wrangler.ts";
import { openCheckout } from "../../kit/checkout.ts";
import { raisedLimits, startLabServer } from "../../kit/server.ts";
import { describeMachine } from "../machine.ts";
import { progress } from "../progress.ts";
import { measureFirstPaint } from "./first-paint.ts";
import { measureInbox } from "./inbox-paint.ts";
import { measureScrolling } from "./longest-task.ts";
import { measureTyping } from "./typed-to-visible.ts";
import { reportWeb, type WebResult } from "./web-report.ts";
import { startUpSize } from "./start-up-size.ts";

const { values: options } = parseArgs({
  options: {
    /** Another checkout, with its packages installed: its client and its server are measured. */
    root: { type: "string", default: inRepository() },
    /** Fewer rounds, to see that everything works. */
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const { root, startServer } = await openCheckout(options.root);
const dir = inRepository(localStateDir, "bench-web");
await rm(dir, { recursive: true, force: true });
await mkdir(dir, { recursive: true });
const machine = await describeMachine(dir);
progress("the web client is built, the server starts");
const server = await startLabServer(dir, { vars: raisedLimits, web: true, start: startServer });
const browser = await launchChromium();
try {
  const startUp = await startUpSize(join(root, "dist", "web"));
  const firstPaint = await measureFirstPaint(browser, server.url, options.quick ? 2 : 7);
  const inbox = await measureInbox(browser, server.url, options.quick ? 5 : 15);
  const typing = await measureTyping(browser, server.url, options.quick ? 40 : 200);
  const scrolling = await measureScrolling(browser, server.url, options.quick ? 1_000 : 10_000);
  const result: WebResult = { machine, startUp, inbox, typing, scrolling, firstPaint };
  process.stdout.write(`${reportWeb(result)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await browser.close();
  await server.stop();
}
