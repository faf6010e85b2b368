// What an inbox entry becomes by an event that changes an earlier message. Pure.
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";
import { cutPreview } from "../../schema/protocol/cut-text.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { contentLine } from "../client/content-text.ts";
import type { MessageChange } from "../client/message-change.ts";
import { everyone, previewMaxChars } from "../client/protocol-constants.ts";
import { targetsOf } from "../states/fold-state.ts";
import { tombstone } from "../states/tombstone.ts";
import type { InboxEntry } from "./listed-conversation.ts";

/** @param change newer than everything that `entry` contains */
export function afterMessageChange(entry: InboxEntry, change: MessageChange, me: UserId): InboxEntry {
  switch (change.type) {
    case "message-edited":
      return withMention(withContent(entry, change.targetSeq, change.content), change, me);
    case "message-recalled":
    case "messages-expired":
      return withoutContents(entry, targetsOf(change));
    default:
      return entry;
  }
}

/** Without what is gone of these messages. */
export const withoutContents = (entry: InboxEntry, seqs: readonly number[]): InboxEntry =>
  seqs.reduce((before, seq) => withoutMention(withContent(before, seq, tombstone), seq), entry);

/** The part of a preview that its content gives, by the same rule as on the server. */
export const previewContent = (content: ReceivedContent): { readonly type: string; readonly text: string } => ({
  type: content.type,
  text: cutPreview(contentLine(content), previewMaxChars),
});

function withContent(entry: InboxEntry, seq: number, content: ReceivedContent): InboxEntry {
  const { preview } = entry;
  return preview?.seq === seq ? { ...entry, preview: { ...preview, ...previewContent(content) } } : entry;
}

function withMention(
  entry: InboxEntry,
  { targetSeq, senderId, mentions = [] }: Extract<MessageChange, { readonly type: "message-edited" }>,
  me: UserId,
): InboxEntry {
  const others = withoutMention(entry, targetSeq);
  const isMeant = senderId !== me && mentions.some((userId) => userId === me || userId === everyone);
  if (!isMeant) return others;
  return { ...others, mentionSeqs: [...(others.mentionSeqs ?? []), targetSeq].sort((a, b) => a - b) };
}

const withoutMention = (entry: InboxEntry, targetSeq: number): InboxEntry =>
  entry.mentionSeqs === undefined
    ? entry
    : { ...entry, mentionSeqs: entry.mentionSeqs.filter((seq) => seq !== targetSeq) };
