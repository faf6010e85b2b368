// What a live session is made of: the device's parts, and what its store has.
import type { HiddenResult } from "../../schema/protocol/http-messages.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { Runtime } from "../client/runtime.ts";
import type { Snapshot } from "../client/snapshot.ts";
import type { UserFiles } from "../files/user-files.ts";
import type { TokenKeeper } from "../http/token-keeper.ts";
import type { FetchPeople } from "../friends/people-sync.ts";
import type { NewConversations } from "../inbox/conversation-feed.ts";
import type { OutboxOptions } from "../outbox/outbox-limits.ts";
import type { StoredState } from "../store/klatch-store.ts";
import type { Session } from "../store/session-store.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import type { ServerClock } from "./server-clock.ts";

export interface LiveSessionParts {
  readonly session: Session;
  readonly socketUrl: string;
  readonly runtime: Runtime;
  readonly clock: ServerClock;
  readonly tokens: TokenKeeper;
  readonly emitter: Emitter<KlatchEvents>;
  readonly outbox: OutboxOptions;
  readonly newConversations: NewConversations;
  /** The app's own snapshot, used if the store has nothing. */
  readonly snapshot: Snapshot | null;
  readonly keeper: StoreKeeper;
  readonly files: UserFiles;
  /** What the user has deleted for themselves since. @throws KlatchError */
  readonly fetchHidden: (conversationId: ConversationId, after: number) => Promise<HiddenResult>;
  readonly fetchPeople: FetchPeople;
  /** The stored state; null: nothing is stored for this user. */
  readonly state: StoredState | null;
  /** The store outlives the process, so messages are stored before they are sent. */
  readonly isDurable: boolean;
}
