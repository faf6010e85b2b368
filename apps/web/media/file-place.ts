// Where a file is: in a message of a conversation.
import type { ConversationId, FileId, ReceivedContent } from "@klatch/sdk";

export interface MediaPlace {
  readonly conversationId: ConversationId;
  /** Of the message. */
  readonly seq: number;
  readonly fileId: FileId;
}

/** Of what a film shows before it is played: a picture of its own that its message names, or a preview of itself. */
export const posterPlace = (place: MediaPlace, content: ReceivedContent): MediaPlace =>
  content.type === "video" && content.posterFileId !== undefined ? { ...place, fileId: content.posterFileId } : place;
