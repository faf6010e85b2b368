// Mutes the conversation from its side panel, for as long as is chosen, or ends that.
import type { ConversationEntry } from "@klatch/sdk";
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { changeSettings } from "../inbox/change-settings.ts";
import { inboxWords as t } from "../inbox/inbox-words.ts";
import { isMuted } from "../inbox/own-settings.ts";
import { useChat } from "../model/chat-context.ts";
import { now } from "../ui/clock.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { placeBelow, type MenuPlace } from "../ui/menu.tsx";
import { QuickButton } from "./quick-row.tsx";

const MuteMenu = lazyLayer(() => import("../inbox/mute-menu.tsx"));

export function MuteAction({ entry }: { readonly entry: ConversationEntry }) {
  const { client } = useChat();
  const [at, setAt] = useState<MenuPlace | null>(null);
  const muted = isMuted(entry, now.value);
  return (
    <>
      <QuickButton
        label={t(muted ? "unmute" : "mute")}
        icon={muted ? "bell" : "bellOff"}
        onSelect={(button) =>
          muted ? changeSettings(client, entry.id, { mutedUntil: null }) : setAt(placeBelow(button))
        }
      />
      {at !== null && (
        <Suspense fallback={null}>
          <MuteMenu
            at={at}
            onChoose={(change) => changeSettings(client, entry.id, change)}
            onClose={() => setAt(null)}
          />
        </Suspense>
      )}
    </>
  );
}
