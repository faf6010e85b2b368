// Everybody whom the user has blocked, in the settings: also those with whom there is no conversation.
import type { Block, UserId } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { blockWords as t } from "./block-words.ts";

export function BlockedPeople() {
  const { client, people } = useChat();
  const [known, setKnown] = useState<readonly Block[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const load = useTask(async (cursor?: string) => {
    const page = await client.blocks.list({ cursor });
    setKnown((before) => [...before, ...page.items]);
    setNext(page.next);
  });
  useEffect(() => void load.run(), []);
  const unblock = useTask(async (userId: UserId) => {
    await client.blocks.remove(userId);
    setKnown((before) => before.filter((one) => one.userId !== userId));
  });
  return (
    <section>
      <Heading class="pane-title">{t("people")}</Heading>
      {known.length === 0 && !load.busy && load.error === null && <p class="settings-note">{t("nobody")}</p>}
      {known.map(({ userId }) => (
        <Row
          key={userId}
          picture={<Avatar id={userId} name={people.nameOf(userId)} />}
          title={people.nameOf(userId)}
          note={people.get(userId) === null ? undefined : `@${people.get(userId)?.username}`}
          end={
            <Button busy={unblock.busy} onClick={() => void unblock.run(userId)}>
              {t("unblock")}
            </Button>
          }
        />
      ))}
      <ErrorNotice error={load.error ?? unblock.error} />
      {next !== null && (
        <Button busy={load.busy} onClick={() => void load.run(next)}>
          {t("more")}
        </Button>
      )}
    </section>
  );
}
