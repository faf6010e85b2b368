// The context of the open conversation for its rows.
import type { ConversationEntry, EventFrame, UserId } from "@klatch/sdk";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ShownMessage } from "../timeline/timeline-rows.ts";

export interface OpenConversation {
  readonly entry: ConversationEntry;
  readonly nameOf: (userId: UserId) => string;
  /** Whether another member has read up to a seq. */
  readonly isRead: (seq: number) => boolean;
  /** Null: the user may not write here. */
  readonly reply: ((message: ShownMessage) => void) | null;
  readonly mention: ((userId: UserId) => void) | null;
  /** Puts a greeting into the composer. Null: the user may not write here, or has done so. */
  readonly greet: (() => void) | null;
  readonly jumpTo: (seq: number) => void;
  /** The event, if the open timeline has it. */
  readonly loadedEvent: (seq: number) => EventFrame | undefined;
}

export const OpenConversationContext = createContext<OpenConversation | null>(null);

export function useOpenConversation(): OpenConversation {
  const open = useContext(OpenConversationContext);
  if (open === null) throw new Error("no conversation here");
  return open;
}
