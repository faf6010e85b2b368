// What can be done with a conversation of the list. The menu and the swipes take their actions from here.
import type { ConversationSettings, ListedConversation, Role } from "@klatch/sdk";
import { unknownName } from "../text/unknown-name.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { inboxWords as t } from "./inbox-words.ts";
import { isMuted, isUnread } from "./own-settings.ts";
import type { SwipeSide } from "./swipe.ts";

/** The row on which an action is called. */
export interface InboxActionContext {
  readonly entry: ListedConversation;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** The user's role in the group, as far as known. */
  readonly role: Role | null;
  /** A window of its own can be opened. */
  readonly hasWindows: boolean;
  readonly open: () => void;
  readonly openWindow: () => void;
  readonly markRead: () => void;
  readonly change: (change: ConversationSettings) => void;
  /** It can be undone. */
  readonly takeAway: (how: "archived" | "hidden") => void;
  /** One's notes: nobody else writes there. */
  readonly isOwn: boolean;
  /** Asks for how long, or of what the person is to be told. */
  readonly ask: (what: "mute" | "notify") => void;
  readonly copy: (text: string) => void;
  /** Asks first. */
  readonly leave: () => void;
}

export interface InboxAction {
  readonly id:
    | "open"
    | "window"
    | "read"
    | "unread"
    | "pin"
    | "unpin"
    | "mute"
    | "unmute"
    | "notify"
    | "archive"
    | "unarchive"
    | "copy-name"
    | "leave"
    | "remove";
  readonly words: () => string;
  readonly icon: IconName;
  readonly danger?: true;
  /** A swipe towards this side of the row does it. */
  readonly swipe?: SwipeSide;
  allowed(context: InboxActionContext): boolean;
  run(context: InboxActionContext): void;
}

const inboxActions: readonly InboxAction[] = [
  { id: "open", words: () => t("open"), icon: "chevron", allowed: () => true, run: (row) => row.open() },
  {
    id: "window",
    words: () => t("openWindow"),
    icon: "window",
    allowed: ({ hasWindows }) => hasWindows,
    run: (row) => row.openWindow(),
  },
  {
    id: "read",
    words: () => t("markRead"),
    icon: "check",
    swipe: "end",
    allowed: ({ entry }) => isUnread(entry),
    run: (row) => row.markRead(),
  },
  {
    id: "unread",
    words: () => t("markUnread"),
    icon: "unread",
    swipe: "end",
    allowed: ({ entry }) => !isUnread(entry) && entry.left !== true,
    run: (row) => row.change({ markedUnread: true }),
  },
  {
    id: "pin",
    words: () => t("pin"),
    icon: "thumbtack",
    allowed: ({ entry }) => entry.pinned !== true && entry.archived !== true,
    run: (row) => row.change({ pinned: true }),
  },
  {
    id: "unpin",
    words: () => t("unpin"),
    icon: "thumbtack",
    allowed: ({ entry }) => entry.pinned === true,
    run: (row) => row.change({ pinned: false }),
  },
  {
    id: "mute",
    words: () => t("mute"),
    icon: "bellOff",
    allowed: ({ entry, nowMs }) => !isMuted(entry, nowMs) && entry.left !== true,
    run: (row) => row.ask("mute"),
  },
  {
    id: "unmute",
    words: () => t("unmute"),
    icon: "bell",
    allowed: ({ entry, nowMs }) => isMuted(entry, nowMs),
    run: (row) => row.change({ mutedUntil: null }),
  },
  {
    id: "notify",
    words: () => t("notify"),
    icon: "bell",
    allowed: ({ entry, isOwn }) => entry.left !== true && !isOwn,
    run: (row) => row.ask("notify"),
  },
  {
    id: "archive",
    words: () => t("toArchive"),
    icon: "archive",
    swipe: "start",
    allowed: ({ entry }) => entry.archived !== true,
    run: (row) => row.takeAway("archived"),
  },
  {
    id: "unarchive",
    words: () => t("fromArchive"),
    icon: "archive",
    swipe: "start",
    allowed: ({ entry }) => entry.archived === true,
    run: (row) => row.change({ archived: false }),
  },
  {
    id: "copy-name",
    words: () => t("copyName"),
    icon: "copy",
    allowed: ({ title }) => title !== unknownName,
    run: (row) => row.copy(row.title),
  },
  {
    id: "leave",
    words: () => t("leave"),
    icon: "exit",
    danger: true,
    // The owner has to hand the group over first: the group's own page says how.
    allowed: ({ entry, role }) => entry.kind === "group" && entry.left !== true && role !== "owner",
    run: (row) => row.leave(),
  },
  {
    id: "remove",
    words: () => t("remove"),
    icon: "trash",
    danger: true,
    // A group that one is in is left, and then removed.
    allowed: ({ entry }) => entry.kind === "direct" || entry.left === true,
    run: (row) => row.takeAway("hidden"),
  },
];

export const actionsFor = (context: InboxActionContext): readonly InboxAction[] =>
  inboxActions.filter((action) => action.allowed(context));

/** The first action of each side. */
export function swipesFor(context: InboxActionContext): ReadonlyMap<SwipeSide, InboxAction> {
  const swipes = new Map<SwipeSide, InboxAction>();
  for (const action of actionsFor(context))
    if (action.swipe !== undefined && !swipes.has(action.swipe)) swipes.set(action.swipe, action);
  return swipes;
}
