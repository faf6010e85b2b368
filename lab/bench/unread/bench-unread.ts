// `npm run bench:unread`: the server's memory while sockets take without reading, and what a slow reader gets. With
// `-- --root DIR` of another checkout.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Server } from "../../../tools/run/serve.ts";
import { inRepository } from "../../../tools/run/wrangler.ts";
import { openCheckout } from "../../kit/checkout.ts";
import { raisedLimits, startLabServer } from "../../kit/server.ts";
import { progress } from "../progress.ts";
import { table } from "../report/table.ts";
import { unreadDir } from "../servers.ts";
import { measureUnread } from "./measure-unread.ts";

const { values } = parseArgs({
  options: {
    root: { type: "string", default: inRepository() },
    sockets: { type: "string", default: "5" },
    messages: { type: "string", default: "5000" },
  },
});
const plan = {
  sockets: Number(values.sockets),
  messages: Number(values.messages),
  answers: 5_000,
  slowBytesPerSecond: 2_000_000,
  slowMessages: 1_500,
};

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

await rm(unreadDir, { recursive: true, force: true });
await mkdir(unreadDir, { recursive: true });
progress("measuring, each figure on a server of its own");
const { startServer } = await openCheckout(values.root);
const vars = { ...raisedLimits, LIMIT_FAULTS_PER_SECOND: "100000", LIMIT_FAULTS_BURST: "100000" };
let started = 0;
const start = (): Promise<Server> => {
  started += 1;
  return startLabServer(join(unreadDir, String(started)), { start: startServer, vars });
};
const { grown, slow } = await measureUnread(start, plan);
const rows = [
  ["what the process grew by", ""],
  [`${plan.sockets} sockets that read ${plan.messages} messages of 16 KB`, megabytes(grown.reading)],
  [`${plan.sockets} that ping and never read, sent the same`, megabytes(grown.unread)],
  [`${plan.sockets} that never read, with ${plan.answers} short answers each`, megabytes(grown.unreadAnswers)],
  [
    `a reader of ${megabytes(plan.slowBytesPerSecond)}/s`,
    `${slow.got} of ${slow.sent} in ${slow.seconds.toFixed(0)} s`,
  ],
  ["it was closed with", String(slow.closeCode ?? "nothing")],
];
process.stdout.write(`${table(rows)}\n`);
