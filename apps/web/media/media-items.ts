// The pictures and films among messages, as the viewer goes through them. Pure.
import type { ConversationId, KnownContent, ReceivedContent, UserId } from "@klatch/sdk";
import { isGone } from "../changes/is-gone.ts";
import type { Row, ShownMessage } from "../timeline/timeline-rows.ts";
import type { MediaPlace } from "./file-place.ts";
import { localFileOf } from "./local-files.ts";

export type SeenContent = Extract<KnownContent, { type: "image" | "video" }>;

export interface MediaItem {
  /** Null: its message says it, which is not loaded yet. */
  readonly content: SeenContent | null;
  /** Null: it is not sent yet. */
  readonly place: MediaPlace | null;
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
          const content = isGone(message) ? null : seenContent(message.content);
          return content === null ? [] : [mediaItem(conversationId, content, message)];
        })
      : [],
  );

/** Null: it is neither a picture nor a film. */
export const seenContent = (content: ReceivedContent | null): SeenContent | null =>
  content?.type === "image" || content?.type === "video" ? content : null;
