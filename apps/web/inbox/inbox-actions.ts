// What can be done with a conversation of the list. The menu and the swipes take their actions from here, and later ones
// have their place here: pin, mute, mark as unread, archive.
import type { ListedConversation, Role } from "@klatch/sdk";
import { unknownName } from "../text/unknown-name.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { inboxWords as t } from "./inbox-words.ts";
import type { SwipeSide } from "./swipe.ts";

/** The row on which an action is called. */
export interface InboxActionContext {
  readonly entry: ListedConversation;
  readonly title: string;
  /** The user's role in the group, as far as known. */
  readonly role: Role | null;
  /** A window of its own can be opened. */
  readonly hasWindows: boolean;
  readonly open: () => void;
  readonly openWindow: () => void;
  readonly markRead: () => void;
  readonly copy: (text: string) => void;
  /** Asks first. */
  readonly leave: () => void;
}

export interface InboxAction {
  readonly id: "open" | "window" | "read" | "copy-name" | "leave";
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
    allowed: ({ entry }) => entry.unread > 0,
    run: (row) => row.markRead(),
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
