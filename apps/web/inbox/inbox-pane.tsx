// The pane with the list of conversations, and above it the buttons that start new ones.
import { useLayoutEffect, useRef } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import type { Route } from "../route/route.ts";
import { openSwitcher, switcherKeys } from "../switcher/switcher-state.ts";
import { useConnectionLabel } from "../shell/connection-line.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { InboxList } from "./inbox-list.tsx";
import { InboxSkeleton } from "./inbox-skeleton.tsx";
import { inboxWords as t } from "./inbox-words.ts";
import "./inbox-pane.css";

interface InboxPaneProps {
  /** The pane that was in this place before. */
  readonly cameFrom: Route["name"] | null;
}

export function InboxPane({ cameFrom }: InboxPaneProps) {
  const chat = useChat();
  const notConnected = useConnectionLabel();
  const head = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (cameFrom === null || document.activeElement !== document.body) return;
    // The focus returns to the button that opened the previous pane, before the next key press.
    const buttons = head.current?.querySelectorAll("button");
    buttons?.[cameFrom === "settings" ? 0 : 1]?.focus();
  }, []);
  const entries = chat.inbox.entries.value;
  // An empty list means nothing before the first sync.
  const unknown = entries.length === 0 && chat.connection.value.state !== "live";
  return (
    <section class="inbox" aria-label={t("conversations")}>
      <header ref={head} class="inbox-head">
        <button type="button" class="inbox-self" title={t("settings")} onClick={() => go({ name: "settings" })}>
          <Avatar id={chat.me} name={chat.people.nameOf(chat.me)} size="small" />
          <span class="visually-hidden">{t("settings")}</span>
        </button>
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
