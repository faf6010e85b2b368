// What a socket keeps beside it, and gets back after hibernation. Written by this version, read by the one before and after.
import type { ConversationId, DeviceId, UserId } from "../protocol/ids.ts";

/** What survives hibernation with a socket. */
export interface SocketAttachment {
  readonly deviceId: DeviceId;
  /** The sign-in that opened the socket. Missing: the version before accepted it, and nobody knows by which sign-in. */
  readonly family?: string;
  /** When its access token expires (ms since 1970): later it is served only after a `renew`. Missing: as `family`. */
  readonly authUntil?: number;
  /** When `auth-required` was sent (ms since 1970); missing while authorised. */
  readonly askedAt?: number;
  /** `new`: no sync yet, gets nothing; `syncing`: catching up; `live`: gets everything. */
  readonly phase: "new" | "syncing" | "live";
  /** What the client says it understands beyond the first version, of what this server knows; missing: it said nothing. */
  readonly features?: readonly string[];
  /**
   * The newest event that this socket was given, in the conversations where that changed last; it has everything before
   * it. Survives hibernation, so that a delivery that comes again is not taken for a new one.
   */
  readonly given?: readonly (readonly [ConversationId, number])[];
  /** The user's budgets as of the last change; on one of the sockets. Earlier versions have none. */
  readonly budget?: string;
  /** Left out by the version before it, whose sockets begin as if they had read everything. */
  readonly credit?: CreditNote;
  /** Some lapses were not told: if memory is lost now, the client has to connect anew. */
  readonly hasUntold?: boolean;
  readonly presence?: PresenceNote;
}

/** What a socket has to do with presence. Earlier versions have none of it. */
export interface PresenceNote {
  /** Names the list of people whom this socket watches; missing: it watches nobody. */
  readonly watch?: string;
  /** Of these, whose changes it was not given. */
  readonly missed?: readonly UserId[] | "all";
  /** Since when nobody looks at the device (ms since 1970); missing: somebody does, or the client does not say. */
  readonly leftAt?: number;
  /** How the user is shown to others, as of the last change: of all sockets and the row, the newest counts. */
  readonly shown?: KeptShown;
}

/** How a user is shown to others, as it is kept. */
export interface KeptShown {
  readonly version: number;
  /** By kind of device that is shown: 0 while one is connected; else when the last one went (ms since 1970). */
  readonly kinds: Readonly<Partial<Record<string, number>>>;
  readonly isAway: boolean;
  /** Since when the user is shown as online, or as offline (ms since 1970). */
  readonly since: number;
  /** When the user was last connected and visible (ms since 1970); 0: never. */
  readonly seenAt: number;
  /** False: some of those who watch may not know of this version. */
  readonly isTold: boolean;
}

/** What a socket may not have read, as of the last time that it was noted. */
export interface CreditNote {
  /** Bytes. */
  readonly unread: number;
  /** The nonces of the probes on their way, and how many of those bytes each proves. */
  readonly probes: readonly (readonly [nonce: string, bytes: number])[];
}
