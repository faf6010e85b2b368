// The public types of a timeline: a window of one conversation's log without gaps, then the outgoing messages.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";

/**
 * One item to show. `key` is unique in the window and stays the same when an outgoing message becomes an event, so it can
 * be the key in a list.
 */
export type TimelineItem =
  | {
      /** An event of the log: a message of anyone, a change of members or group, or a `void`. */
      readonly kind: "event";
      /** Made of the `clientMsgId` of the user's own message, or of the `seq` of any other event. */
      readonly key: string;
      /** The event as it arrived. Branch on its `type`; types may be added. */
      readonly event: EventFrame;
      /**
       * What became of the message, with the changes of one's own that are on their way: its newest content, reactions,
       * pin, or that it was recalled. Null: it is as it was sent, or no message.
       */
      readonly state: MessageState | null;
      /** The changes of this message that are on their way, or have failed, in the order in which they are sent. */
      readonly changes: readonly OutgoingChange[];
    }
  | {
      /** The user's own message, which is not in the log yet or whose event has not arrived. */
      readonly kind: "outgoing";
      /** Made of the message's `clientMsgId`: its event gets the same key. */
      readonly key: string;
      /** The handle that `send` returned: it has the message's content, its state, and `retry` and `discard`. */
      readonly message: OutgoingMessage;
    };

/** Where a timeline opens, and its page size. */
export interface TimelineOptions {
  /** Opens at the newest event (the default), or around this seq, for example `cursorSeq + 1` of the inbox entry. */
  readonly at?: number | "end";
  /** The number of events per load: 50 by default, at most 200. */
  readonly pageSize?: number;
}

/**
 * Opens at once with the stored events, and asks the server only for events that are not stored. It changes only by the
 * calls below and by events of the conversation. Listeners of `onChange` are called once per turn with changes.
 */
export interface Timeline {
  readonly conversationId: ConversationId;
  /**
   * The window: events rising by seq without gaps. Each change makes a new array in which unchanged events are the same
   * objects. `void` stands for events that this user may not see.
   */
  readonly events: readonly EventFrame[];
  /** The user's own messages whose events have not arrived yet, in the order in which they are sent. */
  readonly outgoing: readonly OutgoingMessage[];
  /**
   * `events` as items, but for those that change earlier messages, and for messages that the user has deleted for
   * themselves. Followed by `outgoing` if the window is at the end or empty.
   */
  readonly items: readonly TimelineItem[];
  /** The window begins with the first event of the log. */
  readonly atStart: boolean;
  /** The window ends with the newest known event, so new events are appended. */
  readonly atEnd: boolean;
  /** The number of others' messages that arrived after the window's end, at most 1,000: for "↓ 12 new". */
  readonly newer: number;
  /** The load in progress; null: none. */
  readonly loading: "older" | "newer" | "jump" | null;
  /** Why the last load failed (`UNAVAILABLE`: offline and not stored); null after a successful load. */
  readonly error: KlatchError | null;

  /** Resolves when the first load has ended, successfully or with `error`. */
  readonly opened: Promise<void>;
  /**
   * Loads the page before the window. One load runs at a time: a repeated call shares it, another kind of load waits.
   * Rejects only with the reason of an aborted `signal`. A failure is in `error`, and the call may be repeated.
   */
  loadOlder(options?: CallOptions): Promise<void>;
  /** Loads the page after the window. */
  loadNewer(options?: CallOptions): Promise<void>;
  /** Replaces the window by one around this seq, or at the end. The new window contains the seq if the log does. */
  jumpTo(place: number | "end", options?: CallOptions): Promise<void>;
  /** Drops events at both ends to keep the window small. Keeps `fromSeq` to `toSeq` and a page on either side. */
  trim(keep: { readonly fromSeq: number; readonly toSeq: number }): void;
  /** Calls `listener` after changes, once per turn. @returns a function that stops this */
  onChange(listener: () => void): () => void;
  /** Ends the timeline: it changes no more. */
  close(): void;
}
