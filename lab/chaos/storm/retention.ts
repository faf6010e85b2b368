// How long messages stay: people set it for conversations, permitted or not, over the faulty network.
import { isExpected, somebody, type StepParts } from "./step.ts";

const patienceMs = 5_000;
/** The shortest and the longest that there may be, and one between: nothing of a run reaches its end. */
const ttlsMs = [3_600_000, 86_400_000, 31_622_400_000] as const;

/** Never rejects: refusals are expected. */
export async function setRetention(parts: StepParts): Promise<void> {
  const { random, recorder } = parts;
  const setter = somebody(parts);
  if (setter === null) return;
  const { person, conversationId } = setter;
  const ttlMs = random.chance(0.3) ? null : random.pick(ttlsMs);
  recorder.note({ kind: "retention", user: person.userId, conversationId, ttlMs });
  try {
    await person.client.setRetention(conversationId, ttlMs, { signal: AbortSignal.timeout(patienceMs) });
    recorder.note({ kind: "retention-set", user: person.userId, conversationId, ttlMs });
  } catch (error) {
    if (!isExpected(error)) throw error;
  }
}
