// Checks the reports of verify-history: D1 and R2 hold what the log holds.
import type { Facts } from "./facts.ts";
import type { Verdict } from "./verdict.ts";

export function checkTiers({ final }: Facts, verdict: Verdict): void {
  for (const { conversationId, projectedSeq, faults, failure } of final.recounts) {
    verdict.checked("HISTORY-4", projectedSeq);
    if (failure !== null)
      verdict.violated("HISTORY-4", `the history of ${conversationId} cannot be recounted`, () => [failure]);
    for (const { kind, where, firstSeq, lastSeq } of faults)
      verdict.violated("HISTORY-4", `the history of ${conversationId} is wrong`, () => [
        `${kind} (${where}): ${firstSeq} to ${lastSeq}`,
      ]);
  }
}
