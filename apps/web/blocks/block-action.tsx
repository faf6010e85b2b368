// Blocks the other person of a direct conversation, once that was confirmed, or ends the block.
import type { UserId } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { blockWords as t } from "./block-words.ts";

interface BlockActionProps {
  readonly userId: UserId;
  readonly name: string;
  readonly isBlocked: boolean;
}

export function BlockAction({ userId, name, isBlocked }: BlockActionProps) {
  const { client } = useChat();
  const [isAsking, setAsking] = useState(false);
  const unblock = useTask(() => client.blocks.remove(userId));
  return (
    <section>
      <Row
        icon="lock"
        title={t(isBlocked ? "unblock" : "block")}
        danger={!isBlocked}
        onClick={() => (isBlocked ? void unblock.run() : setAsking(true))}
      />
      <ErrorNotice error={unblock.error} />
      {isAsking && (
        <ConfirmDialog
          title={t("blockTitle", { name })}
          text={t("blockText", { name })}
          action={t("block")}
          onConfirm={() => client.blocks.add(userId)}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
