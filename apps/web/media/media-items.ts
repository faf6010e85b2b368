// The pictures and films among messages, as the viewer goes through them. Pure.
import type { ConversationId, KnownContent, UserId } from "@klatch/sdk";
import { isGone } from "../changes/is-gone.ts";
import type { Row, ShownMessage } from "../timeline/timeline-rows.ts";
import type { FilePlace } from "./files-api.ts";
import { localFileOf } from "./local-files.ts";

export type SeenContent = Extract<KnownContent, { type: "image" | "video" }>;

export interface MediaItem {
  readonly content: SeenContent;
  /** Null: it is not sent yet. */
  readonly place: FilePlace | null;
  /** Null: it stands among messages that were forwarded. */
  readonly sent: { readonly senderId: UserId; readonly atMs: number } | null;
  readonly localUrl?: string | undefined;
}

export const mediaItem = (conversationId: ConversationId, content: SeenContent, message: ShownMessage): MediaItem => ({
  content,
  place: message.seq === null ? null : { conversationId, seq: message.seq, fileId: content.fileId },
  sent: { senderId: message.senderId, atMs: message.atMs },
  localUrl: localFileOf(conversationId, message.key),
});

/** Of the loaded messages, from the oldest on. */
export const mediaAmong = (conversationId: ConversationId, rows: readonly Row[]): readonly MediaItem[] =>
  rows.flatMap((row) =>
    row.kind === "message"
      ? (row.album ?? [row.message]).flatMap((message) => {
          const { content } = message;
          const isSeen = !isGone(message) && (content.type === "image" || content.type === "video");
          return isSeen && isSeenContent(content) ? [mediaItem(conversationId, content, message)] : [];
        })
      : [],
  );

const isSeenContent = (content: ShownMessage["content"]): content is SeenContent =>
  content.type === "image" || content.type === "video";
