// The button that sends, its menu (right click, long press, Shift+F10), and the way to what is scheduled here.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { IconButton } from "../ui/button.tsx";
import { menuTriggers } from "../ui/menu-triggers.ts";
import type { MenuPlace } from "../ui/menu.tsx";
import { commonWords } from "../ui/common-words.ts";
import type { Held } from "../voice/recorder.tsx";
import { composerWords as t } from "./composer-words.ts";
import { sendOptionsPart, useLaterPart } from "./later-parts.ts";
import { VoiceButton } from "./voice-button.tsx";

interface SendButtonProps {
  readonly entry: ConversationEntry;
  readonly sendable: boolean;
  readonly onSilent: () => void;
  readonly onBurn: (burnAfterMs: number) => void;
  /** Null: it cannot be sent later. @throws KlatchError */
  readonly onSchedule: ((atMs: number) => Promise<void>) | null;
  /** Begins a voice message, which its button held by a finger goes on with. Null: something else is to be sent. */
  readonly onVoice: ((held: Held | null) => void) | null;
}

/** Between two people. */
const mayBurn = ({ kind, peerId }: ConversationEntry, me: UserId): boolean =>
  kind === "direct" && peerId !== undefined && peerId !== me;

export function SendButton({ entry, sendable, onSilent, onBurn, onSchedule, onVoice }: SendButtonProps) {
  const [menuAt, setMenuAt] = useState<MenuPlace | null>(null);
  const [isChoosing, setIsChoosing] = useState(false);
  const [burnAt, setBurnAt] = useState<MenuPlace | null>(null);
  const chat = useChat();
  const options = useLaterPart(sendOptionsPart, menuAt === null ? null : `${menuAt.x} ${menuAt.y}`);
  const scheduled = chat.scheduled.in(entry.id).length;
  const openMenu = (at: MenuPlace): void => {
    if (sendable) setMenuAt(at);
  };
  return (
    <span class="composer-send">
      {scheduled > 0 && (
        <IconButton
          icon="clock"
          label={t("scheduledCount", { count: scheduled })}
          onClick={() => go({ name: "conversation", id: entry.id, side: "scheduled" })}
        />
      )}
      {onVoice === null || sendable ? (
        <span {...menuTriggers(openMenu)}>
          <IconButton type="submit" icon="send" kind="filled" label={commonWords("send")} disabled={!sendable} />
        </span>
      ) : (
        <VoiceButton onVoice={onVoice} />
      )}
      {options !== null && menuAt !== null && (
        <options.SendMenu
          at={menuAt}
          onSilent={onSilent}
          onSchedule={onSchedule === null ? null : () => setIsChoosing(true)}
          onBurn={mayBurn(entry, chat.me) ? () => setBurnAt(menuAt) : null}
          onClose={() => setMenuAt(null)}
        />
      )}
      {options !== null && burnAt !== null && (
        <options.BurnMenu at={burnAt} onChoose={onBurn} onClose={() => setBurnAt(null)} />
      )}
      {options !== null && isChoosing && onSchedule !== null && (
        <options.ScheduleDialog entry={entry} onChoose={onSchedule} onClose={() => setIsChoosing(false)} />
      )}
    </span>
  );
}
