// The column with the list of conversations: the buttons that start new ones, filters, and what stands there when none is.
import { Suspense } from "preact/compat";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import type { Shown } from "../route/stack.ts";
import { openSwitcher, switcherKeys } from "../switcher/switcher-state.ts";
import { useConnectionLabel } from "../shell/connection-line.tsx";
import { MeButton } from "../shell/me-button.tsx";
import { IconButton } from "../ui/button.tsx";
import { ListColumn } from "../ui/list-column.tsx";
import { hasRail, isNarrow } from "../ui/media.ts";
import { SearchButton } from "../ui/search-field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { NoConversations } from "./inbox-empty.tsx";
import { InboxFilters } from "./inbox-filters.tsx";
import { commonWords } from "../ui/common-words.ts";
import { InboxMore } from "./inbox-more.tsx";
import { InboxList } from "./inbox-list.tsx";
import { inboxWords as t } from "./inbox-words.ts";
import { TopRows } from "./top-rows.tsx";
import { lazyPart } from "../ui/lazy-part.tsx";
import "./inbox-pane.css";

// Most people have conversations.
const InboxEmpty = lazyPart(() => import("./inbox-empty.tsx"));

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
    // Where there is no rail, it was here too.
    if (cameFrom === "settings") document.querySelector<HTMLElement>(".rail-me")?.focus();
  }, []);
  const isEmpty = chat.inbox.entries.value.length === 0;
  const filter = chat.inbox.filtered.filter.value;
  if (!isEmpty && filter === "archived") return <ApartPane title={t("archive")} />;
  if (!isEmpty && filter === "requests") return <ApartPane title={t("messageRequests")} />;
  return (
    <ListColumn
      label={t("conversations")}
      title={t("title")}
      state={notConnected === null ? null : `${notConnected}…`}
      headRef={head}
      start={hasRail.value || isNarrow.value ? null : <MeButton />}
      actions={
        <>
          {!isEmpty && <InboxMore />}
          <IconButton
            icon="compose"
            kind={isNarrow.value ? "floating" : "plain"}
            label={t("newChat")}
            onClick={() => go({ name: "new" })}
          />
        </>
      }
      search={
        <SearchButton label={t("search")} keys={switcherKeys} shortcuts="Control+K Meta+K" onClick={openSwitcher} />
      }
      filters={isEmpty ? undefined : <InboxFilters inbox={chat.inbox.filtered} />}
    >
      <TopRows />
      {isEmpty ? <NothingThere /> : <Listed />}
    </ListColumn>
  );
}

/** The same column with what is archived, or not accepted yet. */
function ApartPane({ title }: { readonly title: string }) {
  const { filtered } = useChat().inbox;
  return (
    <ListColumn
      label={title}
      title={title}
      start={<IconButton icon="back" label={commonWords("back")} onClick={() => filtered.choose("all")} />}
    >
      <Listed />
    </ListColumn>
  );
}

function Listed() {
  const { filtered } = useChat().inbox;
  const entries = filtered.shown.value;
  const filter = filtered.filter.value;
  // Each filter begins at its top.
  const archived = filter === "all" ? filtered.archived.value : 0;
  if (entries.length + archived > 0) return <InboxList key={filter} entries={entries} archived={archived} />;
  return filter === "all" ? null : <Empty why={filter} />;
}

/** An empty list means nothing before the first sync. */
function NothingThere() {
  const { state } = useChat().connection.value;
  if (state === "live") return <Empty why="nobody yet" />;
  if (state === "waiting") return <Empty why="not connected" />;
  return (
    <div class="inbox-loading" aria-busy="true">
      <Skeleton kind="conversation" />
    </div>
  );
}

function Empty({ why }: { readonly why: NoConversations }) {
  return (
    <Suspense fallback={null}>
      <InboxEmpty why={why} />
    </Suspense>
  );
}
