// What can be done with a message. Bar, menu, sheet and keys read this list and nothing else; message-action-views.ts says
// how. Pure: what an action changes comes in by its context.
import type { UserId } from "@klatch/sdk";
import { everyone } from "../../text/mentions/everyone.ts";
import { shownMentions } from "../../text/mentions/shown-mentions.ts";
import { isGone } from "../changes/is-gone.ts";
import { conversationWords } from "../conversation/conversation-words.ts";
import { kindOf } from "../kinds/kinds.ts";
import type { QuickReaction } from "../reactions/quick-reaction-views.ts";
import { unknownName } from "../text/unknown-name.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { commonWords } from "../ui/common-words.ts";
import { actionWords as t } from "./action-words.ts";

/** It is loaded after the messages, too. */
export interface EditAction {
  /** By this device's clock. Null: the message cannot be edited. */
  readonly until: (message: ShownMessage) => number | null;
  readonly begin: (message: ShownMessage) => void;
}

/** They are loaded after the messages. */
export interface QuickReactions {
  readonly quick: (message: ShownMessage) => readonly QuickReaction[];
  /** Null: the key stands for none. */
  readonly ofKey: (key: string, message: ShownMessage) => QuickReaction | null;
}

/** What an action needs of the open conversation. */
export interface ActionContext {
  readonly me: UserId;
  readonly isGroup: boolean;
  readonly nameOf: (userId: UserId) => string;
  /** Null: the user may not write here. */
  readonly reply: ((message: ShownMessage) => void) | null;
  readonly mention: ((userId: UserId) => void) | null;
  /** The reactions that are one step away. Null: the user may not react here. */
  readonly reactions: QuickReactions | null;
  /** Shows all emojis. */
  readonly pickReaction: (message: ShownMessage) => void;
  /** Null: not loaded yet. */
  readonly edit: EditAction | null;
  /** Asks for whom. Null: the user is not in the conversation. */
  readonly remove: ((message: ShownMessage) => void) | null;
  /** Null: the user may not pin here. */
  readonly pin: ((message: ShownMessage, active: boolean) => void) | null;
  /** Null: nothing is selected here. */
  readonly select: ((message: ShownMessage) => void) | null;
  /** Opens the thread under the message, or the one that it is a reply in. Null: it is open. */
  readonly thread: ((seq: number) => void) | null;
  readonly writeTo: (userId: UserId) => void;
  /** Opens the card of a person. */
  readonly showPerson: (userId: UserId) => void;
  readonly copy: (text: string, what: "text" | "messageLink") => void;
  readonly linkTo: (seq: number) => string;
  readonly forward: (seq: number) => void;
  readonly showDetails: (seq: number) => void;
  /** Null: the server takes no reports. */
  readonly report: ((seq: number, senderId: UserId) => void) | null;
  readonly isStarred: (seq: number) => boolean;
  /** Stars a message, or takes the star back. */
  readonly star: (seq: number) => void;
}

/** A key that acts on the focused message, as `KeyboardEvent.key` names it, in lower case. */
export interface ActionKey {
  readonly key: string;
  readonly shift: boolean;
}

export interface MessageAction {
  readonly id: string;
  readonly words: (message: ShownMessage, context: ActionContext) => string;
  readonly icon:
    | "retry"
    | "reply"
    | "thread"
    | "forward"
    | "smile"
    | "compose"
    | "copy"
    | "link"
    | "pushpin"
    | "select"
    | "at"
    | "chats"
    | "person"
    | "info"
    | "star"
    | "flag"
    | "trash";
  /** Empty: no key. */
  readonly keys: readonly ActionKey[];
  /** It has a button of its own in the bar. */
  readonly isQuick?: true;
  readonly isDangerous?: true;
  readonly allowed: (message: ShownMessage, context: ActionContext) => boolean;
  readonly run: (message: ShownMessage, context: ActionContext) => void;
}

const plain = (key: string): ActionKey => ({ key, shift: false });
const shifted = (key: string): ActionKey => ({ key, shift: true });
const isThere = (message: ShownMessage): boolean => message.seq !== null && !isGone(message);
const hasFailed = ({ outgoing }: ShownMessage): boolean => outgoing?.state === "failed";
const isOfOther = ({ senderId }: ShownMessage, { me, isGroup }: ActionContext): boolean => isGroup && senderId !== me;

/** Whose cards a message leads to by its picture and its text: the author in a group, and those who are mentioned. */
export function peopleOf(message: ShownMessage, context: ActionContext): readonly UserId[] {
  const { content, mentions, senderId } = message;
  const text = content.type === "text" && "text" in content && !isGone(message) ? content.text : "";
  const named = shownMentions(text, mentions, () => true).filter((id) => id !== everyone);
  return [...new Set([...(isOfOther(message, context) ? [senderId] : []), ...named])];
}

export const cardWords = (userId: UserId | undefined, { nameOf }: ActionContext): string =>
  userId === undefined ? "" : conversationWords("personCard", { name: nameOf(userId) });

const deleteKeys = [plain("delete"), plain("backspace")];

