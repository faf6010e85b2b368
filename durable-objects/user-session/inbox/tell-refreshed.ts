// An entry of the inbox that changed without an event: asked for anew, and told to the user's devices.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { Conversations } from "./conversations.ts";

export interface TellRefreshedHost {
  readonly conversations: Pick<Conversations, "read">;
  /** Sends the entry to the listening sockets. */
  announce(entry: ConversationEntry): void;
}

/** If it fails, the entry stays stale and comes with the next sync. */
export async function tellRefreshed(host: TellRefreshedHost, conversationId: ConversationId): Promise<void> {
  try {
    const read = await host.conversations.read(conversationId, null);
    if (!("refusal" in read)) host.announce(read.entry);
  } catch (cause) {
    logErrorSeldom("entry not refreshed", cause, { conversationId });
  }
}
