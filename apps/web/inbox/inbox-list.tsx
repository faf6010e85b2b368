// The virtual list of conversations: only rows near the viewport are in the page. Arrows, j, k, Home and End move in it.
import { shownAt, type ListedConversation } from "@klatch/sdk";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useChat } from "../model/chat-context.ts";
import { go, shown } from "../route/navigation.ts";
import { ArchiveRow, archiveRowPx } from "./archive-row.tsx";
import { InboxRow } from "./inbox-row.tsx";
import { inboxWords as t } from "./inbox-words.ts";
import { focusWhenShown } from "../ui/focus-when-shown.ts";
import { steppedIndex } from "../ui/list-keys.ts";
import { isTouch } from "../ui/media.ts";

const rowHeightPx = 64;

interface InboxListProps {
  readonly entries: readonly ListedConversation[];
  /** How many archived conversations there are, if a row leads to them. */
  readonly archived: number;
}

export function InboxList({ entries, archived }: InboxListProps) {
  const list = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const chat = useChat();
  const { main } = shown.value;
  const openId = main?.name === "conversation" ? main.id : null;
  // The one row that Tab reaches: the open conversation, or the row that the arrow keys moved to.
  const [activeId, setActiveId] = useState<string | null>(null);
  const activeIndex = Math.max(
    0,
    entries.findIndex(({ id }) => id === (activeId ?? openId)),
  );

  const focusRow = (id: string): void =>
    focusWhenShown(() => {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-id]") ?? [])];
      return rows.find((row) => row.dataset["id"] === id) ?? null;
    });

  const wasOpenId = useRef(openId);
  useLayoutEffect(() => {
    const leftId = wasOpenId.current;
    wasOpenId.current = openId;
    setActiveId(openId === null ? leftId : null);
    if (openId !== null) chat.inbox.filtered.opened(openId);
    // The focus was in the conversation and is lost with it. It moves here, so that keyboard users can continue.
    if (openId === null && leftId !== null && document.activeElement === document.body) focusRow(leftId);
  }, [openId]);

  const step = (event: KeyboardEvent): void => {
    const next = steppedIndex(event, activeIndex, entries.length);
    const entry = next === null ? undefined : entries[next];
    if (next === null || entry === undefined) return;
    event.preventDefault();
    setActiveId(entry.id);
    virtual.current?.scrollToIndex(next, { align: "nearest" });
    focusRow(entry.id);
  };

  return (
    <div ref={list} class="inbox-list" role="list" aria-label={t("conversations")} onKeyDown={step}>
      {archived > 0 && <ArchiveRow count={archived} onOpen={() => chat.inbox.filtered.choose("archived")} />}
      <Virtualizer
        ref={virtual}
        data={entries}
        itemSize={rowHeightPx}
        startMargin={archived > 0 ? archiveRowPx : 0}
        keepMounted={[activeIndex]}
      >
        {(entry, index) => (
          <InboxRow
            key={entry.id}
            entry={entry}
            at={shownAt(entry)}
            open={entry.id === openId}
            reachable={index === activeIndex}
            onOpen={() => {
              go({ name: "conversation", id: entry.id, side: null });
              if (entry.id === openId) returnToConversation();
            }}
          />
        )}
      </Virtualizer>
    </div>
  );
}

/** The conversation is open already, so nothing in it takes the focus by itself. */
function returnToConversation(): void {
  if (isTouch.peek()) return;
  const part = (selector: string): HTMLElement | null => document.querySelector(selector);
  // Where nothing may be written, the messages.
  (part(".composer-box") ?? part(".conversation .messages"))?.focus();
}
