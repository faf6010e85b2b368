// What a bubble shows of a message that is gone; of one that this user has just deleted, with a way to write it again.
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { useChat } from "../model/chat-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { now } from "../ui/clock.ts";
import { NamedText } from "../ui/named-text.tsx";
import { goneWords as t } from "./gone-words.ts";
import { isUnderWay } from "./shown-change.ts";
import { tombstoneText } from "./tombstone-text.ts";
import "./changes.css";

export function Tombstone({ message }: { readonly message: ShownMessage }) {
  const { me } = useChat();
  const { nameOf, acts, writeAgain } = useOpenConversation();
  const { seq, senderId, state } = message;
  const waits = message.changes.some((change) => change.kind === "recall" && isUnderWay(change));
  // Judged again as time goes by.
  const text = now.value === 0 || seq === null || writeAgain === null ? null : (acts?.recalledText(seq) ?? null);
  return (
    <span class="tombstone">
      <NamedText text={tombstoneText({ senderId, recalled: state?.recalled }, me, nameOf)} />
      {waits && <span class="visually-hidden">{t("waiting")}</span>}
      {text !== null && (
        <button type="button" class="tombstone-again" onClick={() => writeAgain?.(text)}>
          {t("writeAgain")}
        </button>
      )}
    </span>
  );
}
