// Whether a link has nothing more to offer: its group or its person is among the conversations, or it is one's own.
import type { UserId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import { groupOf, type Invitation } from "../model/invitations.ts";
import { isSameUsername } from "../../text/username.ts";

/** In whichever way that came about. */
export function isFollowed(
  { kind, token }: Pick<Invitation, "kind" | "token">,
  { inbox, people, me }: Pick<Chat, "inbox" | "people" | "me">,
): boolean {
  if (kind === "group") {
    const entry = inbox.get(groupOf(token));
    return entry !== undefined && entry.left !== true;
  }
  const isTheirs = (userId: UserId | undefined): boolean => {
    const user = userId === undefined ? null : people.get(userId);
    return user !== null && isSameUsername(user.username, token);
  };
  return isTheirs(me) || inbox.entries.value.some(({ peerId }) => isTheirs(peerId));
}
