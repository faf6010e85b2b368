// The interface of the option `tabs`, which shares one signed-in device among several tabs.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { Live } from "../connection/live.ts";
import type { DraftParts } from "../outbox/draft-parts.ts";
import type { LiveSession } from "../connection/live-session.ts";
import type { LiveSessionParts } from "../connection/live-session-parts.ts";
import type { Session } from "../store/session-store.ts";
import type { StoredState } from "../store/klatch-store.ts";

/** Says that the store has another session. `endedBy`: why the server ended the previous one; null: the user did. */
export interface SessionNews {
  readonly endedBy: ReceivedErrorCode | null;
  /** The device that was signed out, for tabs that have lost the store; left out by tabs of an earlier version. */
  readonly left?: DeviceId;
  /** New tokens of a device that could not be stored: for its other tabs. */
  readonly kept?: Session;
}

export interface SharedParts extends LiveSessionParts {
  /** Reads the stored state. */
  readonly loadState: () => Promise<StoredState | null>;
  /** Makes a live session with its own socket, which starts from `state`. */
  readonly lead: (state: StoredState | null, emitter: Emitter<KlatchEvents>) => LiveSession;
  /** Takes a draft that another tab has stored. */
  readonly onDraft: (conversationId: ConversationId, text: string, parts?: DraftParts) => void;
  readonly onPerson: (user: User) => void;
}

/** The value of the option `tabs`, made by `sharedSocket()` of `@klatch/sdk/tabs`. */
export interface Tabs {
  /** Tabs of one origin with the same name and the same store share a socket. */
  readonly name: string;
}

/** What the client asks of the option `tabs`. */
export interface TabSharing extends Tabs {
  /** Calls `listener` when another tab signs in or out. @returns a function that stops this */
  onSession(listener: (news: SessionNews) => void): () => void;
  /** Tells the other tabs that this one has signed in or out. */
  tellSession(news: SessionNews): void;
  /** The signed-in device for this tab; null: tabs cannot share here. */
  share(parts: SharedParts): Live | null;
}

const isSharing = (tabs: Tabs): tabs is TabSharing => "share" in tabs;

/** @returns null if the app gave no `tabs` */
export const sharingOf = (tabs: Tabs | undefined): TabSharing | null =>
  tabs !== undefined && isSharing(tabs) ? tabs : null;
