// What a crash or a lost call has cut off between two people, the sessions' alarms carry out some seconds later. A run waits
// for it, so that the checker reads a state that no alarm changes any more.
import { setTimeout as sleep } from "node:timers/promises";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Person } from "../../../schema/protocol/people.ts";
import { repeatAfterMs } from "../../../durable-objects/runtime/due-work.ts";
import type { HistoryRecord } from "../history/record.ts";
import { disagreement, pairsOf } from "../people/pairs.ts";

/** A call without an answer is repeated after this time, and that takes a moment. */
const repairMs = repeatAfterMs + 3_000;
/** After that the checker says what is wrong. */
const patienceMs = 30_000;
const lookEveryMs = 500;

/** Whoever was told nothing of what they did may find it done later. */
const isCutOff = (record: HistoryRecord): boolean =>
  (record.kind === "relating" || (record.kind === "own" && record.key.startsWith("block "))) &&
  record.outcome === "unknown";

/** @param people reads whom the session of a user lists */
export async function untilRepaired(
  records: readonly HistoryRecord[],
  userIds: readonly UserId[],
  people: (userId: UserId) => Promise<readonly Person[]>,
): Promise<void> {
  const repairedAt = (records.findLast(isCutOff)?.at ?? 0) + repairMs;
  await sleep(Math.max(0, repairedAt - Date.now()));
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    const shown = new Map<UserId, readonly Person[]>();
    for (const userId of userIds) shown.set(userId, await people(userId));
    if (pairsOf(shown).every((pair) => disagreement(pair) === null)) return;
    await sleep(lookEveryMs);
  }
}
