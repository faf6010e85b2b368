// The context of the open conversation for its rows.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ShownEvent, ShownMessage } from "../timeline/timeline-rows.ts";
import type { MessageActs } from "./message-acts.ts";

/** What the user may do to messages here, whoever wrote them. */
export interface MayChange {
  readonly react: boolean;
  readonly pin: boolean;
  /** They are in the conversation. */
  readonly change: boolean;
}

export interface OpenConversation {
  readonly entry: ConversationEntry;
  /** Only the messages of a thread are shown, beside the conversation. */
  readonly isThread?: true;
  readonly nameOf: (userId: UserId) => string;
  /** Whether another member has read up to a seq. */
  readonly isRead: (seq: number) => boolean;
  /** Null: the user may not write here. */
  readonly reply: ((message: ShownMessage) => void) | null;
  readonly mention: ((userId: UserId) => void) | null;
  /** Puts a greeting into the composer. Null: the user may not write here, or has done so. */
  readonly greet: (() => void) | null;
  readonly jumpTo: (seq: number) => void;
  /** The event and what became of it, if the open timeline has it. */
  readonly loaded: (seq: number) => ShownEvent | undefined;
  readonly may: MayChange;
  /** Null: not loaded yet. */
  readonly acts: MessageActs | null;
  /** Puts a text into the composer. Null: the user may not write here. */
  readonly writeAgain: ((text: string) => void) | null;
}

export const OpenConversationContext = createContext<OpenConversation | null>(null);

export function useOpenConversation(): OpenConversation {
  const open = useContext(OpenConversationContext);
  if (open === null) throw new Error("no conversation here");
  return open;
}
