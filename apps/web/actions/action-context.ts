// What the actions of a message change: the open conversation, the clipboard and the page's place.
import type { UserId } from "@klatch/sdk";
import type { OpenConversation } from "../conversation/conversation-context.ts";
import type { Chat } from "../model/chat.ts";
import type { PickerPlace } from "../conversation/message-acts.ts";
import { directWith } from "../model/direct-with.ts";
import { forward } from "../forward/forward-state.ts";
import { openedPerson } from "../people/opened-person.ts";
import { report, takesReports } from "../report/report-state.ts";
import { fromHere, go } from "../route/navigation.ts";
import { formatRoute } from "../route/route.ts";
import { copy } from "../ui/copy.ts";
import { sayError } from "../ui/toasts.tsx";
import type { ActionContext } from "./message-actions.ts";

/** @param at where what floats beside the message is to stand */
export function actionContext(chat: Chat, open: OpenConversation, at: () => PickerPlace): ActionContext {
  const { entry, nameOf, reply, mention, acts, may } = open;
  const { id } = entry;
  return {
    me: chat.me,
    isGroup: entry.kind === "group",
    nameOf,
    reply,
    mention,
    reactions: may.react ? acts : null,
    pickReaction: (message) => acts?.open({ kind: "react", message, at: at() }),
    // What is edited stands in the conversation's own box.
    edit: open.isThread === true ? null : acts,
    remove: may.change && acts !== null ? (message) => acts.open({ kind: "remove", messages: [message] }) : null,
    pin: may.pin && acts !== null ? (message, active) => acts.pin(message, active) : null,
    select: open.isThread === true ? null : (message) => acts?.select(message),
    thread: open.isThread === true ? null : (seq) => go({ name: "conversation", id, side: `thread:${seq}` }),
    writeTo: (userId) => void writeTo(chat, userId),
    showPerson: (userId) => {
      const { x, above, below } = at();
      openedPerson.value = { userId, at: new DOMRect(x, above, 0, below - above) };
    },
    copy: (text, what) => void copy(text, what),
    linkTo: (seq) => `${location.origin}/${formatRoute({ name: "conversation", id, side: null, seq })}`,
    isStarred: (seq) => chat.stars.has(id, seq),
    star: (seq) => void chat.stars.toggle(id, seq).catch(sayError),
    forward: (seq) => forward({ conversationId: id, seqs: [seq] }),
    report: takesReports(chat.client)
      ? (seq, userId) => report({ about: { kind: "conversation", conversationId: id, seqs: [seq] }, userId })
      : null,
    showDetails: (seq) => go({ name: "conversation", id, side: `message:${seq}` }),
  };
}

async function writeTo(chat: Chat, userId: UserId): Promise<void> {
  const here = fromHere();
  try {
    here.go({ name: "conversation", id: await directWith(chat, userId), side: null });
  } catch (error) {
    sayError(error);
  }
}
