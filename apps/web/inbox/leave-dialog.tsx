// Asks before the user leaves a group from the list of conversations.
import type { ConversationId } from "@klatch/sdk";
import { detailsWords as t } from "../details/details-words.ts";
import { useChat } from "../model/chat-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";

export default function LeaveDialog({ id, onClose }: { readonly id: ConversationId; readonly onClose: () => void }) {
  const { client } = useChat();
  return (
    <ConfirmDialog
      title={t("leaveTitle")}
      text={t("leaveText")}
      action={t("leave")}
      onConfirm={() => client.groups.leave(id)}
      onClose={onClose}
    />
  );
}
