// What the client asks of the option `tabs`: to share one signed-in device among several tabs.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { Live } from "../connection/live.ts";
import type { LiveSessionParts, LiveSession } from "../connection/live-session.ts";
import type { StoredState } from "../store/klatch-store.ts";

/** The store has another session now. `endedBy`: why the server ended the last one; null: the user did it. */
export interface SessionNews {
  readonly endedBy: ErrorCode | null;
}

export interface SharedParts extends LiveSessionParts {
  /** What the store has now. */
  readonly loadState: () => Promise<StoredState | null>;
  /** A device of its own, which begins with this. */
  readonly lead: (state: StoredState | null, emitter: Emitter<KlatchEvents>) => LiveSession;
  /** Another tab has it in the store. */
  readonly onDraft: (conversationId: ConversationId, text: string) => void;
  readonly onPerson: (user: User) => void;
}

/** What `sharedSocket()` of `@klatch/sdk/tabs` gives, for the option `tabs`. */
export interface Tabs {
  /** Calls `listener` when another tab signed in or out; the result ends that. @internal */
  onSession(listener: (news: SessionNews) => void): () => void;
  /** This tab signed in or out. @internal */
  tellSession(news: SessionNews): void;
  /** The device as this tab has it. Null: tabs cannot share here. @internal */
  share(parts: SharedParts): Live | null;
}
