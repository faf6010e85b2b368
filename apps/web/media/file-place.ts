// Where a file is: in a message of a conversation.
import type { ConversationId, FileId } from "@klatch/sdk";

export interface MediaPlace {
  readonly conversationId: ConversationId;
  /** Of the message. */
  readonly seq: number;
  readonly fileId: FileId;
}
