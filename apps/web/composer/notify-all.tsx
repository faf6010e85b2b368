// Asks once in each conversation before a message is sent that mentions many people at once.
import type { ConversationId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { composerWords as t } from "./composer-words.ts";

/** Up to this number of members nobody is asked. */
const maxUnasked = 20;
/** Where somebody has confirmed it in this session. */
const confirmed = new WeakMap<Chat, Set<ConversationId>>();

export const asksFirst = (chat: Chat, id: ConversationId, memberCount: number): boolean =>
  memberCount > maxUnasked && confirmed.get(chat)?.has(id) !== true;

export function confirmAll(chat: Chat, id: ConversationId): void {
  const ids = confirmed.get(chat) ?? new Set();
  confirmed.set(chat, ids.add(id));
}

interface NotifyAllDialogProps {
  readonly count: number;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function NotifyAllDialog({ count, onConfirm, onClose }: NotifyAllDialogProps) {
  return (
    <Dialog title={t("notifyAllTitle", { count })} onClose={onClose}>
      <p class="dialog-text">{t("notifyAllText")}</p>
      <div class="dialog-actions">
        <Button onClick={onClose}>{commonWords("cancel")}</Button>
        <Button kind="primary" onClick={onConfirm}>
          {t("send")}
        </Button>
      </div>
    </Dialog>
  );
}
