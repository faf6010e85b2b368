// A thread, a page of the side panel: its first message, the replies, and what is written there.
import type { ConversationEntry, Thread, TimelineItem, UserId } from "@klatch/sdk";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { changeParts } from "../changes/later-parts.ts";
import { isGone } from "../changes/is-gone.ts";
import type { ComposerHandle } from "../composer/composer-props.ts";
import { mayWrite } from "../composer/may-write.ts";
import { OpenConversationContext, type OpenConversation } from "../conversation/conversation-context.ts";
import { mayChange } from "../conversation/may-change-here.ts";
import { MessageRow } from "../conversation/message-row.tsx";
import { DayRow } from "../conversation/small-rows.tsx";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { timelineRows, type Row } from "../timeline/timeline-rows.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { sayError } from "../ui/toasts.tsx";
import { seenThreads } from "./seen-of.ts";
import { ThreadComposer } from "./thread-composer.tsx";
import { ThreadDrop } from "./thread-drop.tsx";
import { threadWords as t } from "./thread-words.ts";
import { useThread } from "./use-thread.ts";
import "./thread-page.css";

interface ThreadPageProps {
  readonly entry: ConversationEntry;
  /** Of the thread's first message. */
  readonly seq: number;
}

export default function ThreadPage({ entry, seq }: ThreadPageProps) {
  const chat = useChat();
  const thread = useThread(entry.id, seq);
  const model = entry.kind === "group" ? chat.groups.open(entry.id) : null;
  const standing = {
    group: model?.group.value ?? null,
    isOut: model?.isOut.value ?? false,
    isDissolved: model?.isGone.value === true,
    isPeerGone: chat.isPeerGone(entry),
  };
  const write = mayWrite(entry, standing, now.value);
  const parts = changeParts.loaded.value;
  const acts = useMemo(() => (parts === null ? null : new parts.MessageActs(chat, entry.id)), [parts]);
  if (acts !== null) acts.place = { entry, model, write };
  const readUpTo = chat.receipts.readUpTo(entry.id);
  const open: OpenConversation = {
    entry,
    isThread: true,
    nameOf: (userId) => chat.nameIn(entry, userId),
    isRead: (of) => of <= readUpTo,
    reply: null,
    mention: null,
    greet: null,
    jumpTo: (of) => go({ name: "conversation", id: entry.id, side: null, seq: of }),
    loaded: () => undefined,
    may: mayChange(entry, model, write),
    acts,
    writeAgain: null,
  };
  const composer = useRef<Pick<ComposerHandle, "addFiles">>(null);
  const frame = useRef<HTMLDivElement>(null);
  const lastReplyAt = thread?.root?.state?.thread?.lastReplyAt ?? 0;
  useEffect(() => seenThreads(chat).see(entry.id, seq, lastReplyAt), [lastReplyAt]);

  if (thread === null || (thread.root === null && thread.error === null)) return <Skeleton rows={3} kind="person" />;
  const { root, error } = thread;
  if (root === null)
    return error?.code === "MESSAGE_NOT_FOUND" ? <Notice>{t("missing")}</Notice> : <ErrorNotice error={error} />;
  const isOver = root.event.type !== "new-message" || isGone({ content: root.event.content, state: root.state });
  return (
    <OpenConversationContext.Provider value={open}>
      <div class="thread" ref={frame}>
        <Rows items={[root]} acts={acts} />
        {/* Parts get what they show: the thread itself stays the same object, and they would not render again. */}
        <ThreadHead
          count={root.state?.thread?.count ?? 0}
          follows={thread.follows}
          onFollow={(follows) => void thread.follow(follows).catch(sayError)}
        />
        {!thread.atStart && error === null && (
          <Button busy={thread.isLoading} onClick={() => void thread.loadOlder()}>
            {t("older")}
          </Button>
        )}
        {error !== null && <Notice>{t("offline")}</Notice>}
        <Replies items={thread.items} acts={acts} belowMs={root.event.createdAt} />
        {write.kind === "yes" && !isOver ? (
          <ThreadComposer entry={entry} seq={seq} speakers={speakersIn(thread)} handle={composer} />
        ) : (
          <Notice>{t("closed")}</Notice>
        )}
        <ThreadDrop
          frame={frame}
          title={chat.titleOf(entry)}
          isTaken={write.kind === "yes" && !isOver}
          onFiles={(files, asFile) => composer.current?.addFiles(files, asFile)}
        />
      </div>
      {parts !== null && <parts.MessageLayers />}
    </OpenConversationContext.Provider>
  );
}

interface ThreadHeadProps {
  readonly count: number;
  readonly follows: boolean;
  readonly onFollow: (follows: boolean) => void;
}

function ThreadHead({ count, follows, onFollow }: ThreadHeadProps) {
  return (
    <div class="thread-head">
      <span>{count === 0 ? t("none") : t("replies", { count })}</span>
      <button type="button" class="thread-follow" aria-pressed={follows} onClick={() => onFollow(!follows)}>
        {t(follows ? "following" : "follow")}
      </button>
    </div>
  );
}

/** Keeps the end in view while it is, and shows what the user has just written. */
function Replies({ items, acts, belowMs }: RowsProps) {
  const end = useRef<HTMLDivElement>(null);
  const wasAtEnd = useRef(true);
  const isMine = items.at(-1)?.kind === "outgoing";
  useLayoutEffect(() => {
    const scroller = end.current?.closest(".pane-body") ?? null;
    if (scroller === null) return;
    const noteEnd = (): void => {
      wasAtEnd.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    };
    scroller.addEventListener("scroll", noteEnd, { passive: true });
    return () => scroller.removeEventListener("scroll", noteEnd);
  }, []);
  useLayoutEffect(() => {
    const scroller = end.current?.closest(".pane-body");
    if (scroller && (wasAtEnd.current || isMine)) scroller.scrollTop = scroller.scrollHeight;
  }, [items.at(-1)?.key, items.length, isMine]);
  return (
    <div class="thread-replies" role="log" aria-label={t("thread")}>
      <Rows items={items} acts={acts} belowMs={belowMs} />
      <div ref={end} />
    </div>
  );
}

interface RowsProps {
  readonly items: readonly TimelineItem[];
  readonly acts: OpenConversation["acts"];
  /** Of the message above them: its day stands there. */
  readonly belowMs?: number | undefined;
}

function Rows({ items, acts, belowMs }: RowsProps) {
  const chat = useChat();
  const rows = timelineRows({
    items: items
      .flatMap((item) => (item.kind === "event" ? [item] : []))
      .filter(({ event }) => !acts?.hiding.has(event.seq)),
    outgoing: items.flatMap((item) => (item.kind === "outgoing" ? [item.message] : [])),
    me: chat.me,
    atStart: false,
    unreadAfterSeq: null,
    isSilent: () => true,
    belowMs,
  });
  return (
    <>
      {rows.map((row: Row) => {
        if (row.kind === "day") return <DayRow key={row.key} atMs={row.atMs} />;
        if (row.kind !== "message") return null;
        return <MessageRow key={row.key} row={row} reachable flash={false} selected={null} />;
      })}
    </>
  );
}

function speakersIn({ root, items }: Thread): ReadonlySet<UserId> {
  const events = [root, ...items].flatMap((item) => (item?.kind === "event" ? [item.event] : []));
  return new Set(events.flatMap((event) => (event.type === "new-message" ? [event.senderId] : [])));
}
