// The page of one's account: how others see it, and its end.
import { useState } from "preact/hooks";
import { PersonAbout } from "../details/person-about.tsx";
import { useChat } from "../model/chat-context.ts";
import { Row } from "../ui/row.tsx";
import { deletionWords as t } from "./deletion-words.ts";
import { DeleteAccountDialog } from "./delete-account-dialog.tsx";

export function AccountPage() {
  const chat = useChat();
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <PersonAbout id={chat.me} name={chat.people.nameOf(chat.me)} user={chat.people.get(chat.me)} />
      <section>
        <Row icon="trash" title={t("delete")} danger onClick={() => setDeleting(true)} />
      </section>
      {deleting && <DeleteAccountDialog onClose={() => setDeleting(false)} />}
    </>
  );
}
