// Whether an actor may be put to sleep: only what is awake can be, and a conversation that is still busy does not sleep.
import { runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import type { ConversationCore } from "../../durable-objects/conversation/conversation-core.ts";

const patience = { timeout: 4_000 };

/** Until a conversation has delivered everything; any other actor is idle. */
export const untilIdle = (stub: DurableObjectStub): Promise<void> =>
  vi.waitFor(() => runInDurableObject(stub, expectIdle), patience);

function expectIdle(actor: object): void {
  const { core } = actor as { readonly core?: ConversationCore };
  if (core === undefined) return;
  const [settledSeq, { headSeq }] = [core.publishers.settledSeq(), core.log];
  if (settledSeq < headSeq) throw new Error(`delivered up to ${settledSeq} of ${headSeq}`);
}
