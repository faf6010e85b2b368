// The direct conversation with a person, which without a network is found where there is one already.
import type { ConversationId, KlatchClient, UserId } from "@klatch/sdk";
import type { InboxModel } from "./inbox.ts";

interface DirectSource {
  readonly inbox: Pick<InboxModel, "entries">;
  readonly client: Pick<KlatchClient, "openDirect">;
}

/** @throws KlatchError where there is none yet, and the server cannot be reached or refuses */
export async function directWith({ inbox, client }: DirectSource, userId: UserId): Promise<ConversationId> {
  const known = inbox.entries.peek().find(({ peerId }) => peerId === userId);
  const { id } = known ?? (await client.openDirect({ userId }));
  return id;
}
