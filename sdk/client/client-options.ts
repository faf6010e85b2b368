// The options of the client and of its calls.
import type { ClientMsgId, UserId } from "../../schema/protocol/ids.ts";
import type { DeviceLogin } from "../../schema/protocol/http-auth.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { Runtime } from "./runtime.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Snapshot } from "./snapshot.ts";
import type { KlatchStore } from "../store/klatch-store.ts";
import type { NewConversations } from "../inbox/conversation-feed.ts";
import type { Tabs } from "../tabs/tabs.ts";

/** Options of a new client: `url` is required, everything else has a default. */
export interface KlatchClientOptions {
  /** The server's address, e.g. `https://chat.example.com`. */
  readonly url: string;
  /**
   * Keeps data between runs; by default nothing is kept. A `SessionStore` keeps the session only. A `KlatchStore` also
   * keeps the inbox, received messages and messages that are not sent yet.
   */
  readonly store?: SessionStore | KlatchStore;
  /** The result of `snapshot()` in an earlier run, for apps without a `KlatchStore`. Ignored if it is of another user. */
  readonly snapshot?: Snapshot | null;
  /** `sharedSocket()` of `@klatch/sdk/tabs`: the tabs of an app that share a `KlatchStore` share one socket too. */
  readonly tabs?: Tabs;
  /** Replaces parts of the platform: `fetch`, `WebSocket`, clock, timers, random numbers. */
  readonly runtime?: Partial<Runtime>;
  /**
   * Where a conversation starts that this device has not seen before. `head`, the default: after the newest event, which is
   * right for apps that show a timeline. `start`: at the first event that the user may see, so that a bot that was added to
   * a group while it was away gets the message that brought it. With `start`, a first sign-in replays every conversation.
   */
  readonly newConversations?: NewConversations;
  /** At most so many messages are on the wire without an ack, in all conversations together. 64 by default. */
  readonly maxInFlight?: number;
  /**
   * The same limit within one conversation. With 1, the default, messages keep their order even if one is refused. More
   * is faster in bulk, but then a temporarily refused message can be overtaken by others that are already on the wire.
   */
  readonly maxInFlightPerConversation?: number;
  /**
   * At most so many messages are written and not acked, in all conversations together. 10,000 by default. Beyond it a new
   * message fails with `TOO_MANY`.
   */
  readonly maxWaiting?: number;
  /**
   * At most so many bytes of files are in messages that are written and not acked. 200 MB by default. Beyond it `sendFile`
   * fails with `TOO_MANY`, with `TOO_LARGE` if the file alone is larger.
   */
  readonly maxWaitingFileBytes?: number;
}

/** The account that signs in, and the device. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /**
   * `platform` and `name` are shown in the user's list of devices. With `id`, an earlier device of this user signs in again
   * and no new one is made.
   */
  readonly device?: Partial<DeviceLogin>;
  /**
   * The token of a challenge that a person has met, after a refusal with `CHALLENGE_REQUIRED`: `error.challenge` says
   * which widget gives it. It counts once.
   */
  readonly challengeToken?: string;
  /** Keeps an account whose user has deleted it, after a refusal with `ACCOUNT_LEAVING`. Of any other it changes nothing. */
  readonly restore?: boolean;
}

/** A new account. */
export interface NewAccount extends Omit<Credentials, "restore"> {
  /** At most 64 characters; by default the username. */
  readonly displayName?: string;
  /** The token of an invitation, where `registration` says `invitation`. It counts once for each account. */
  readonly invitation?: string;
}

/** A change of the user's password. */
export interface PasswordChange {
  /** The password until now. */
  readonly current: string;
  /** The new one: 8 to 128 characters. */
  readonly next: string;
}

/** The end of the user's account. */
export interface AccountDeletion {
  /** The current one. */
  readonly password: string;
  /** Whether what the user has written is to be erased with the account. */
  readonly eraseMessages: boolean;
}

/** Selects a page of security events. */
export interface SecurityEventsOptions extends CallOptions {
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of events: 50 by default, at most 200. */
  readonly limit?: number | undefined;
}

/** Selects a page of those whom a search finds. */
export interface SearchUsersOptions extends CallOptions {
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of people: 50 by default, at most 200. */
  readonly limit?: number | undefined;
}

/** Selects a page of those who have read a message, or of those who have not. */
export interface ReceiptsOptions extends CallOptions {
  /** False: those who have not read it. */
  readonly read?: boolean | undefined;
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of people: 50 by default, at most 200. */
  readonly limit?: number | undefined;
}

/** Selects a page of a conversation's log. */
export interface HistoryOptions extends CallOptions {
  /** Events before this seq. Without `before` and `after`: the newest events. */
  readonly before?: number | undefined;
  /** Events after this seq; 0 starts at the beginning. Cannot be combined with `before`. */
  readonly after?: number | undefined;
  /** The number of events: 50 by default, at most 200. */
  readonly limit?: number | undefined;
}

/** Selects a page of the inbox. A server of an earlier version takes only `since`, `cursor` and `limit`. */
export interface InboxOptions extends CallOptions {
  /** Only direct conversations, or only groups. */
  readonly kind?: "direct" | "group" | undefined;
  /** Only those that are archived, or that are not. */
  readonly archived?: boolean | undefined;
  /** Only those that are pinned, or that are not. */
  readonly pinned?: boolean | undefined;
  /** Only those that are muted now, or that are not. */
  readonly muted?: boolean | undefined;
  /** Only those with something unread or marked as unread, or without. */
  readonly unread?: boolean | undefined;
  /** Only those in which an unread message mentions the user, or none does. */
  readonly mentions?: boolean | undefined;
  /** Only entries that changed after this inbox version. */
  readonly since?: number | undefined;
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of entries: 50 by default, at most 200. */
  readonly limit?: number | undefined;
}

/** Selects a page of a message's reactions. */
export interface ReactionsOptions extends CallOptions {
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of reactions: 50 by default, at most 200. */
  readonly limit?: number | undefined;
}

/** Selects a page of a poll's votes. */
export interface VotesOptions extends CallOptions {
  /** Only who has chosen this option: an index from 0 on. */
  readonly option?: number | undefined;
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of votes: 50 by default, at most 200. A page with fewer may have a next one. */
  readonly limit?: number | undefined;
}

/** What an edit may have besides its content. */
export interface EditOptions {
  /** Whom the message mentions from now on; left out: nobody. */
  readonly mentions?: readonly UserId[] | undefined;
  /** Aborting it discards the change, if that is still possible. */
  readonly signal?: AbortSignal | undefined;
}

/** How messages are forwarded. */
export interface ForwardOptions extends CallOptions {
  /** All as one message, a `forward`. Otherwise each is a message of its own, with `forwardedFrom`. */
  readonly merged?: boolean | undefined;
  /** By default a new UUIDv7. Repeat a call that got no answer with the same id: nothing is forwarded twice. */
  readonly clientMsgId?: ClientMsgId | undefined;
}
