// The open conversation: header, messages and composer.
import type { ConversationEntry, ConversationId, UserId } from "@klatch/sdk";
import { Suspense } from "preact/compat";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { ForwardHost } from "../forward/forward-host.tsx";
import { BannerZone } from "../banner/banner-zone.tsx";
import { Composer } from "../composer/composer.tsx";
import type { ComposerHandle } from "../composer/composer-props.ts";
import { changeParts, useChangeParts } from "../changes/later-parts.ts";
import { noticePart, useLaterPart } from "../composer/later-parts.ts";
import type { GroupModel } from "../model/group-model.ts";
import { useChat } from "../model/chat-context.ts";
import { useLook } from "../model/use-look.ts";
import { replace } from "../route/navigation.ts";
import type { SidePage } from "../route/side-page.ts";
import { Button } from "../ui/button.tsx";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { OpenConversationContext, type OpenConversation } from "./conversation-context.ts";
import { ConversationHeader } from "./conversation-header.tsx";
import { conversationWords as t } from "./conversation-words.ts";
import { MessageList, type MessageListHandle } from "./message-list.tsx";
import { mayChange } from "./may-change-here.ts";
import { useJump } from "./use-jump.ts";
import { useOwnReceipts } from "./use-own-receipts.ts";
import { useTimeline } from "./use-timeline.ts";
import { useFileDrop } from "../tray/use-file-drop.ts";
import { useWriting } from "./use-writing.ts";

const DropOverlay = lazyLayer(async () => ({ default: (await import("../tray/drop-overlay.tsx")).DropOverlay }));
const SelectionBar = lazyLayer(async () => ({
  default: (await import("../selection/selection-bar.tsx")).SelectionBar,
}));

export interface ConversationPaneProps {
  readonly id: ConversationId;
  /** What the side panel shows; null: it is closed. */
  readonly side: SidePage | null;
  /** The message to show; null: none in particular. */
  readonly seq: number | null;
  /** False: it comes back from under something, and the focus stays where that has left it. */
  readonly takesFocus: boolean;
}

export function ConversationPane({ id, ...place }: ConversationPaneProps) {
  const chat = useChat();
  const entry = chat.inbox.get(id);
  // The inbox may not be loaded yet.
  if (entry === undefined)
    return chat.connection.value.state === "live" ? <NotFound /> : <section class="conversation" />;
  return <KnownConversation key={id} entry={entry} {...place} />;
}

interface KnownConversationProps extends Omit<ConversationPaneProps, "id"> {
  readonly entry: ConversationEntry;
}

const greeting = "👋";

