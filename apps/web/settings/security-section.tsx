// The security of the account: change of password, and what happened to the account lately.
import type { SecurityEvent } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { now } from "../ui/clock.ts";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { namesOf, securityText, type DeviceNames } from "./security-text.ts";
import { securityWords as t } from "./security-words.ts";

const shownAtOnce = 20;

/** @param onSignedOut the person's other devices were signed out */
export function SecuritySection({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const [changing, setChanging] = useState(false);
  const [changed, setChanged] = useState(false);
  const [shown, setShown] = useState(false);
  return (
    <section class="pane-section">
      <Heading class="pane-title">{t("security")}</Heading>
      {changed && <Notice>{t("changed")}</Notice>}
      <Row icon="lock" title={t("changePassword")} onClick={() => setChanging(true)} />
      <Row icon="shield" title={t("showEvents")} expanded={shown} onClick={() => setShown(!shown)} />
      {shown && <SecurityEvents />}
      {changing && (
        <PasswordDialog
          onDone={() => {
            setChanged(true);
            // Fetched again when they are shown: they have grown.
            setShown(false);
            onSignedOut();
          }}
          onClose={() => setChanging(false)}
        />
      )}
    </section>
  );
}

function SecurityEvents() {
  const { client } = useChat();
  const [names, setNames] = useState<DeviceNames>(new Map());
  const [events, setEvents] = useState<readonly SecurityEvent[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const shownBefore = useRef(0);
  const load = useTask(async () => {
    if (events === null) setNames(namesOf(await client.devices()));
    const page = await client.securityEvents({ limit: shownAtOnce, ...(next !== null && { cursor: next }) });
    setEvents([...(events ?? []), ...page.items]);
    setNext(page.next);
  });
  useEffect(() => void load.run(), []);
  const count = events?.length ?? 0;
  useEffect(() => {
    const first = list.current?.children[shownBefore.current];
    // The button that brought more is below it, or gone: the focus goes to the first of what came.
    if (shownBefore.current > 0 && first instanceof HTMLElement) first.focus();
    shownBefore.current = count;
  }, [count]);
  return (
    <>
      {events?.length === 0 && <Notice>{t("noEvents")}</Notice>}
      {count > 0 && (
        <ul ref={list} aria-label={t("showEvents")}>
          {events?.map((event) => (
            <li key={event.id} tabIndex={-1}>
              <Row icon="shield" {...securityText(event, now.value, names)} />
            </li>
          ))}
        </ul>
      )}
      <ErrorNotice error={load.error} />
      {next !== null && <Row icon="down" title={t("moreEvents")} onClick={() => void load.run()} />}
    </>
  );
}
