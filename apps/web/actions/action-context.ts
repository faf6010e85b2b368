// What the actions of a message change: the open conversation, the clipboard and the page's place.
import type { UserId } from "@klatch/sdk";
import type { OpenConversation } from "../conversation/conversation-context.ts";
import type { Chat } from "../model/chat.ts";
import { directWith } from "../model/direct-with.ts";
import { forward } from "../forward/forward-state.ts";
import { fromHere, go } from "../route/navigation.ts";
import { formatRoute } from "../route/route.ts";
import { copy } from "../ui/copy.ts";
import { sayError } from "../ui/toasts.tsx";
import type { ActionContext } from "./message-actions.ts";

export function actionContext(chat: Chat, { entry, nameOf, reply, mention }: OpenConversation): ActionContext {
  const { id } = entry;
  return {
    me: chat.me,
    isGroup: entry.kind === "group",
    nameOf,
    reply,
    mention,
    writeTo: (userId) => void writeTo(chat, userId),
    copy: (text, what) => void copy(text, what),
    linkTo: (seq) => `${location.origin}/${formatRoute({ name: "conversation", id, side: null, seq })}`,
    forward: (seq) => forward({ conversationId: id, seqs: [seq] }),
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
