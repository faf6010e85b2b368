// The column with the people: friends, requests, and who is blocked.
import { useState } from "preact/hooks";
import { BlockedPeople } from "../blocks/blocked-people.tsx";
import { useChat } from "../model/chat-context.ts";
import { go, replace } from "../route/navigation.ts";
import type { PeopleView } from "../route/route.ts";
import { MeButton } from "../shell/me-button.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { ListColumn } from "../ui/list-column.tsx";
import { hasRail, isNarrow } from "../ui/media.ts";
import { RovingList } from "../ui/roving-list.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { listedFriends, type Named } from "./listed-people.ts";
import { peopleWords as t } from "./people-words.ts";
import { PersonRow } from "./person-row.tsx";
import { RequestList } from "./request-list.tsx";
import "./people.css";

const rowPx = 56;

export default function PeoplePane({ view }: { readonly view: PeopleView }) {
  const { friends } = useChat();
  const asking = friends.asking.value;
  return (
    <ListColumn
      label={t("title")}
      title={t("title")}
      start={hasRail.value || isNarrow.value ? null : <MeButton />}
      actions={<IconButton icon="add" label={t("find")} onClick={() => go({ name: "new" })} />}
    >
      <div class="people-pane">
        <Tabs
          label={t("views")}
          tabs={[
            { id: "friends", label: t("friends") },
            { id: "requests", label: t("requests"), ...(asking > 0 && { count: asking }) },
            { id: "blocked", label: t("blocked") },
          ]}
          selected={view}
          onSelect={(next) => replace({ name: "people", view: next })}
        >
          {view === "friends" && <Friends />}
          {view === "requests" && <RequestList />}
          {view === "blocked" && (
            <div class="people-scroll">
              <BlockedPeople />
            </div>
          )}
        </Tabs>
      </div>
    </ListColumn>
  );
}

function Friends() {
  const chat = useChat();
  const [text, setText] = useState("");
  // Names that become known change the order.
  void chat.people.learned.value;
  const all = chat.friends.all();
  chat.people.fetchUnknown(all.map(({ userId }) => userId));
  const named: Named = {
    nameOf: ({ userId }) => chat.knownName(userId),
    userOf: (userId) => chat.client.people.known(userId),
  };
  const listed = listedFriends(all, text, named);
  if (all.length === 0)
    return (
      <div class="people-empty">
        <p>{t("noFriends")}</p>
        <p class="people-hint">{t("noFriendsHint")}</p>
        <Button kind="primary" onClick={() => go({ name: "new" })}>
          {t("find")}
        </Button>
      </div>
    );
  return (
    <div class="people-friends">
      <SearchField label={t("search")} value={text} onInput={setText} />
      <p class={text !== "" && listed.length === 0 ? "people-hint" : "visually-hidden"} role="status">
        {text !== "" && listed.length === 0 && t("notFound")}
      </p>
      {text !== "" && listed.length === 0 ? (
        <Button onClick={() => go({ name: "new" })}>{t("find")}</Button>
      ) : (
        <RovingList label={t("friends")} items={listed} idOf={({ userId }) => userId} rowPx={rowPx}>
          {(person, tabStop) => (
            <div role="listitem" class="people-row" data-id={person.userId} key={person.userId}>
              <PersonRow person={person} tabStop={tabStop} />
            </div>
          )}
        </RovingList>
      )}
    </div>
  );
}
