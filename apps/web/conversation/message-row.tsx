// One message: its bubble, the actions beside it, and what went wrong with it. Fast scrolling renders hundreds of rows a
// second, so parts that only one row needs at a time are rendered for that row only.
import { useRef, useState } from "preact/hooks";
import { memo, Suspense } from "preact/compat";
import { holdKey, mayAct } from "../actions/held-keys.ts";
import { isKeyed, keyedFocus } from "../actions/keyed-focus.ts";
import type { SwipeState } from "../actions/message-touch.ts";
import { isGone } from "../changes/is-gone.ts";
import { changeWords } from "../changes/change-words.ts";
import { changeParts } from "../changes/later-parts.ts";
import { kindWords } from "../kinds/kind-words.ts";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { everyone } from "../../text/mentions/everyone.ts";
import { showPerson } from "../people/opened-person.ts";
import { exactTime } from "../text/times.ts";
import { spoken } from "../text/unknown-name.ts";
import { isSameAlbum } from "../timeline/album.ts";
import { lastOf, type MessageRow as MessageRowData } from "../timeline/timeline-rows.ts";
import { commonWords } from "../ui/common-words.ts";
import { Icon } from "../ui/icon.tsx";
import { placeBelow, type MenuPlace } from "../ui/menu.tsx";
import { menuTriggers } from "../ui/menu-triggers.ts";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import type { PickerPlace } from "./message-acts.ts";
import { MessageFault } from "./message-fault.tsx";
import { isMetaAside, MessageMeta } from "./message-meta.tsx";
import { MessageSlots } from "./message-slots.tsx";
import { stateOf } from "./message-state.tsx";
import { lazyLayer, sayNotLoaded } from "../ui/lazy-part.tsx";
import { stateWords } from "./state-words.ts";
import "./message-row.css";
import "./message-bar.css";
import { PersonAvatar } from "../people/person-avatar.tsx";
import "./message-text.css";

/** Loaded while the first finger rests, so that it is there when the press is long enough. */
const loadSheet = () => import("./message-sheet.tsx");
const MessageSheet = lazyLayer(async () => ({ default: (await loadSheet()).MessageSheet }));

/** So many reactions stand in the bar. */
const quickInBar = 2;

interface MessageRowProps {
  readonly row: MessageRowData;
  readonly reachable: boolean;
  readonly flash: boolean;
  /** Null: no messages are being selected. */
  readonly selected: boolean | null;
}

export const MessageRow = memo(MessageRowView, (a: MessageRowProps, b: MessageRowProps) => {
  const same = a.row.message === b.row.message && a.row.first === b.row.first && a.row.last === b.row.last;
  return (
    same &&
    isSameAlbum(a.row.album, b.row.album) &&
    a.reachable === b.reachable &&
    a.flash === b.flash &&
    a.selected === b.selected
  );
});

/** All actions of the message: where the menu is, or for whose row the sheet is open. */
type Opened = { readonly menuAt: MenuPlace } | { readonly sheetOf: HTMLElement };

