// Where something is written: in a conversation, or in one of its threads.
import type { ConversationId } from "@klatch/sdk";

export interface WritingPlace {
  readonly id: ConversationId;
  /** The first message of the thread. */
  readonly thread?: number;
}

export const placeKey = ({ id, thread }: WritingPlace): string => (thread === undefined ? id : `${id} ${thread}`);

/** What a message that is sent there says of it. */
export const inPlace = ({ thread }: WritingPlace): { readonly thread?: number } =>
  thread === undefined ? {} : { thread };
