// Makes what sends the user's settings and drafts, of the parts of their session.
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { Live } from "../connection/live.ts";
import type { ServerCalls } from "../http/server-calls.ts";
import { SettingsBook, type SettingsHost } from "../inbox/settings-book.ts";
import { DraftSync, type DraftSyncHost } from "../outbox/draft-sync.ts";
import type { DraftBook } from "../outbox/drafts.ts";
import type { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import { settingsFeature } from "./protocol-constants.ts";
import type { Runtime } from "./runtime.ts";

export interface OwnSettingsParts {
  readonly live: Live;
  readonly calls: Pick<ServerCalls, "changeSettings">;
  readonly drafts: DraftBook;
  readonly emitter: Emitter<KlatchEvents>;
  /** Puts an entry of the server into the inbox. */
  learn(entry: ConversationEntry): ConversationEntry;
}

/**
 * @param user read each time: `live` changes
 * @param now the server's time, in ms since 1970
 */
export function makeOwnSettings(
  user: OwnSettingsParts,
  { setTimer, random }: Pick<Runtime, "setTimer" | "random">,
  now: () => number,
): { readonly settings: SettingsBook; readonly draftSync: DraftSync } {
  const { emitter, calls } = user;
  const entryOf: DraftSyncHost["entryOf"] = (id) => host.entries().find((entry) => entry.id === id) ?? null;
  const host: SettingsHost & DraftSyncHost = {
    send: (id, change) => calls.changeSettings(id, change),
    learn: (entry) => void user.learn(entry),
    entries: () => user.live.conversations(),
    entryOf,
    onShown: (id) => {
      const entry = entryOf(id);
      if (entry !== null) emitter.emit("conversation", settings.shown(entry));
    },
    isConnected: () => isWorthATry(user.live.status),
    isTooOld: () => user.live.features?.includes(settingsFeature) === false,
    // Only a tab that has the socket knows of features.
    isReady: () => user.live.status.state === "live" && user.live.features?.includes(settingsFeature) === true,
    now,
    setTimer,
    random,
  };
  const settings = new SettingsBook(host);
  const draftSync = new DraftSync(host, user.drafts);
  emitter.on("conversation", (entry) => draftSync.learned(entry));
  emitter.on("connection", ({ state }) => {
    if (state !== "live") return draftSync.pause();
    settings.resume();
    draftSync.resume();
  });
  return { settings, draftSync };
}

/** Without a connection nothing is sent before there is one again; an app that never connects sends at once. */
const isWorthATry = ({ state }: ConnectionStatus): boolean =>
  state === "idle" || state === "syncing" || state === "live";