function MessageRowView({ row, reachable, flash, selected }: MessageRowProps) {
  const chat = useChat();
  const open = useOpenConversation();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [pointed, setPointed] = useState(false);
  const [swipe, setSwipe] = useState<SwipeState>("none");
  const { message, own, first, last, album } = row;
  const newest = lastOf(row);
  // Of an album the picture that was pointed at.
  const [part, setPart] = useState("");
  const acted = album?.find(({ key }) => key === part) ?? message;
  const point = ({ target }: { readonly target: EventTarget | null }): void => {
    const pointedAt = target instanceof Element ? target.closest<HTMLElement>("[data-part]") : null;
    if (album !== undefined) setPart(pointedAt?.dataset["part"] ?? "");
  };
  const { outgoing, content } = message;
  const inGroup = open.entry.kind === "group";
  const name = open.nameOf(message.senderId);
  const mentioned = !own && message.mentions.some((id) => id === chat.me || id === everyone);
  const state = own ? stateOf(newest, newest.seq !== null && open.isRead(newest.seq)) : null;
  const gone = isGone(message);
  const article = useRef<HTMLElement>(null);
  const menuOpen = opened !== null && "menuAt" in opened;
  const classes = [
    "message",
    own ? "message-own" : "message-other",
    first && "message-first",
    inGroup && !own && "message-in-group",
    mentioned && "message-mentioned",
    gone && "message-gone",
    !gone && kindOf(content).isBare(content) && "message-bare",
    selected !== null && "message-selectable",
    selected === true && "message-selected",
    state === "failed" && "message-failed",
    flash && "message-flash",
    swipe === "armed" && "message-armed",
  ];
  const parts = changeParts.loaded.value;
  const can = parts?.actionsOf(acted, chat, open, () => besideBubble(article.current)) ?? null;
  const untilMs = opened === null ? null : (can?.editableUntil() ?? null);
  const show = (all: Opened): void => {
    if (parts !== null) setOpened(all);
    else changeParts.load().then(() => setOpened(all), sayNotLoaded);
  };
  const openMenu = (menuAt: MenuPlace): void => show({ menuAt });
  const close = (): void => setOpened(null);
  const said = gone
    ? changeWords("gone")
    : album === undefined
      ? kindOf(content).announce(content)
      : kindWords("album", { count: album.length });
  const select = (isRange: boolean): void => open.acts?.choose(acted.key, isRange);
  const by = { author: own ? commonWords("you") : name, time: exactTime(message.atMs) };
  const touch = parts?.messageTouch(() => ({
    onLongPress: (sheetOf) => selected === null && show({ sheetOf }),
    onSwipe: setSwipe,
    onReply: selected !== null ? null : (can?.items().find(({ id }) => id === "reply")?.onSelect ?? null),
  }));
  return (
    <article
      ref={article}
      class={classes.filter((one) => typeof one === "string").join(" ")}
      aria-label={spoken(t("messageOf", { ...by, text: said }))}
      data-seq={message.seq}
      data-key={message.key}
      tabIndex={reachable ? 0 : -1}
      {...touch}
      onPointerEnter={({ pointerType }) => setPointed(pointerType !== "touch")}
      onPointerLeave={() => setPointed(false)}
      onPointerDownCapture={point}
      onFocusCapture={point}
      onPointerDown={(event) => {
        keyedFocus.onPointerDown(event);
        touch?.onPointerDown(event);
        // If it cannot be loaded now, the press tries again.
        if (event.pointerType === "touch") loadSheet().catch(() => {});
      }}
      onFocus={keyedFocus.onFocus}
      onKeyDown={(event) => {
        const { currentTarget } = event;
        if (event.target !== currentTarget) return;
        const keyed = isKeyed(currentTarget);
        if (selected !== null) {
          if (event.key !== " " && event.key !== "Enter" && event.key.toLowerCase() !== "x") return;
          select(event.shiftKey);
          return event.preventDefault();
        }
        if (can === null) return (keyed || event.key === "Enter") && mayAct(event) ? holdKey(event) : undefined;
        if (event.key === "Enter" || (keyed && event.key === " ")) openMenu(placeBelow(currentTarget));
        else {
          const item = keyed ? can.ofKey(event) : null;
          if (item === null) return;
          item.onSelect();
        }
        event.preventDefault();
      }}
      onContextMenu={(event) => {
        // A long press has the sheet; some browsers report it as a right click as well.
        if (parts?.isTouched() === true || selected !== null) event.preventDefault();
        else menuTriggers(openMenu).onContextMenu(event);
      }}
    >
      {inGroup && !own && last && (
        <button
          type="button"
          class="message-person"
          aria-label={spoken(t("personCard", { name }))}
          tabIndex={-1}
          inert={selected !== null}
          onClick={({ currentTarget }) => showPerson(message.senderId, currentTarget)}
        >
          <PersonAvatar id={message.senderId} name={name} size="small" />
        </button>
      )}
      <div class="message-line" inert={selected !== null}>
        {swipe !== "none" && (
          <span class="message-swipe" aria-hidden="true">
            <Icon name="reply" />
          </span>
        )}
        <div class="message-bubble">
          <MessageSlots row={row} state={state} />
        </div>
        <div class="message-side">
          {parts !== null && can !== null && selected === null && (pointed || reachable || menuOpen) && (
            <parts.MessageBar
              reactions={
                <parts.QuickReactionButtons quick={can.reactions().slice(0, quickInBar)} tabStop={reachable} />
              }
              quick={can.quick()}
              tabStop={reachable}
              menuOpen={menuOpen}
              onMenu={openMenu}
            />
          )}
          {isMetaAside(row, state, chat.stars.has(open.entry.id, message.seq)) && (
            <MessageMeta message={newest} state={state} />
          )}
        </div>
      </div>
      {outgoing !== null && (
        <MessageFault rowKey={row.key} outgoing={outgoing} state={state} actions={() => can?.items() ?? []} />
      )}
      {selected === null && message.changes.length > 0 && parts !== null && (
        <parts.ChangeFaults changes={message.changes} />
      )}
      {selected !== null && message.seq !== null && parts !== null && (
        <parts.SelectionMark isChosen={selected} label={by.author} onChoose={select} />
      )}
      {parts !== null && untilMs !== null && (
        <parts.TimeOver untilMs={untilMs} onOver={() => setOpened((was) => was && { ...was })} />
      )}
      {opened === null || parts === null || can === null ? null : "menuAt" in opened ? (
        <parts.MessageMenu items={can.items()} at={opened.menuAt} onClose={close} />
      ) : (
        <Suspense fallback={null}>
          <MessageSheet
            title={[by.author, by.time, ...(state === null ? [] : [stateWords(state)])].join(" · ")}
            row={opened.sheetOf}
            reactions={can.reactions()}
            items={can.items()}
            onClose={close}
          />
        </Suspense>
      )}
    </article>
  );
}

function besideBubble(row: Element | null): PickerPlace {
  const { left = 0, top = 0, bottom = 0 } = row?.querySelector(".message-bubble")?.getBoundingClientRect() ?? {};
  return { x: left, above: top - 4, below: bottom + 4 };
}
