// Coming into a group: what the caller is told, with the entry that their inbox has of it from now on.
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOpDone } from "../../../schema/rpc/group.ts";
import type { CallerGroup } from "../../http/caller-group.ts";
import type { CallerSession } from "../../http/caller-session.ts";
import { isRefused } from "../../http/answer.ts";

interface Entering {
  readonly group: CallerGroup;
  readonly session: CallerSession;
}

/** @throws ActorUnavailable */
export const openEntry = ({ group, session }: Entering): Promise<{ conversation: ConversationEntry } | Refused> =>
  session.openGroup(group.id);

/** Who is in already has joined as well: a repeat gets the same answer. */
export async function answerJoined({ requested }: GroupOpDone, entering: Entering) {
  const joined = { groupId: entering.group.id, joined: !requested, requested };
  if (requested) return { status: 200, body: joined } as const;
  const opened = await openEntry(entering);
  return isRefused(opened) ? opened : ({ status: 200, body: { ...joined, ...opened } } as const);
}
