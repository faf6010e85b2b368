// The page of the account's security: change of password, and what happened to the account lately.
import type { SecurityEvent } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useTask } from "../ui/use-task.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { namesOf, securityText, type DeviceNames } from "./security-text.ts";
import { securityWords as t } from "./security-words.ts";

const shownAtOnce = 20;

export function SecurityPage() {
  const [changing, setChanging] = useState(false);
  // The events have grown with each change.
  const [changes, setChanges] = useState(0);
  return (
    <>
      <section>
        {changes > 0 && <Notice>{t("changed")}</Notice>}
        <Row icon="lock" title={t("changePassword")} onClick={() => setChanging(true)} />
      </section>
      <SecurityEvents key={changes} />
      {changing && <PasswordDialog onDone={() => setChanges(changes + 1)} onClose={() => setChanging(false)} />}
    </>
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
    <section aria-busy={load.busy}>
      <Heading class="pane-title">{t("events")}</Heading>
      {events === null && load.error === null && <Skeleton rows={4} kind="person" />}
      {events?.length === 0 && <p class="settings-note">{t("noEvents")}</p>}
      {count > 0 && (
        <ul ref={list} aria-label={t("events")}>
          {events?.map((event) => (
            <li key={event.id} tabIndex={-1}>
              <Row icon="shield" {...securityText(event, now.value, names)} />
            </li>
          ))}
        </ul>
      )}
      <ErrorNotice error={load.error} />
      {load.error !== null && <Button onClick={() => void load.run()}>{commonWords("retry")}</Button>}
      {next !== null && load.error === null && (
        <Row icon="down" title={t("moreEvents")} onClick={() => void load.run()} />
      )}
    </section>
  );
}
