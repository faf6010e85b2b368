// Who has read a message of one's own and who has not: two tabs in a group, a line in a direct conversation.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { ReadersList, readersTabs, type Readers, type ReadersTab } from "../model/readers-list.ts";
import { go } from "../route/navigation.ts";
import { Name } from "../ui/name.tsx";
import { RovingList } from "../ui/roving-list.tsx";
import { Row } from "../ui/row.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { readersWords as t } from "./readers-words.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";

interface MessageReadersProps {
  readonly entry: ConversationEntry;
  readonly seq: number;
}

export function MessageReaders({ entry, seq }: MessageReadersProps) {
  const { client } = useChat();
  const list = useMemo(
    () => new ReadersList((options) => client.receiptsOf(entry.id, seq, options)),
    [client, entry.id, seq],
  );
  useEffect(() => {
    const ofThis = ({ conversationId }: { readonly conversationId: string }): void => {
      if (conversationId === entry.id) void list.refresh();
    };
    const ends = [
      client.on("receipt", ofThis),
      client.on("receipt-count", ofThis),
      client.on("sync", () => void list.refresh()),
    ];
    void list.refresh();
    return () => {
      for (const end of ends) end();
    };
  }, [client, list]);
  const readers = list.readers.value;
  if (readers === null)
    return list.error.value === null ? <Skeleton rows={3} kind="person" /> : <KnownHere entry={entry} seq={seq} />;
  if (entry.kind === "direct") return <OfOne entry={entry} readers={readers} />;
  return <OfGroup entry={entry} readers={readers} more={(tab) => void list.more(tab)} />;
}

/** The server did not answer, or is an earlier one. */
function KnownHere({ entry, seq }: MessageReadersProps) {
  const chat = useChat();
  const readers = [...chat.receipts.of(entry.id)].filter(([id, upTo]) => id !== chat.me && upTo >= seq);
  return (
    <dl class="message-details">
      <dt>{t("readByTitle")}</dt>
      <dd>
        {readers.length === 0 ? (
          t("readByNobody")
        ) : (
          <ul>
            {readers.map(([id]) => (
              <li key={id}>
                <PersonAvatar id={id} name={chat.nameIn(entry, id)} size="tiny" />
                <Name text={chat.nameIn(entry, id)} />
              </li>
            ))}
          </ul>
        )}
      </dd>
    </dl>
  );
}

interface ReadersProps {
  readonly entry: ConversationEntry;
  readonly readers: Readers;
}

function OfOne({ entry, readers: { counts, hiddenCount } }: ReadersProps) {
  const chat = useChat();
  const state =
    hiddenCount > 0
      ? t("directHidden", { name: chat.titleOf(entry) })
      : t(counts.read > 0 ? "directRead" : "directUnread");
  return (
    <p class="message-readers-state" role="status">
      {state}
    </p>
  );
}

const rowPx = 52;

function OfGroup({ entry, readers, more }: ReadersProps & { readonly more: (tab: ReadersTab) => void }) {
  const chat = useChat();
  const [tab, setTab] = useState<ReadersTab>("read");
  const { ids, next } = readers[tab];
  const nameOf = (id: UserId): string => chat.nameIn(entry, id);
  // In the order of the server until all are here.
  const shown = next === null ? ids.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other))) : ids;
  return (
    <>
      <Tabs
        label={t("readers")}
        tabs={readersTabs.map((id) => ({ id, label: t(id), count: readers.counts[id] }))}
        selected={tab}
        onSelect={setTab}
      >
        {shown.length === 0 ? (
          <p class="message-readers-note">{t(tab === "read" ? "nobodyYet" : "everyone")}</p>
        ) : (
          <RovingList key={tab} label={t(tab)} items={shown} idOf={(id) => id} rowPx={rowPx} onEnd={() => more(tab)}>
            {(id, tabStop) => <Reader key={id} id={id} name={nameOf(id)} tabStop={tabStop} />}
          </RovingList>
        )}
      </Tabs>
      {readers.hiddenCount > 0 && <p class="message-readers-note">{t("hidden", { count: readers.hiddenCount })}</p>}
    </>
  );
}

interface ReaderProps {
  readonly id: UserId;
  readonly name: string;
  readonly tabStop: boolean;
}

function Reader({ id, name, tabStop }: ReaderProps) {
  const user = useChat().people.get(id);
  const handle = handleOf(user);
  return (
    <div role="listitem" data-id={id}>
      <Row
        picture={<PersonAvatar id={id} name={name} size="small" />}
        title={name}
        note={handle ?? ""}
        tabStop={tabStop}
        onClick={user === null || handle === null ? undefined : () => go({ name: "user", username: user.username })}
      />
    </div>
  );
}
