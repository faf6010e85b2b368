// The ⋯ above the conversations: what is starred, what is archived, and marking everything as read.
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { IconButton } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { sayError } from "../ui/toasts.tsx";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { inboxWords as t } from "./inbox-words.ts";

const StarredDialog = lazyLayer(() => import("../starred/starred-dialog.tsx"));

export function InboxMore() {
  const { client, inbox } = useChat();
  const [at, setAt] = useState<MenuPlace | null>(null);
  const [starred, setStarred] = useState(false);
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
      {starred && (
        <Suspense fallback={null}>
          <StarredDialog onClose={() => setStarred(false)} />
        </Suspense>
      )}
      {at !== null && (
        <Menu
          label={commonWords("more")}
          at={at}
          onClose={() => setAt(null)}
          items={[
            { label: t("starred"), icon: "star", onSelect: () => setStarred(true) },
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
