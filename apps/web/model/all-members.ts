// All members of a group, page by page.
import type { ConversationId, KlatchClient, Member } from "@klatch/sdk";

const pageSize = 200;

/** @throws KlatchError `CONVERSATION_NOT_FOUND`: the user is not a member */
export async function allMembers(client: KlatchClient, id: ConversationId): Promise<readonly Member[]> {
  const members: Member[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await client.groups.members(id, { limit: pageSize, cursor });
    members.push(...items);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return members;
}
