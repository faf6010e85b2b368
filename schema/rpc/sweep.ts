// What the Fleet asks every object, so that it wakes, and migrates its tables before it answers.
import type { ConversationId } from "../protocol/ids.ts";

/** How many migrations of each module the object's tables have; null: nobody made it. */
export interface StoredTables {
  readonly versions: Readonly<Record<string, number>> | null;
}

export interface SessionTables extends StoredTables {
  /** Of the page: groups, and direct conversations whose id names this user first, so that one of the two names them. */
  readonly conversationIds: readonly ConversationId[];
  /** Where the next page begins; null: there is none. */
  readonly next: ConversationId | null;
}

/** Of every class that has tables, apart from sessions. */
export interface SweptRpc {
  /** Never makes an object. @throws TablesTooNew */
  tables(): Promise<StoredTables>;
}
