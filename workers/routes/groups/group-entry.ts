// Answers to joining a group: with the new inbox entry of the caller.
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

/** The same answer for a caller who was a member already, so that a repeat succeeds. */
export async function answerJoined({ requested }: GroupOpDone, entering: Entering) {
  const joined = { groupId: entering.group.id, joined: !requested, requested };
  if (requested) return { status: 200, body: joined } as const;
  const opened = await openEntry(entering);
  return isRefused(opened) ? opened : ({ status: 200, body: { ...joined, ...opened } } as const);
}
