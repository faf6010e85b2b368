// One conversation in the list: name, time and mark, preview and what is unread.
import { hasMention, type ConversationSettings, type ListedConversation } from "@klatch/sdk";
import { computed } from "@preact/signals";
import { Suspense } from "preact/compat";
import { useRef, useState } from "preact/hooks";
import { MessageStateMark } from "../conversation/message-state.tsx";
import { useChat } from "../model/chat-context.ts";
import { dayOf, exactTime, listTime } from "../text/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { copy } from "../ui/copy.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";
import { isNarrow, isTouch } from "../ui/media.ts";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { menuTriggers } from "../ui/menu-triggers.ts";
import { Name } from "../ui/name.tsx";
import { PresenceDot } from "../presence/presence-dot.tsx";
import { formatRoute } from "../route/route.ts";
import { actionsFor, swipesFor, type InboxActionContext } from "./inbox-actions.ts";
import { inboxWords as t } from "./inbox-words.ts";
import { changeSettings, changeUndoably } from "./change-settings.ts";
import { ownMark } from "./last-shown.ts";
import { mutedText } from "./muted-text.ts";
import { isMuted } from "./own-settings.ts";
import { PreviewLine } from "./preview-line.tsx";
import { useSwipe } from "./use-swipe.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import "./inbox-row.css";

const MuteMenu = lazyLayer(() => import("./mute-menu.tsx"));
const NotifyMenu = lazyLayer(() => import("./notify-menu.tsx"));
const LeaveDialog = lazyLayer(() => import("./leave-dialog.tsx"));

/** Rows are rendered again at midnight, not with each tick of the clock. */
const today = computed(() => dayOf(now.value).fromMs);

interface InboxRowProps {
  readonly entry: ListedConversation;
  /** When the newest of it happened. */
  readonly at: number;
  readonly open: boolean;
  readonly reachable: boolean;
  readonly onOpen: () => void;
}

