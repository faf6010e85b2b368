// Ends a block, where it keeps the user from writing.
import type { UserId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { blockWords as t } from "./block-words.ts";

export function UnblockButton({ userId }: { readonly userId: UserId }) {
  const { client } = useChat();
  const unblock = useTask(() => client.blocks.remove(userId));
  return (
    <>
      <ErrorNotice error={unblock.error} />
      <Button busy={unblock.busy} onClick={() => void unblock.run()}>
        {t("unblock")}
      </Button>
    </>
  );
}