function KnownConversation({ entry, side, seq, takesFocus }: KnownConversationProps) {
  const chat = useChat();
  const openAt = useRef<number | "end">(seq ?? (entry.unread > 0 ? entry.cursorSeq + 1 : "end")).current;
  const timeline = useTimeline(entry.id, openAt);
  const model = entry.kind === "group" ? chat.groups.open(entry.id) : null;
  useLook(model, "conversation");
  const { target, jumpTo } = useJump(seq);
  useChangeParts();
  const write = useWriting(entry, model, timeline);
  const composer = useRef<ComposerHandle>(null);
  const messages = useRef<MessageListHandle>(null);
  const frame = useRef<HTMLElement>(null);

  const writes = write.kind === "yes";
  const [dropsOver, endDrop] = useFileDrop(frame, writes);
  // One that comes back, because one may write again, takes nothing from what has the focus by now.
  const hadComposer = useRef(false);
  useEffect(() => {
    if (writes) hadComposer.current = true;
  }, [writes]);
  const ComposerNotice = useLaterPart(noticePart, write.kind === "yes" ? null : write.kind);
  const readUpTo = chat.receipts.readUpTo(entry.id);
  useOwnReceipts(entry, timeline.events);
  const nameOf = (userId: UserId): string => chat.nameIn(entry, userId);
  const hasSpoken =
    timeline.outgoing.length > 0 ||
    timeline.events.some((event) => event.type === "new-message" && event.senderId === chat.me);
  const greet = (): void => {
    // Before the next key, which the button would get.
    composer.current?.focus();
    composer.current?.insert(greeting);
  };
  const parts = changeParts.loaded.value;
  const acts = useMemo(() => (parts === null ? null : new parts.MessageActs(chat, entry.id)), [parts]);
  const may = mayChange(entry, model, write);
  if (acts !== null) acts.place = { entry, model, write };
  const selects = acts !== null && acts.selection.value !== null;
  const open = useMemo<OpenConversation>(
    () => ({
      entry,
      nameOf,
      isRead: (of) => of <= readUpTo,
      reply: writes
        ? ({ messageId }) => {
            chat.edits.clear(entry.id);
            chat.drafts.answer(entry.id, messageId);
            composer.current?.focus();
          }
        : null,
      mention: writes ? (userId) => composer.current?.mention(userId) : null,
      greet: writes && !hasSpoken && entry.peerId !== chat.me ? greet : null,
      jumpTo,
      loaded: (of) =>
        timeline.items.flatMap((item) => (item.kind === "event" && item.event.seq === of ? [item] : []))[0],
      may,
      acts,
      writeAgain: writes
        ? (text) => {
            composer.current?.focus();
            composer.current?.insert(text);
          }
        : null,
    }),
    [entry, readUpTo, writes, hasSpoken, timeline, model?.members.value, may.react, may.pin, may.change, acts],
  );
  const speakers = useMemo(
    () => new Set(timeline.events.flatMap((event) => (event.type === "new-message" ? [event.senderId] : []))),
    [timeline.events],
  );

  /** The last message that this user wrote, if it may be edited; else the focus goes to the last message. */
  const editLast = (): void => {
    const last = acts?.messages.findLast(({ senderId }) => senderId === chat.me);
    if (last === undefined || acts === null || acts.until(last) === null) toLastMessage();
    else acts.begin(last);
  };
  const toLastMessage = (): void => {
    frame.current?.querySelector<HTMLElement>(".messages [tabindex='0']")?.focus();
  };

  return (
    <OpenConversationContext.Provider value={open}>
      <section ref={frame} class="conversation" aria-label={t("conversation")}>
        <ConversationHeader entry={entry} detailsOpen={side !== null} />
        <BannerZone entry={entry} />
        <MessageList
          timeline={timeline}
          items={timeline.items}
          entry={entry}
          target={target}
          handle={messages}
          toComposer={writes && !selects ? () => composer.current?.focus() : null}
        />
        {acts !== null && selects ? (
          <Suspense fallback={null}>
            <SelectionBar id={entry.id} acts={acts} may={may} nameOf={nameOf} />
          </Suspense>
        ) : writes ? (
          <Composer
            entry={entry}
            handle={composer}
            takesFocus={takesFocus && hadComposer.current ? "if lost" : takesFocus}
            speakers={speakers}
            waiting={timeline.outgoing.filter(({ state }) => state === "waiting" || state === "sending").length}
            nameOf={nameOf}
            onUp={editLast}
            onBack={toLastMessage}
            onScroll={(key) => messages.current?.scroll(key)}
          />
        ) : (
          ComposerNotice !== null && (
            <ComposerNotice
              why={write}
              rejoin={mayRejoin(model) ? { name: "join", token: entry.id } : null}
              peerId={entry.peerId}
            />
          )
        )}
        {parts !== null && <parts.Announcer />}
        {parts !== null && <parts.MessageLayers />}
        {parts !== null && <parts.PinWatch entry={entry} timeline={timeline} jumpTo={jumpTo} />}
        <ForwardHost />
        {dropsOver && (
          <Suspense fallback={null}>
            <DropOverlay
              title={chat.titleOf(entry)}
              onFiles={(files, asFile) => composer.current?.addFiles(files, asFile)}
              onEnd={endDrop}
            />
          </Suspense>
        )}
      </section>
    </OpenConversationContext.Provider>
  );
}

/** By the group's own address: to a closed group and to one with links only it leads nowhere. */
function mayRejoin(model: GroupModel | null): boolean {
  if (model === null || model.isGone.value || model.isBanned.value) return false;
  const policy = model.profile.value?.joinPolicy ?? "closed";
  return policy !== "closed" && policy !== "link";
}

function NotFound() {
  return (
    <section class="conversation conversation-none">
      <h2>{t("notFoundTitle")}</h2>
      <p>{t("notFoundText")}</p>
      <Button onClick={() => replace({ name: "chats" })}>{t("back")}</Button>
    </section>
  );
}
