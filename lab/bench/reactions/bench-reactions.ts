// `npm run bench:reactions`: one reaction in a group of 500 against one message, in turns on one server.
import { mkdir, rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { makeGroup, makePeople } from "../../kit/people.ts";
import { longSignIns, raisedLimits, startLabServer } from "../../kit/server.ts";
import { progress } from "../progress.ts";
import { table } from "../report/table.ts";
import { reactionsDir } from "../servers.ts";
import { measureReactions, type Sent } from "./measure-reactions.ts";

const { values } = parseArgs({
  options: {
    members: { type: "string", default: "500" },
    samples: { type: "string", default: "200" },
    blocks: { type: "string", default: "5" },
  },
});

await rm(reactionsDir, { recursive: true, force: true });
await mkdir(reactionsDir, { recursive: true });
const server = await startLabServer(reactionsDir, { vars: { ...raisedLimits, ...longSignIns } });
try {
  const group = await makeGroup(server.url, await makePeople(server.url, Number(values.members)));
  progress(`a group of ${group.members.length}`);
  const plan = { samples: Number(values.samples), blocks: Number(values.blocks) };
  const { message, reaction } = await measureReactions(server.url, group, plan);
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const row = (name: string, { answered, reachedAll, deliveries }: Sent): string[] => [
    name,
    ...[answered.p50Ms, answered.p99Ms, reachedAll.p50Ms, reachedAll.p99Ms].map(ms),
    deliveries.toFixed(1),
  ];
  const ratio = (of: (sent: Sent) => number): string => (of(reaction) / of(message)).toFixed(2);
  const rows = [
    ["", "answered, p50", "p99", "with all, p50", "p99", "events delivered"],
    row("a message", message),
    row("a reaction", reaction),
    [
      "reaction ÷ message",
      ratio(({ answered }) => answered.p50Ms),
      ratio(({ answered }) => answered.p99Ms),
      ratio(({ reachedAll }) => reachedAll.p50Ms),
      ratio(({ reachedAll }) => reachedAll.p99Ms),
      ratio(({ deliveries }) => deliveries),
    ],
  ];
  process.stdout.write(`${table(rows)}\n`);
} finally {
  await server.stop();
}