export function InboxRow({ entry, at, open, reachable, onOpen }: InboxRowProps) {
  const chat = useChat();
  const [menuAt, setMenuAt] = useState<MenuPlace | null>(null);
  const [asked, setAsked] = useState<{ readonly what: "mute" | "notify"; readonly at: MenuPlace } | null>(null);
  const [leaving, setLeaving] = useState(false);
  const row = useRef<HTMLButtonElement>(null);
  const title = chat.titleOf(entry);
  const distinction = chat.distinction(entry);
  const { unread } = entry;
  const mark = ownMark(entry, chat.me, () => chat.receipts.readUpTo(entry.id));
  const context = (): InboxActionContext => ({
    entry,
    title,
    nowMs: Date.now(),
    role: chat.groups.known(entry.id)?.group.peek()?.self.role ?? null,
    hasWindows: !isTouch.peek() && !isNarrow.peek(),
    open: onOpen,
    openWindow: () =>
      void window.open(
        formatRoute({ name: "conversation", id: entry.id, side: null }),
        "_blank",
        "popup,width=480,height=760",
      ),
    markRead: () => void chat.client.markRead(entry.id, entry.headSeq).catch(() => {}),
    change: (change) => changeSettings(chat.client, entry.id, change),
    takeAway: (how) => {
      // What is not listed is not counted.
      if (how === "hidden" && entry.unread > 0) context().markRead();
      changeUndoably(chat.client, entry.id, how);
    },
    isOwn: entry.peerId === chat.me,
    ask: (what) => setAsked({ what, at: menuAt ?? placeOf(row.current) }),
    copy: (text) => void copy(text, "name"),
    leave: () => setLeaving(true),
  });
  const choosing = (place: MenuPlace) => ({
    at: place,
    onChoose: (change: ConversationSettings): void => changeSettings(chat.client, entry.id, change),
    onClose: (): void => setAsked(null),
  });
  const { swipe, handlers } = useSwipe(row, () => {
    const swipes = swipesFor(context());
    return { sides: new Set(swipes.keys()), act: (side) => swipes.get(side)?.run(context()) };
  });
  const swiped = swipe === null ? undefined : swipesFor(context()).get(swipe.side);
  return (
    <div role="listitem" class="inbox-item">
      {swipe !== null && swiped !== undefined && (
        <span
          class={`inbox-swipe inbox-swipe-${swipe.side}${swipe.armed ? " inbox-swipe-armed" : ""}`}
          aria-hidden="true"
        >
          <Icon name={swiped.icon} />
          {swiped.words()}
        </span>
      )}
      <button
        ref={row}
        type="button"
        class={`inbox-row${open ? " inbox-row-open" : ""}`}
        aria-current={open}
        data-id={entry.id}
        tabIndex={reachable ? 0 : -1}
        onClick={onOpen}
        {...menuTriggers(setMenuAt)}
        {...handlers}
      >
        <span class="inbox-row-picture">
          <Avatar
            id={entry.peerId ?? entry.id}
            name={title}
            group={entry.kind === "group"}
            avatar={chat.avatarOf(entry)}
          />
          {entry.peerId !== undefined && entry.peerId !== chat.me && <PresenceDot userId={entry.peerId} />}
        </span>
        <span class="inbox-row-line">
          <span class="inbox-row-title">
            <Name text={title} isLine />
            {distinction !== null && <bdi class="inbox-row-username">{distinction}</bdi>}
          </span>
          <RowSigns entry={entry} />
          {mark !== null && <MessageStateMark state={mark} />}
          <time class="inbox-row-time" dateTime={new Date(at).toISOString()} title={exactTime(at)}>
            {listTime(at, today.value)}
          </time>
        </span>
        <span class="inbox-row-line">
          <span class="inbox-row-preview">
            <PreviewLine chat={chat} entry={entry} open={open} />
          </span>
          {hasMention(entry) && <Badge kind="mention" label={t("mentioned")} />}
          <Badge count={unread} muted={isMuted(entry, now.value)} label={commonWords("unread", { count: unread })} />
          {unread === 0 && entry.markedUnread === true && <Badge kind="dot" label={t("markedUnread")} />}
        </span>
      </button>
      {menuAt !== null && (
        <Menu
          label={title}
          at={menuAt}
          onClose={() => setMenuAt(null)}
          items={actionsFor(context()).map((action) => ({
            label: action.words(),
            icon: action.icon,
            danger: action.danger === true,
            onSelect: () => action.run(context()),
          }))}
        />
      )}
      {asked !== null && (
        <Suspense fallback={null}>
          {asked.what === "mute" ? (
            <MuteMenu {...choosing(asked.at)} />
          ) : (
            <NotifyMenu entry={entry} {...choosing(asked.at)} />
          )}
        </Suspense>
      )}
      {leaving && (
        <Suspense fallback={null}>
          <LeaveDialog id={entry.id} onClose={() => setLeaving(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Where a menu opens that no pointer has opened. */
function placeOf(row: Element | null): MenuPlace {
  const { left = 0, top = 0, width = 0, height = 0 } = row?.getBoundingClientRect() ?? {};
  return { x: left + width / 2, y: top + height / 2 };
}

/** Beside the name: muted, pinned. */
function RowSigns({ entry }: { readonly entry: ListedConversation }) {
  const muted = isMuted(entry, now.value);
  if (!muted && entry.pinned !== true) return null;
  return (
    <span class="inbox-row-signs">
      {muted && <Sign icon="bellOff" label={mutedText(entry, now.value)} />}
      {entry.pinned === true && <Sign icon="thumbtack" label={t("pinned")} />}
    </span>
  );
}

function Sign({ icon, label }: { readonly icon: IconName; readonly label: string }) {
  return (
    <span title={label}>
      <Icon name={icon} size={14} />
      <span class="visually-hidden">{label}</span>
    </span>
  );
}
