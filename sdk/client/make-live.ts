// Makes what belongs to the signed-in user of the client's options: in this tab alone, or shared with the other tabs.
import type { Live } from "../connection/live.ts";
import { LiveSession } from "../connection/live-session.ts";
import type { LiveSessionParts } from "../connection/live-session-parts.ts";
import type { SharedParts, TabSharing } from "../tabs/tabs.ts";
import type { KlatchClientOptions } from "./client-options.ts";

/** What is of the device and of its session; the rest follows from the options. */
export type DeviceParts = Omit<LiveSessionParts, "socketUrl" | "newConversations" | "outbox" | "snapshot"> &
  Pick<SharedParts, "loadState" | "onDraft" | "onPerson">;

/** @param tabs null if the app gave none */
export function makeLive(
  options: KlatchClientOptions,
  baseUrl: string,
  { loadState, onDraft, onPerson, ...device }: DeviceParts,
  tabs: TabSharing | null,
): Live {
  const { snapshot = null, maxInFlight = 64, maxInFlightPerConversation = 1, maxWaiting = 10_000 } = options;
  const parts: LiveSessionParts = {
    ...device,
    socketUrl: `${baseUrl.replace(/^http/, "ws")}/ws`,
    newConversations: options.newConversations ?? "head",
    outbox: { maxInFlight, maxInFlightPerConversation, maxWaiting },
    snapshot: snapshot?.userId === device.session.user.id ? snapshot : null,
  };
  const shared = tabs?.share({
    ...parts,
    loadState,
    lead: (state, emitter) => new LiveSession({ ...parts, state, emitter }),
    onDraft,
    onPerson,
  });
  return shared ?? new LiveSession(parts);
}
