// What leaves the session of a conversation for a notification or a mail.
import type { NotificationSettings } from "../../../schema/protocol/notifications.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";
import type { Push } from "../../../schema/rpc/pushes.ts";

/** Without words that the user does not want to be shown, and those of strangers. */
export function pushedAbout(
  { kind, peerId, group, preview, unread, mentions, request }: ConversationSummary,
  choices: Pick<NotificationSettings, "preview">,
  userId: UserId,
): Push["about"] {
  const isShown = choices.preview && request !== true;
  return {
    kind,
    ...(peerId !== undefined && { peerId }),
    ...(group !== undefined && { group }),
    // Written on another device meanwhile: nobody is told of their own words.
    preview: isShown && preview?.senderId !== userId ? preview : null,
    unread,
    ...(mentions !== undefined && { mentions }),
    ...(request && { request }),
  };
}
