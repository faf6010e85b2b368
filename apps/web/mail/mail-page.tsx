// The page that a link in a mail opens, whoever is signed in: it confirms an address, or stops mails. It asks first, because
// programs that look for harm in mails open links, too.
import { KlatchClient, KlatchError } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { emailWords as t } from "../notifications/email-words.ts";
import { go } from "../route/navigation.ts";
import type { MailRoute } from "../route/route.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";

/** @param route its `token` is what the link says */
export default function MailPage({ route: { name, token } }: { readonly route: MailRoute }) {
  const isProof = name === "confirm-email";
  const [done, setDone] = useState<string | null>(null);
  const act = useTask(async () => {
    const { email } = new KlatchClient({ url: location.origin });
    if (isProof) setDone(t("confirmed", { address: (await email.confirm(token)).address }));
    else {
      await email.stop(token);
      setDone(t("stopped"));
    }
  });
  const title = t(isProof ? "confirmTitle" : "stopTitle");
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => void (document.title = before);
  }, [title]);
  const code = act.error instanceof KlatchError ? act.error.code : null;
  const isOver = code === "LINK_NOT_VALID" || code === "INVALID_REQUEST";
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <h1>{title}</h1>
        {done === null && !isOver && (
          <>
            <p>{t(isProof ? "confirmText" : "stopText")}</p>
            <Button kind="primary" wide busy={act.busy} onClick={() => void act.run()}>
              {t(isProof ? "confirm" : "stop")}
            </Button>
            <ErrorNotice error={act.error} />
          </>
        )}
        {done !== null && (
          <div role="status">
            <Notice>{done}</Notice>
          </div>
        )}
        {isOver && <Notice kind="danger">{t("notValid")}</Notice>}
        {(done !== null || isOver) && (
          <Button wide onClick={() => go({ name: "chats" })}>
            {t("open")}
          </Button>
        )}
      </div>
    </main>
  );
}
