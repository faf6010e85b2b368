// `npm run bench:hostile` in small: that each attack is really made, and that a server survives it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { attacks } from "../../lab/bench/hostile/attacks.ts";
import { startHostileServer } from "../../lab/bench/hostile/hostile-server.ts";
import { makeHostileWorld } from "../../lab/bench/hostile/hostile-world.ts";
import { measureHostile } from "../../lab/bench/hostile/measure-hostile.ts";
import { LoadTeam } from "../../lab/bench/load/load-team.ts";

const plan = {
  attackMs: 300,
  // More than a user has devices: the other attacks must not lose theirs by that.
  logins: 12,
  groupPasswords: 2,
  sockets: 3,
  inventedIds: 4,
  largeMessages: 5,
  pace: { intervalMs: 100, messagesEach: 3 },
};

/** What each attack may be answered with: it was made, whether it was let through or limited. */
const expected: Readonly<Record<string, RegExp>> = {
  "logins with wrong passwords, one network": /^4(01|29)$/,
  "logins with wrong passwords, a network each": /^4(01|29)$/,
  "logins with the right password": /^(200|401|429)$/,
  "changes of one's own group's password": /^(200|429)$/,
  "guesses at a group's password": /^4(03|29)$/,
  "sockets that never read, and messages to them": /^(opened|acked|RATE_LIMITED)$/,
  "invented ids: groups, links, users": /^4(03|04|29)$/,
  "messages of 16 KiB at the user's rate": /^(acked|RATE_LIMITED)$/,
};

it("makes every attack while uninvolved people's messages are measured", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "klatch-hostile-"));
  const server = await startHostileServer(stateDir);
  const team = new LoadTeam();
  try {
    const world = await makeHostileWorld(server.url, 2);
    const rows = await measureHostile(team, world, attacks, plan);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(expected));
    for (const { name, quiet, attacked, seconds, answers } of rows) {
      expect([quiet.samples, attacked.samples], name).toEqual([6, 6]);
      expect(seconds, name).toBeGreaterThan(0.1);
      expect(
        [...answers.keys()].filter((answer) => expected[name]?.test(answer) !== true),
        name,
      ).toEqual([]);
      expect(answers.size, name).toBeGreaterThan(0);
    }
    const opened = rows.find(({ answers }) => answers.has("opened"));
    expect(opened?.answers.get("opened")).toBeGreaterThanOrEqual(plan.sockets);
  } finally {
    team.end();
    await server.stop();
    await rm(stateDir, { recursive: true });
  }
});
