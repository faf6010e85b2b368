// Whether a link has nothing more to offer: its group or its person is among the conversations, or it is one's own.
import type { UserId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import { groupOf, type Invitation } from "../model/invitations.ts";

/** In whichever way that came about. */
export function isFollowed(
  { kind, token }: Pick<Invitation, "kind" | "token">,
  { inbox, people, me }: Pick<Chat, "inbox" | "people" | "me">,
): boolean {
  if (kind === "group") {
    const entry = inbox.get(groupOf(token));
    return entry !== undefined && entry.left !== true;
  }
  const isTheirs = (userId: UserId | undefined): boolean =>
    userId !== undefined && people.get(userId)?.username.toLowerCase() === token.toLowerCase();
  return isTheirs(me) || inbox.entries.value.some(({ peerId }) => isTheirs(peerId));
}
