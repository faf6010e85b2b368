// The security of the account: change of password, and what happened to the account lately.
import type { SecurityEvent } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { now } from "../ui/clock.ts";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { securityText } from "./security-text.ts";
import { securityWords as t } from "./security-words.ts";

const shownAtOnce = 20;

/** @param onSignedOut the person's other devices were signed out */
export function SecuritySection({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const { client } = useChat();
  const [changing, setChanging] = useState(false);
  const [changed, setChanged] = useState(false);
  const [events, setEvents] = useState<readonly SecurityEvent[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const load = useTask(async () => {
    const page = await client.securityEvents({ limit: shownAtOnce, ...(next !== null && { cursor: next }) });
    setEvents([...(events ?? []), ...page.items]);
    setNext(page.next);
  });
  return (
    <section class="pane-section">
      <Heading class="pane-title">{t("security")}</Heading>
      {changed && <Notice>{t("changed")}</Notice>}
      <Row icon="lock" title={t("changePassword")} onClick={() => setChanging(true)} />
      {events === null && <Row icon="shield" title={t("showEvents")} onClick={() => void load.run()} />}
      {events !== null && (
        <ul aria-label={t("showEvents")}>
          {events.map((event) => (
            <li key={event.id}>
              <Row icon="shield" {...securityText(event, now.value)} />
            </li>
          ))}
        </ul>
      )}
      <ErrorNotice error={load.error} />
      {next !== null && <Row icon="down" title={t("moreEvents")} onClick={() => void load.run()} />}
      {changing && (
        <PasswordDialog
          onDone={() => {
            setChanged(true);
            onSignedOut();
          }}
          onClose={() => setChanging(false)}
        />
      )}
    </section>
  );
}
