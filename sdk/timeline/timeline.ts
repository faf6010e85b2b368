// What a view of one conversation shows: a window of its log without gaps, then the user's own messages on their way.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { CallOptions } from "../client/client-options.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";

/**
 * One thing to show. `key` is unique in the window and stays the same when an own message turns from `outgoing` into its
 * event: fit for keyed lists.
 */
export type TimelineItem =
  | { readonly kind: "event"; readonly key: string; readonly event: EventFrame }
  | { readonly kind: "outgoing"; readonly key: string; readonly message: OutgoingMessage };

/** Where a timeline opens, and how much it loads at once. */
export interface TimelineOptions {
  /** Where it opens: at the newest event (unless given), or around this seq, as `cursorSeq + 1` of the inbox entry. */
  readonly at?: number | "end";
  /** Events that each load fetches: 50 unless given, 200 at most. */
  readonly pageSize?: number;
}

/**
 * Opens at once with what is in the store, and asks the server only for what is not. It changes only through the calls
 * here and through what happens in the conversation; each change is told to the listeners of `onChange` once.
 */
export interface Timeline {
  readonly conversationId: ConversationId;
  /**
   * The window: events rising by seq, each beginning where the one before ends. A new array with each change of it, the
   * items that stayed are the same objects. `void` stands for what this user may not see.
   */
  readonly events: readonly EventFrame[];
  /** The user's own messages that are in no event yet, in the order in which they go out. */
  readonly outgoing: readonly OutgoingMessage[];
  /** `events` as items, then, when the window is at the end, `outgoing`. */
  readonly items: readonly TimelineItem[];
  /** The window begins with the first event of the log. */
  readonly atStart: boolean;
  /** The window ends with the newest event that this device knows of: what happens next is appended. */
  readonly atEnd: boolean;
  /** Others' messages that came while the window was not at the end and lie behind it: "↓ 12 new". */
  readonly newer: number;
  /** What is being loaded; null: nothing. */
  readonly loading: "older" | "newer" | "jump" | null;
  /** Why the last load failed (`UNAVAILABLE`: offline, and not in the store); null once a load succeeds. */
  readonly error: KlatchError | null;

  /** Settled when the first load has ended, well or with `error`. */
  readonly opened: Promise<void>;
  /**
   * Loads the page before the window. One load at a time: while one runs, the same call again shares it, another waits.
   * Never rejects but with the reason of an aborted `signal`: what failed is in `error`, and may be tried again.
   */
  loadOlder(options?: CallOptions): Promise<void>;
  /** Loads the page after the window. */
  loadNewer(options?: CallOptions): Promise<void>;
  /** Replaces the window by one around this seq (which it holds, if the log does), or at the end. */
  jumpTo(place: number | "end", options?: CallOptions): Promise<void>;
  /** Drops events from the ends, so that the window stays small: keeps `fromSeq` to `toSeq`, and a page around them. */
  trim(keep: { readonly fromSeq: number; readonly toSeq: number }): void;
  /** Calls `listener` after every change; the result ends that. */
  onChange(listener: () => void): () => void;
  /** It changes no more. */
  close(): void;
}
