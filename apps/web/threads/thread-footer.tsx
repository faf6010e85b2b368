// Below a message: how many replies are in its thread, and when the newest came; below a reply, that it is one. Either leads to
// the thread.
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { clockTime, exactTime } from "../text/times.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { seenThreads } from "./seen-of.ts";
import { threadWords as t } from "./thread-words.ts";
import "./thread-footer.css";

export function ThreadFooter({ message }: { readonly message: ShownMessage }) {
  const chat = useChat();
  const { entry } = useOpenConversation();
  const { seq, thread, state } = message;
  const root = thread ?? seq;
  const replies = state?.thread;
  if (root === null || (thread === undefined && (replies === undefined || replies.count === 0))) return null;
  const open = (): void => go({ name: "conversation", id: entry.id, side: `thread:${root}` });
  if (thread !== undefined || replies === undefined)
    return (
      <button type="button" class="thread-footer thread-footer-in" onClick={open}>
        {t("inThread")}
      </button>
    );
  const { count, lastReplyAt } = replies;
  const isNew = seenThreads(chat).hasNew(entry.id, root, replies);
  return (
    <button type="button" class="thread-footer" onClick={open}>
      <span class="thread-footer-count">{t("replies", { count })}</span>
      {lastReplyAt !== undefined && <time title={exactTime(lastReplyAt)}>{clockTime(lastReplyAt)}</time>}
      {isNew && <i class="thread-footer-new" role="img" aria-label={t("newReplies")} />}
    </button>
  );
}
