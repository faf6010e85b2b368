// Makes what sends the user's settings and drafts, of the parts of the device's session.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { Live } from "../connection/live.ts";
import type { ServerCalls } from "../http/server-calls.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import { SettingsBook } from "../inbox/settings-book.ts";
import { DraftSync } from "../outbox/draft-sync.ts";
import type { DraftBook } from "../outbox/drafts.ts";
import type { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import { settingsFeature } from "./protocol-constants.ts";
import type { Runtime } from "./runtime.ts";

export interface OwnSettingsParts {
  readonly live: () => Live | null;
  readonly calls: Pick<ServerCalls, "changeSettings">;
  readonly drafts: DraftBook;
  readonly emitter: Emitter<KlatchEvents>;
  readonly runtime: Pick<Runtime, "setTimer" | "random">;
  /** The server's time, in ms since 1970. */
  readonly now: () => number;
  /** Puts an entry of the server into the inbox. */
  readonly learn: (entry: ConversationEntry) => void;
}

export function makeOwnSettings({ live, calls, drafts, emitter, runtime, now, learn }: OwnSettingsParts): {
  readonly settings: SettingsBook;
  readonly draftSync: DraftSync;
} {
  const { setTimer, random } = runtime;
  const entries = (): readonly InboxEntry[] => live()?.conversations() ?? [];
  const entryOf = (id: ConversationId): InboxEntry | null => entries().find((entry) => entry.id === id) ?? null;
  const settings = new SettingsBook({
    send: (id, change) => calls.changeSettings(id, change),
    learn,
    onShown: (id) => {
      const entry = entryOf(id);
      if (entry !== null) emitter.emit("conversation", settings.shown(entry));
    },
    isConnected: () => isWorthATry(live()?.status),
    isTooOld: () => live()?.features?.includes(settingsFeature) === false,
    setTimer,
    random,
  });
  const draftSync = new DraftSync(
    {
      send: (id, draft) => calls.changeSettings(id, { draft }),
      learn,
      entries,
      entryOf,
      // Only a tab that has the socket knows of features.
      isReady: () => live()?.status.state === "live" && live()?.features?.includes(settingsFeature) === true,
      now,
      setTimer,
      random,
    },
    drafts,
  );
  emitter.on("conversation", (entry) => draftSync.learned(entry));
  emitter.on("connection", ({ state }) => {
    if (state !== "live") return draftSync.pause();
    settings.resume();
    draftSync.resume();
  });
  return { settings, draftSync };
}

/** Without a connection nothing is sent before there is one again; an app that never connects sends at once. */
const isWorthATry = (status: ConnectionStatus | undefined): boolean =>
  status?.state === "idle" || status?.state === "syncing" || status?.state === "live";
