// Makes what is live of the signed-in user, by the client's options: in this tab alone, or shared with the other tabs.
import type { Live } from "../connection/live.ts";
import { LiveSession } from "../connection/live-session.ts";
import type { LiveSessionParts } from "../connection/live-session-parts.ts";
import type { ServerClock } from "../connection/server-clock.ts";
import type { TokenKeeper } from "../http/token-keeper.ts";
import type { KlatchStore } from "../store/klatch-store.ts";
import type { SharedParts, TabSharing } from "../tabs/tabs.ts";
import type { KlatchClientOptions } from "./client-options.ts";
import type { Runtime } from "./runtime.ts";

/** What is of the device, whoever is signed in. */
export interface LiveParts {
  readonly options: KlatchClientOptions;
  readonly baseUrl: string;
  readonly runtime: Runtime;
  readonly clock: ServerClock;
  readonly tokens: TokenKeeper;
  readonly store: KlatchStore;
  /** The app gave a store for everything. */
  readonly isDurable: boolean;
  /** Null: the app gave none, or the store is of this tab alone by now, which is not shared whatever the other tabs do. */
  readonly tabs: () => TabSharing | null;
}

/** What is of the user. */
type OwnParts = Pick<
  LiveSessionParts,
  "session" | "keeper" | "state" | "emitter" | "fetchHidden" | "fetchPeople" | "files"
> &
  Pick<SharedParts, "onDraft" | "onPerson">;

export function makeLive(
  { options, baseUrl, runtime, clock, tokens, store, isDurable, tabs }: LiveParts,
  { onDraft, onPerson, ...own }: OwnParts,
): Live {
  const { snapshot = null, maxInFlight = 64, maxInFlightPerConversation = 1, maxWaiting = 10_000 } = options;
  const { maxWaitingFileBytes: maxFileBytes = 200_000_000 } = options;
  const userId = own.session.user.id;
  const parts: LiveSessionParts = {
    ...own,
    runtime,
    clock,
    tokens,
    isDurable,
    socketUrl: `${baseUrl.replace(/^http/, "ws")}/ws`,
    newConversations: options.newConversations ?? "head",
    outbox: { maxInFlight, maxInFlightPerConversation, maxWaiting, maxFileBytes },
    snapshot: snapshot?.userId === userId ? snapshot : null,
  };
  const shared = tabs()?.share({
    ...parts,
    loadState: () => store.loadState(userId),
    lead: (state, emitter) => new LiveSession({ ...parts, state, emitter }),
    onDraft,
    onPerson,
  });
  return shared ?? new LiveSession(parts);
}
