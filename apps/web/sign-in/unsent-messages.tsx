// On the sign-in page: that the server has not heard of a sign-out, and what was written before it and nobody has got, which can be
// copied or discarded.
import { useState } from "preact/hooks";
import { kindOf } from "../kinds/kinds.ts";
import type { Unsent, UnsentBook } from "../model/unsent-book.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { copy } from "../ui/copy.ts";
import { Notice } from "../ui/notice.tsx";
import { unsentWords as t } from "./unsent-words.ts";

interface LeftBehindProps {
  readonly book: UnsentBook;
  /** The server has not heard of a sign-out. */
  readonly isUntold: boolean;
}

export default function LeftBehind({ book, isUntold }: LeftBehindProps) {
  return (
    <>
      {isUntold && <Notice kind="warning">{t("untold")}</Notice>}
      <UnsentMessages book={book} />
    </>
  );
}

function UnsentMessages({ book }: { readonly book: UnsentBook }) {
  const [asking, setAsking] = useState(false);
  const all = book.all.value;
  const texts = all.flatMap(({ messages }) => messages.map(({ content }) => kindOf(content).copyText(content)));
  if (texts.length === 0) return null;
  return (
    <section class="sign-in-unsent" aria-label={t("unsentTitle")}>
      {all.map((unsent) => (
        <UnsentOfUser key={unsent.userId} unsent={unsent} />
      ))}
      <div class="sign-in-unsent-actions">
        <Button onClick={() => void copy(texts.join("\n\n"), "messages")}>{commonWords("copy")}</Button>
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
            {kindOf(content).copyText(content)}
          </li>
        ))}
      </ul>
    </>
  );
}
