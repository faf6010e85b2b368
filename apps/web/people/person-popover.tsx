// A person's card, on wide screens beside what was pressed: who they are, and what can be done.
import type { UserId } from "@klatch/sdk";
import { conversationWords } from "../conversation/conversation-words.ts";
import { useChat } from "../model/chat-context.ts";
import { useOpenDirect } from "../new-chat/use-open-direct.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { isNarrow } from "../ui/media.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { openedPerson } from "./opened-person.ts";
import { peopleWords as t } from "./people-words.ts";
import { PersonHead } from "./person-head.tsx";
import { PersonRelation } from "./person-relation.tsx";
import "./people.css";

interface PersonPopoverProps {
  readonly userId: UserId;
  readonly at: DOMRect;
}

export default function PersonPopover({ userId, at }: PersonPopoverProps) {
  const chat = useChat();
  const name = chat.shownName(userId);
  // Nothing is to be had from a deleted account.
  const isGone = chat.people.get(userId)?.deleted === true;
  const open = useOpenDirect();
  const close = (): void => void (openedPerson.value = null);
  return (
    <Dialog
      title={conversationWords("personCard", { name })}
      {...(isNarrow.value ? {} : { bare: true, beside: at })}
      onClose={close}
    >
      <div class={isNarrow.value ? "person-card" : "person-card person-popover"}>
        <PersonHead userId={userId} />
        {!isGone && (
          <>
            <ErrorNotice error={open.error} />
            <Button kind="primary" wide busy={open.busy} onClick={() => void open.run(userId).then(close)}>
              {t("message")}
            </Button>
            <PersonRelation userId={userId} name={name} />
          </>
        )}
      </div>
    </Dialog>
  );
}
