// The pane with the list of conversations, and above it the buttons that start new ones.
import { useLayoutEffect, useRef } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import type { Shown } from "../route/stack.ts";
import { InvitationRows } from "../join/invitation-row.tsx";
import { openSwitcher, switcherKeys } from "../switcher/switcher-state.ts";
import { useConnectionLabel } from "../shell/connection-line.tsx";
import { MeButton } from "../shell/me-button.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { hasRail, isNarrow } from "../ui/media.ts";
import { InboxList } from "./inbox-list.tsx";
import { InboxSkeleton } from "./inbox-skeleton.tsx";
import { inboxWords as t } from "./inbox-words.ts";
import "./inbox-pane.css";

interface InboxPaneProps {
  /** The pane that was in this place before. */
  readonly cameFrom: Shown["list"] | null;
}

export function InboxPane({ cameFrom }: InboxPaneProps) {
  const chat = useChat();
  const notConnected = useConnectionLabel();
  const head = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (cameFrom === null || document.activeElement !== document.body) return;
    // The focus returns to the button that opened the page which was here, before the next key press.
    if (cameFrom === "new") head.current?.querySelector<HTMLElement>(":scope > button:last-child")?.focus();
  }, []);
  const entries = chat.inbox.entries.value;
  // An empty list means nothing before the first sync.
  const unknown = entries.length === 0 && chat.connection.value.state !== "live";
  return (
    <section class="inbox" aria-label={t("conversations")}>
      <header ref={head} class="inbox-head">
        {!hasRail.value && !isNarrow.value && <MeButton />}
        <h1 class={notConnected === null ? "inbox-title" : "inbox-title inbox-title-state"}>
          {notConnected === null ? t("title") : `${notConnected}…`}
        </h1>
        <IconButton icon="compose" label={t("newChat")} onClick={() => go({ name: "new" })} />
      </header>
      <button type="button" class="inbox-search" onClick={openSwitcher} aria-keyshortcuts="Control+K Meta+K">
        <Icon name="search" size={18} />
        <span>{t("search")}</span>
        <kbd>{switcherKeys}</kbd>
      </button>
      <InvitationRows />
      {entries.length > 0 && <InboxList entries={entries} />}
      {unknown && <InboxSkeleton />}
      {entries.length === 0 && !unknown && <EmptyInbox />}
    </section>
  );
}

function EmptyInbox() {
  return (
    <div class="inbox-empty">
      <span class="inbox-empty-picture">
        <Icon name="inbox" size={32} />
      </span>
      <h2>{t("emptyTitle")}</h2>
      <p>{t("emptyText")}</p>
      <Button kind="primary" onClick={() => go({ name: "new" })}>
        {t("emptyAction")}
      </Button>
    </div>
  );
}