/** In the order of the menu. A key may stand at two of which no message allows both. */
export const messageActions: readonly MessageAction[] = [
  {
    id: "retry",
    words: () => t("retry"),
    icon: "retry",
    keys: [],
    allowed: hasFailed,
    run: ({ outgoing }) => outgoing?.retry(),
  },
  {
    id: "reply",
    words: () => t("reply"),
    icon: "reply",
    keys: [plain("r")],
    isQuick: true,
    allowed: (message, { reply }) => isThere(message) && reply !== null,
    run: (message, { reply }) => reply?.(message),
  },
  {
    id: "thread",
    words: ({ thread, state }) =>
      t(thread !== undefined || (state?.thread?.count ?? 0) > 0 ? "openThread" : "replyInThread"),
    icon: "thread",
    keys: [plain("t")],
    isQuick: true,
    allowed: (message, { thread }) => isThere(message) && message.content.type !== "system" && thread !== null,
    run: ({ seq, thread: root }, { thread }) => {
      if (seq !== null) thread?.(root ?? seq);
    },
  },
  {
    id: "react",
    words: () => t("react"),
    icon: "smile",
    // With Shift on some keyboards.
    keys: [plain("+"), shifted("+")],
    isQuick: true,
    allowed: (message, { reactions }) => isThere(message) && reactions !== null,
    run: (message, { pickReaction }) => pickReaction(message),
  },
  {
    id: "edit",
    words: () => t("edit"),
    icon: "compose",
    keys: [plain("e")],
    allowed: (message, { edit }) => edit !== null && edit.until(message) !== null,
    run: (message, { edit }) => edit?.begin(message),
  },
  {
    id: "forward",
    words: () => t("forward"),
    icon: "forward",
    keys: [plain("f")],
    // A copy of what burns would stay.
    allowed: (message) => isThere(message) && message.content.type !== "system" && message.burnAfterMs === undefined,
    run: ({ seq }, { forward }) => {
      if (seq !== null) forward(seq);
    },
  },
  {
    id: "copy",
    words: () => t("copyText"),
    icon: "copy",
    keys: [plain("c")],
    allowed: (message) => !isGone(message) && kindOf(message.content).copyText(message.content) !== "",
    run: ({ content }, { copy }) => copy(kindOf(content).copyText(content), "text"),
  },
  {
    id: "copy-link",
    words: () => t("copyLink"),
    icon: "link",
    keys: [shifted("c")],
    allowed: isThere,
    run: ({ seq }, { copy, linkTo }) => {
      if (seq !== null) copy(linkTo(seq), "messageLink");
    },
  },
  {
    id: "pin",
    words: ({ state }) => t(state?.pinned === true ? "unpin" : "pin"),
    icon: "pushpin",
    keys: [plain("p")],
    allowed: (message, { pin }) => isThere(message) && pin !== null,
    run: (message, { pin }) => pin?.(message, message.state?.pinned !== true),
  },
  {
    id: "select",
    words: () => t("select"),
    icon: "select",
    keys: [plain("x")],
    allowed: ({ seq }, { remove, select }) => seq !== null && remove !== null && select !== null,
    run: (message, { select }) => select?.(message),
  },
  {
    id: "mention",
    words: () => t("mention"),
    icon: "at",
    keys: [],
    // What is written into the text is the name.
    allowed: (message, context) =>
      isOfOther(message, context) && context.mention !== null && context.nameOf(message.senderId) !== unknownName,
    run: ({ senderId }, { mention }) => mention?.(senderId),
  },
  {
    id: "write-to",
    words: ({ senderId }, { nameOf }) => t("writeTo", { name: nameOf(senderId) }),
    icon: "chats",
    keys: [],
    allowed: isOfOther,
    run: ({ senderId }, { writeTo }) => writeTo(senderId),
  },
  {
    id: "person",
    words: (message, context) => cardWords(peopleOf(message, context)[0], context),
    icon: "person",
    keys: [plain("u")],
    allowed: (message, context) => peopleOf(message, context).length > 0,
    run: (message, context) => {
      const [first] = peopleOf(message, context);
      if (first !== undefined) context.showPerson(first);
    },
  },
  {
    id: "star",
    words: ({ seq }, { isStarred }) => t(seq !== null && isStarred(seq) ? "unstar" : "star"),
    icon: "star",
    keys: [plain("s")],
    allowed: (message, { isStarred }) => isThere(message) || (message.seq !== null && isStarred(message.seq)),
    run: ({ seq }, { star }) => {
      if (seq !== null) star(seq);
    },
  },
  {
    id: "details",
    words: () => t("details"),
    icon: "info",
    keys: [plain("i")],
    allowed: isThere,
    run: ({ seq }, { showDetails }) => {
      if (seq !== null) showDetails(seq);
    },
  },
  {
    id: "report",
    words: () => commonWords("report"),
    icon: "flag",
    keys: [],
    isDangerous: true,
    allowed: (message, { me, report }) =>
      isThere(message) && message.senderId !== me && message.content.type !== "system" && report !== null,
    run: ({ seq, senderId }, { report }) => {
      if (seq !== null) report?.(seq, senderId);
    },
  },
  {
    id: "remove",
    words: () => t("remove"),
    icon: "trash",
    keys: deleteKeys,
    isDangerous: true,
    allowed: ({ seq }, { remove }) => seq !== null && remove !== null,
    run: (message, { remove }) => remove?.(message),
  },
  {
    id: "discard",
    words: () => t("discard"),
    icon: "trash",
    // Of a message that was not sent.
    keys: deleteKeys,
    isDangerous: true,
    allowed: hasFailed,
    run: ({ outgoing }) => outgoing?.discard(),
  },
];
