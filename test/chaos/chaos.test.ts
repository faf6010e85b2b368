// The short form of `npm run chaos`: three kills, few clients; then the state is tampered with, and the checker must notice.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Rule, Verdict } from "../../lab/chaos/check/verdict.ts";
import { weather, type Aftermath } from "../../lab/chaos/run.ts";
import type { NewEvent } from "../../durable-objects/conversation/log/log-row.ts";
import { inLongestConversation } from "../support/conversation-file.ts";
import { tamperWith } from "../support/log-rows.ts";

const seed = Number(process.env["CHAOS_SEED"] ?? Math.floor(Math.random() * 1e9));
const kills = 3;
/** About 35 s on a machine that does nothing else: alarms repeat what was cut off. */
const setUpWithinMs = 180_000;

let stateDir: string;
let aftermath: Aftermath;
let verdict: Verdict;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-chaos-"));
  aftermath = await weather({
    kills,
    seed,
    // That somebody is told in the end may take a minute: see test/unit/push-model.test.ts, and npm run chaos.
    size: { users: 5, devicesPerUser: 2, groups: 2, away: 0 },
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

it(`[CHAOS-1] [CHAOS-3] [CHAOS-4] [CHAOS-5] [CHAOS-6] no promise breaks while the server is killed and the network fails (CHAOS_SEED=${seed})`, () => {
  const { inFlightAtKills, acked, delivered } = aftermath.happenings;
  expect(inFlightAtKills).toHaveLength(kills);
  expect(Math.max(...inFlightAtKills)).toBeGreaterThan(0);
  expect(acked).toBeGreaterThan(0);
  expect(delivered).toBeGreaterThan(acked);
  // Sockets were renewed, and sign-ins ended.
  const kinds = Map.groupBy(aftermath.happenings.history.records, ({ kind }) => kind);
  expect(kinds.get("authorised")?.length).toBeGreaterThan(kinds.get("open")?.length ?? 0);
  expect(kinds.get("ended")?.some(({ kind, ...one }) => kind === "ended" && "done" in one && one.done)).toBe(true);
  // People became friends, or asked to.
  expect(kinds.get("relating")?.some((one) => one.kind === "relating" && one.outcome === "done")).toBe(true);
  const examples = verdict.rules.flatMap(({ rule, examples: found }) => found.map((one) => ({ rule, ...one })));
  expect(examples).toEqual([]);
});

/** A message that its sender was told of: not one whose ack was lost, that was scheduled, or that is a copy. */
function isAcked({ clientMsgId, body }: NewEvent): boolean {
  const { records } = aftermath.happenings.history;
  return (
    records.some((one) => one.kind === "ack" && one.clientMsgId === clientMsgId) && !body.includes('"type":"gone"')
  );
}

/** A message in the middle of the log, so that neither end gives it away. */
function middleOf(events: readonly NewEvent[]): number {
  const later = events.findIndex((event, at) => at >= events.length / 2 && isAcked(event));
  return later < 0 ? events.findLastIndex(isAcked) : later;
}

const tamperings: readonly (readonly [
  what: string,
  rule: Rule,
  change: (events: readonly NewEvent[]) => readonly NewEvent[],
])[] = [
  ["a message is deleted", "HIB-10", (events) => events.toSpliced(middleOf(events), 1)],
  [
    "two bodies are swapped",
    "CHAOS-1",
    (events) => {
      const at = middleOf(events);
      const other = events.findIndex((event, index) => index !== at && isAcked(event));
      const bodyOf = (index: number): string => events[index === at ? other : at]?.body ?? "";
      return events.map((event, index) =>
        index === at || index === other ? { ...event, body: bodyOf(index) } : event,
      );
    },
  ],
  [
    "a message is doubled",
    "SEND-2",
    (events) => {
      const [one, last] = [events[middleOf(events)] as NewEvent, events.at(-1) as NewEvent];
      return [...events, { ...one, seq: last.seq + 1, ordinal: last.ordinal + 1, createdAt: last.createdAt }];
    },
  ],
];

it.each(tamperings)("[CHAOS-2] after a run its state is tampered with: %s (%s)", async (_, rule, change) => {
  await aftermath.tamper(async () => {
    await rm(join(stateDir, "v3"), { recursive: true });
    await cp(join(stateDir, "untouched"), join(stateDir, "v3"), { recursive: true });
    await inLongestConversation(stateDir, 4, (database) => {
      tamperWith((query, ...bindings) => database.prepare(query).all(...bindings), change);
    });
  });
  expect(violated(await aftermath.judge())).toContain(rule);
});
