// Everybody whom the user has blocked, in the settings: also those with whom there is no conversation.
import type { Block, KlatchClient } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { ListState } from "../ui/list-state.tsx";
import { Row } from "../ui/row.tsx";
import { useList } from "../ui/use-list.ts";
import { blockWords as t } from "./block-words.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";

const pageSize = 200;

/** Of at most a thousand. */
async function allBlocks({ blocks }: KlatchClient): Promise<{ readonly items: readonly Block[] }> {
  const items: Block[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await blocks.list({ cursor, limit: pageSize });
    items.push(...page.items);
    cursor = page.next;
  }
  return { items };
}

export function BlockedPeople() {
  const { client, people } = useChat();
  const list = useList(() => allBlocks(client));
  return (
    <section>
      <Heading class="pane-title">{t("people")}</Heading>
      <ListState list={list} empty={t("nobody")} />
      {list.items?.map(({ userId }) => {
        const name = people.nameOf(userId);
        return (
          <Row
            key={userId}
            picture={<PersonAvatar id={userId} name={name} />}
            title={name}
            note={handleOf(people.get(userId)) ?? undefined}
            end={
              <Button busy={list.busy} onClick={() => void list.change(() => client.blocks.remove(userId))}>
                {t("unblock")}
              </Button>
            }
          />
        );
      })}
    </section>
  );
}
