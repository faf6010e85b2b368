// Open requests: those of others to accept or reject, and one's own, to people and to groups, to cancel.
import type { Person } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { dayLabel } from "../text/times.ts";
import { now } from "../ui/clock.ts";
import { Heading } from "../ui/heading.tsx";
import { AskedGroups, useAskedGroups } from "./asked-groups.tsx";
import { OpenRequest } from "./open-request.tsx";
import { peopleWords as t } from "./people-words.ts";
import { PersonRow } from "./person-row.tsx";

export function RequestList() {
  const { friends } = useChat();
  const all = friends.requests();
  const groups = useAskedGroups();
  const count = all.length + (groups.items?.length ?? 0);
  if (count === 0 && groups.error === null) return <p class="people-empty">{t("noRequests")}</p>;
  const of = (by: "me" | "them"): readonly Person[] => all.filter(({ request }) => request?.by === by);
  return (
    <div class="people-scroll">
      <Requests title={t("toYou")} people={of("them")} />
      <Requests title={t("fromYou")} people={of("me")} />
      <AskedGroups list={groups} />
    </div>
  );
}

function Requests({ title, people }: { readonly title: string; readonly people: readonly Person[] }) {
  if (people.length === 0) return null;
  return (
    <section>
      <Heading class="pane-title">{title}</Heading>
      <ul>
        {people.map((person) => (
          <li key={person.userId} class="people-row">
            <Request person={person} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Request({ person }: { readonly person: Person }) {
  const chat = useChat();
  const { userId, request } = person;
  if (request === undefined) return null;
  const handle = handleOf(chat.people.get(userId));
  const until = t("until", { date: dayLabel(request.expiresAt, now.value) });
  return (
    <>
      <PersonRow person={person} note={[...(handle === null ? [] : [handle]), until].join(" · ")} />
      <OpenRequest person={person} name={chat.shownName(userId)} isListed />
    </>
  );
}
