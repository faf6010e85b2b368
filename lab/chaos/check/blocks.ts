// Checks that nothing goes either way while somebody has certainly blocked the other, and that inboxes say whom one has
// blocked. Whether blocks are those that were set last is checked with what people set for themselves (`own.ts`).
import { directConversationId, membersOfDirect, type UserId } from "../../../schema/protocol/ids.ts";
import type { HistoryRecord } from "../history/record.ts";
import { isEnding } from "../changes/event-targets.ts";
import type { Facts } from "./facts.ts";
import { eventLine, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type Write = HistoryRecord & { readonly kind: "own" };

/** A call without an answer may be carried out so much later. */
const lateMs = 15_000;

export function checkBlocks(facts: Facts, verdict: Verdict): void {
  const writes = facts.history.records.filter(
    (one): one is Write => one.kind === "own" && one.key.startsWith("block "),
  );
  for (const ofPair of Map.groupBy(writes, ({ user, key }) => `${user} ${key}`).values())
    for (const block of ofPair)
      if (block.value === true && block.outcome === "done") checkPair(facts, block, ofPair, verdict);
  for (const { userId, inbox, blocks } of facts.final.views) {
    const blocked = new Set<UserId>(blocks.map((one) => one.userId));
    for (const { id, blocked: isBlocked = false } of inbox) {
      const peerId = membersOfDirect(id)?.find((member) => member !== userId);
      if (peerId === undefined) continue;
      verdict.checked("BLOCK-3");
      if (isBlocked !== blocked.has(peerId))
        verdict.violated(
          "BLOCK-3",
          `the entry of ${id} says that ${userId} ${isBlocked ? "has" : "has not"} blocked the other`,
          () => [],
        );
    }
  }
}

function checkPair({ logs }: Facts, block: Write, ofPair: readonly Write[], verdict: Verdict): void {
  const log = logs.get(directConversationId(block.user, block.key.slice("block ".length) as UserId));
  const ends = ofPair.filter(({ value, outcome }) => value === null && outcome !== "refused");
  // An end that was asked for before may come after it.
  const mayEnd = ends.some(
    ({ asked, at, outcome }) =>
      asked <= block.at && (at >= block.asked || (outcome === "unknown" && at + lateMs >= block.asked)),
  );
  if (log === undefined || mayEnd) return;
  const until = Math.min(...ends.filter(({ asked }) => asked > block.at).map(({ asked }) => asked));
  verdict.checked("BLOCK-1");
  // What was said may be taken back, and its time be over.
  const crossed = [...log.events.values()].find(
    (event) =>
      event.createdAt > block.at &&
      event.createdAt < until &&
      !isEnding(event) &&
      // Whoever began and was not accepted goes on without being heard.
      log.memberships.sees(block.user, event.seq),
  );
  if (crossed !== undefined)
    verdict.violated(
      "BLOCK-1",
      `${crossed.seq} of ${log.conversationId} was committed while one had blocked the other`,
      () => [recordLine(block), eventLine(crossed), `the block may have ended at ${until}`],
    );
}
