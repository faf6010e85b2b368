// The public type of a thread: the message that it begins with, its replies, and the user's own that are on their way.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import type { TimelineItem } from "../timeline/timeline.ts";

/** Opens with what the store has of it, and asks the server. Listeners are called once per turn with changes. */
export interface Thread {
  readonly conversationId: ConversationId;
  /** Of the message that the thread begins with. */
  readonly seq: number;
  /** That message, and what became of it: `state.thread` counts the replies. Null until it is loaded. */
  readonly root: Extract<TimelineItem, { readonly kind: "event" }> | null;
  /** The newest replies, rising by seq, then the user's own that are on their way. */
  readonly items: readonly TimelineItem[];
  /** The replies begin with the first one. */
  readonly atStart: boolean;
  readonly isLoading: boolean;
  /** Why the last load failed: `MESSAGE_NOT_FOUND`, `UNAVAILABLE`, …; null after one that did not. */
  readonly error: KlatchError | null;
  /** Whether the user follows the thread. */
  readonly follows: boolean;

  /** Resolves when the first load has ended, successfully or with `error`. */
  readonly opened: Promise<void>;
  /** Loads the replies before the first one. A failure is in `error`. */
  loadOlder(): Promise<void>;
  /** Follows the thread, or follows it no more. @throws KlatchError `MESSAGE_NOT_FOUND`, `TOO_MANY` */
  follow(follows: boolean, options?: CallOptions): Promise<void>;
  /** Calls `listener` after changes, once per turn. @returns a function that stops this */
  onChange(listener: () => void): () => void;
  /** Ends the view: it changes no more. */
  close(): void;
}
