// `npm run bench:hostile`: uninvolved people's messages while one account, or a stranger, attacks. Ends with 1 if their
// median grows by more than the factor that is promised. With `-- --root DIR` of another checkout, `-- --only WORD`.
import { mkdir, rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { inRepository } from "../../../tools/run/wrangler.ts";
import { openCheckout } from "../../kit/checkout.ts";
import { LoadTeam } from "../load/load-team.ts";
import { describeMachine, machineLine } from "../machine.ts";
import { progress } from "../progress.ts";
import { hostileDir } from "../servers.ts";
import { attacks } from "./attacks.ts";
import { isRed, ratioOf, reportHostile } from "./hostile-report.ts";
import { makeHostileWorld } from "./hostile-world.ts";
import { measureHostile, type HostilePlan } from "./measure-hostile.ts";
import { startHostileServer } from "./hostile-server.ts";

const { values } = parseArgs({
  options: {
    root: { type: "string", default: inRepository() },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const pace = { intervalMs: 100, messagesEach: 50 };
const plan: HostilePlan = {
  attackMs: pace.intervalMs * pace.messagesEach,
  logins: 200,
  groupPasswords: 200,
  sockets: 100,
  inventedIds: 1_000,
  // A hundred a second: the frames that a user may send.
  largeMessages: 500,
  pace,
};
/** Pairs; each sends ten messages a second. */
const uninvolved = 10;

await rm(hostileDir, { recursive: true, force: true });
await mkdir(hostileDir, { recursive: true });
const machine = await describeMachine(hostileDir);
progress("starting a server with the limits of a deployment");
const { startServer } = await openCheckout(values.root);
const server = await startHostileServer(hostileDir, startServer);
const team = new LoadTeam();
try {
  const world = await makeHostileWorld(server.url, uninvolved);
  progress(`${uninvolved} pairs of people`);
  const chosen = attacks.filter(({ name }) => name.includes(values.only));
  const rows = await measureHostile(team, world, chosen, plan, (row) => {
    progress(`${row.name}: ${ratioOf(row).toFixed(2)} ×`);
  });
  process.stdout.write(`${machineLine(machine)}\n${reportHostile(rows)}\n`);
  const result = rows.map((row) => ({ ...row, answers: Object.fromEntries(row.answers), ratio: ratioOf(row) }));
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  if (rows.some(isRed)) process.exitCode = 1;
} finally {
  team.end();
  await server.stop();
}
