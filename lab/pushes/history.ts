// What a run has recorded, as its checker reads it. All times are ms since 1970, of the one machine that all of it runs on.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { Read } from "../push/check-told.ts";
import type { Came } from "../push/local-service.ts";
import type { Said } from "../push/screen.ts";

/** What came to a device. */
export type Taken = Readonly<Came["how"]> & { readonly said: Said };

/** From before it was asked for until its end was answered. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A subscription of a device, and what came by it. */
export interface SubscriptionHistory {
  readonly kind: PushTarget["kind"];
  /** When the server had confirmed it; null: it never did. */
  readonly since: number | null;
  /** When the service began to say that there is no such subscription. */
  readonly goneAt: number | null;
  /** When the service was told not to answer a request. */
  readonly silencedAt: readonly number[];
  readonly taken: readonly Taken[];
}

export interface DeviceHistory {
  readonly name: string;
  /** One after the other. */
  readonly subscriptions: readonly SubscriptionHistory[];
}

export interface PersonHistory {
  readonly userId: UserId;
  readonly devices: readonly DeviceHistory[];
  readonly reads: readonly Read[];
  /** When a socket of theirs was open. */
  readonly looking: readonly Span[];
  readonly muted: ReadonlyMap<ConversationId, readonly Span[]>;
}

/** A text that somebody wrote, as a message or an edit of one. */
export interface Written {
  readonly conversationId: ConversationId;
  /** Of the message. */
  readonly seq: number;
  readonly text: string;
}

export interface PushHistory {
  readonly kills: readonly number[];
  readonly people: readonly PersonHistory[];
  /** All that was acked. */
  readonly written: readonly Written[];
}

/** What the server says once nothing is left to be told. */
export interface Rest {
  /** When that was so; everything that came until then counts. */
  readonly at: number;
  readonly inboxes: ReadonlyMap<UserId, readonly ConversationEntry[]>;
  readonly logs: ReadonlyMap<ConversationId, readonly EventFrame[]>;
  /** Devices, by name, whose subscription the server shows. */
  readonly subscribed: ReadonlySet<string>;
  /** Jobs that died, after they were replayed. */
  readonly deadLetters: number;
  /** Whether everybody was written to once more since, with no fault of any service, and of nothing that came after. */
  readonly isLastWord: boolean;
}
