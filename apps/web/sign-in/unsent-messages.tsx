// On the sign-in page: what was written before the sign-out and nobody has got. It can be copied, or discarded.
import { contentText } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { copy } from "../conversation/message-actions.ts";
import type { Unsent, UnsentBook } from "../model/unsent-book.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { signInWords as t } from "./sign-in-words.ts";

export function UnsentMessages({ book }: { readonly book: UnsentBook }) {
  const [asking, setAsking] = useState(false);
  const all = book.all.value;
  const texts = all.flatMap(({ messages }) => messages.map(({ content }) => contentText(content)));
  if (texts.length === 0) return null;
  return (
    <section class="sign-in-unsent" aria-label={t("unsentTitle")}>
      {all.map((unsent) => (
        <UnsentOfUser key={unsent.userId} unsent={unsent} />
      ))}
      <div class="sign-in-unsent-actions">
        <Button onClick={() => void copy(texts.join("\n\n"))}>{commonWords("copy")}</Button>
        <Button onClick={() => setAsking(true)}>{t("discard")}</Button>
      </div>
      {asking && (
        <ConfirmDialog
          title={t("discardTitle")}
          text={t("discardText")}
          action={t("discard")}
          onConfirm={async () => book.discard()}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function UnsentOfUser({ unsent: { username, messages } }: { readonly unsent: Unsent }) {
  return (
    <>
      <Notice kind="warning">{username === null ? t("unsent") : t("unsentOf", { username: `@${username}` })}</Notice>
      <ul>
        {messages.map(({ clientMsgId, content }) => (
          <li key={clientMsgId} dir="auto">
            {contentText(content)}
          </li>
        ))}
      </ul>
    </>
  );
}
