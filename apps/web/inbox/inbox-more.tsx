// The ⋯ above the conversations: what is archived, and marking everything as read.
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { IconButton } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { sayError } from "../ui/toasts.tsx";
import { inboxWords as t } from "./inbox-words.ts";

export function InboxMore() {
  const { client, inbox } = useChat();
  const [at, setAt] = useState<MenuPlace | null>(null);
  return (
    <>
      <IconButton
        icon="more"
        label={commonWords("more")}
        expanded={at !== null}
        onClick={({ currentTarget }) => {
          const { left, bottom } = (currentTarget as Element).getBoundingClientRect();
          setAt({ x: left, y: bottom });
        }}
      />
      {at !== null && (
        <Menu
          label={commonWords("more")}
          at={at}
          onClose={() => setAt(null)}
          items={[
            { label: t("archive"), icon: "archive", onSelect: () => inbox.filtered.choose("archived") },
            {
              label: t("markAllRead"),
              icon: "check",
              onSelect: () => void client.markAllRead().catch(sayError),
            },
          ]}
        />
      )}
    </>
  );
}
