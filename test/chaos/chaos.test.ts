// The short form of `npm run chaos`: three kills, few clients; then the state is tampered with, and the checker must notice.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Rule, Verdict } from "../../lab/chaos/check/verdict.ts";
import { weather, type Aftermath } from "../../lab/chaos/run.ts";
import { inLongestConversation } from "../support/conversation-file.ts";

const seed = Number(process.env["CHAOS_SEED"] ?? Math.floor(Math.random() * 1e9));
const kills = 3;
/** About 20 s on a machine that does nothing else. */
const setUpWithinMs = 120_000;

let stateDir: string;
let aftermath: Aftermath;
let verdict: Verdict;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-chaos-"));
  aftermath = await weather({
    kills,
    seed,
    size: { users: 5, devicesPerUser: 2, groups: 2 },
    stateDir,
    progress: () => {},
  });
  verdict = await aftermath.judge();
  // To begin each tampering with: what an actor makes of one is not to be undone.
  await aftermath.tamper(() => cp(join(stateDir, "v3"), join(stateDir, "untouched"), { recursive: true }));
}, setUpWithinMs);

afterAll(async () => {
  await aftermath.end();
  await rm(stateDir, { recursive: true, force: true });
});

const violated = (of: Verdict): readonly Rule[] =>
  of.rules.filter(({ violations }) => violations > 0).map(({ rule }) => rule);

it(`[CHAOS-1] no promise breaks while the server is killed and the network fails (CHAOS_SEED=${seed})`, () => {
  const { inFlightAtKills, acked, delivered } = aftermath.happenings;
  expect(inFlightAtKills).toHaveLength(kills);
  expect(Math.max(...inFlightAtKills)).toBeGreaterThan(0);
  expect(acked).toBeGreaterThan(0);
  expect(delivered).toBeGreaterThan(acked);
  const examples = verdict.rules.flatMap(({ rule, examples: found }) => found.map((one) => ({ rule, ...one })));
  expect(examples).toEqual([]);
});

/** Four messages from the middle of the log, so that neither end gives it away. */
const middle = "(SELECT max(seq) / 2 FROM event_0)";

const tamperings: readonly (readonly [what: string, rule: Rule, sql: readonly string[]])[] = [
  ["a message is deleted", "HIB-10", [`DELETE FROM event_0 WHERE seq = ${middle}`]],
  [
    "two bodies are swapped",
    "CHAOS-1",
    [
      `CREATE TABLE kept AS SELECT seq, body FROM event_0 WHERE seq IN (${middle}, ${middle} + 1)`,
      `UPDATE event_0 SET body = (SELECT body FROM kept WHERE kept.seq <> event_0.seq) WHERE seq IN (SELECT seq FROM kept)`,
    ],
  ],
  [
    "a message is doubled",
    "SEND-2",
    [
      `CREATE TABLE kept AS SELECT * FROM event_0 WHERE seq = ${middle}`,
      `UPDATE kept SET seq = (SELECT max(seq) + 1 FROM event_0), ordinal = (SELECT max(ordinal) + 1 FROM event_0),
         created_at = (SELECT max(created_at) FROM event_0)`,
      "INSERT INTO event_0 SELECT * FROM kept",
    ],
  ],
];

it.each(tamperings)("[CHAOS-2] after a run its state is tampered with: %s (%s)", async (_, rule, sql) => {
  await aftermath.tamper(async () => {
    await rm(join(stateDir, "v3"), { recursive: true });
    await cp(join(stateDir, "untouched"), join(stateDir, "v3"), { recursive: true });
    await inLongestConversation(stateDir, 4, (database) => {
      for (const statement of sql) database.exec(statement);
    });
  });
  expect(violated(await aftermath.judge())).toContain(rule);
});
