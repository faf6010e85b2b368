// What can be done with a message. Bar, menu, sheet and keys read this list and nothing else; message-action-views.ts says
// how. Pure: what an action changes comes in by its context.
import type { UserId } from "@klatch/sdk";
import { kindOf } from "../kinds/kinds.ts";
import { unknownName } from "../text/unknown-name.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { actionWords as t } from "./action-words.ts";

/** What an action needs of the open conversation. */
export interface ActionContext {
  readonly me: UserId;
  readonly isGroup: boolean;
  readonly nameOf: (userId: UserId) => string;
  /** Null: the user may not write here. */
  readonly reply: ((message: ShownMessage) => void) | null;
  readonly mention: ((userId: UserId) => void) | null;
  readonly writeTo: (userId: UserId) => void;
  readonly copy: (text: string, what: "text" | "messageLink") => void;
  readonly linkTo: (seq: number) => string;
  readonly forward: (seq: number) => void;
  readonly showDetails: (seq: number) => void;
}

/** A key that acts on the focused message, as `KeyboardEvent.key` names it, in lower case. */
export interface ActionKey {
  readonly key: string;
  readonly shift: boolean;
}

export interface MessageAction {
  readonly id: string;
  readonly words: (message: ShownMessage, context: ActionContext) => string;
  readonly icon: "retry" | "reply" | "forward" | "copy" | "link" | "at" | "person" | "info" | "trash";
  /** Empty: no key. */
  readonly keys: readonly ActionKey[];
  /** It has a button of its own in the bar. */
  readonly isQuick?: true;
  readonly isDangerous?: true;
  readonly allowed: (message: ShownMessage, context: ActionContext) => boolean;
  readonly run: (message: ShownMessage, context: ActionContext) => void;
}

const plain = (key: string): ActionKey => ({ key, shift: false });
const hasFailed = ({ outgoing }: ShownMessage): boolean => outgoing?.state === "failed";
const isOfOther = ({ senderId }: ShownMessage, { me, isGroup }: ActionContext): boolean => isGroup && senderId !== me;

/** In the order of the menu. */
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
    allowed: ({ messageId }, { reply }) => messageId !== null && reply !== null,
    run: (message, { reply }) => reply?.(message),
  },
  {
    id: "forward",
    words: () => t("forward"),
    icon: "forward",
    keys: [plain("f")],
    allowed: ({ seq, content }) => seq !== null && content.type !== "gone" && content.type !== "system",
    run: ({ seq }, { forward }) => {
      if (seq !== null) forward(seq);
    },
  },
  {
    id: "copy",
    words: () => t("copyText"),
    icon: "copy",
    keys: [plain("c")],
    allowed: ({ content }) => kindOf(content).copyText(content) !== "",
    run: ({ content }, { copy }) => copy(kindOf(content).copyText(content), "text"),
  },
  {
    id: "copy-link",
    words: () => t("copyLink"),
    icon: "link",
    keys: [{ key: "c", shift: true }],
    allowed: ({ seq }) => seq !== null,
    run: ({ seq }, { copy, linkTo }) => {
      if (seq !== null) copy(linkTo(seq), "messageLink");
    },
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
    icon: "person",
    keys: [],
    allowed: isOfOther,
    run: ({ senderId }, { writeTo }) => writeTo(senderId),
  },
  {
    id: "details",
    words: () => t("details"),
    icon: "info",
    keys: [plain("i")],
    allowed: ({ seq }) => seq !== null,
    run: ({ seq }, { showDetails }) => {
      if (seq !== null) showDetails(seq);
    },
  },
  {
    id: "discard",
    words: () => t("discard"),
    icon: "trash",
    keys: [plain("delete"), plain("backspace")],
    isDangerous: true,
    allowed: hasFailed,
    run: ({ outgoing }) => outgoing?.discard(),
  },
];
