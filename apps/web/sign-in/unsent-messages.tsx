// On the sign-in page: what was written before the sign-out and nobody has got.
import { contentText, type UnsentMessage } from "@klatch/sdk";
import { Notice } from "../ui/notice.tsx";
import { signInWords as t } from "./sign-in-words.ts";

export function UnsentMessages({ messages }: { readonly messages: readonly UnsentMessage[] }) {
  return (
    <section class="sign-in-unsent">
      <Notice kind="warning">{t("unsent")}</Notice>
      <ul>
        {messages.map(({ clientMsgId, content }) => (
          <li key={clientMsgId} dir="auto">
            {contentText(content)}
          </li>
        ))}
      </ul>
    </section>
  );
}
