// People of the storm who read pages of logs over HTTP, amid all that changes.
import { isExpected, somebody, type StepParts } from "./step.ts";

const patienceMs = 3_000;
const pageSize = 40;

/** One person reads one page of one conversation. Never rejects: refusals are expected. */
export async function readPage(parts: StepParts): Promise<void> {
  const { recorder, random } = parts;
  const reader = somebody(parts);
  if (reader === null) return;
  const { person, conversationId } = reader;
  const { seq } = random.pickOrNone(recorder.recent.of(conversationId)) ?? {};
  const before = random.chance(0.3) ? seq : undefined;
  const asked = Date.now();
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const page = await person.client.history(conversationId, { before, limit: pageSize, signal });
    const { events, headSeq, states = {} } = page;
    recorder.note({ kind: "page", user: person.userId, conversationId, asked, headSeq, events, states });
  } catch (error) {
    if (!isExpected(error)) throw error;
  }
}
