// A group's details and their subpages. Esc and the back arrow lead back one page.
import type { ConversationEntry } from "@klatch/sdk";
import { useLayoutEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { back } from "../route/navigation.ts";
import { Pane } from "../ui/pane.tsx";
import { adminWords } from "./admin-words.ts";
import { AddPeople } from "./add-people.tsx";
import { Announcements } from "./announcements.tsx";
import { Bans } from "./bans.tsx";
import { detailsWords as t } from "./details-words.ts";
import { GroupOverview } from "./group-overview.tsx";
import type { GroupPage } from "./group-page.ts";
import { GroupSettings } from "./group-settings.tsx";
import { Links } from "./links.tsx";
import { MemberList } from "./member-list.tsx";
import { Requests } from "./requests.tsx";

const titleOf = (page: GroupPage): string => {
  switch (page) {
    case "overview":
      return t("group");
    case "members":
      return t("members");
    case "add":
      return adminWords("addTitle");
    case "links":
      return adminWords("linksTitle");
    case "requests":
      return adminWords("requestsTitle");
    case "bans":
      return adminWords("bansTitle");
    case "announcements":
      return adminWords("announcementsTitle");
    case "settings":
      return adminWords("settingsTitle");
  }
};

export function GroupDetails({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const [page, setPage] = useState<GroupPage>("overview");
  const model = chat.groups.open(entry.id);
  const group = model.group.value;
  const leave = (): void => (page === "overview" ? back() : setPage("overview"));
  useLayoutEffect(() => {
    if (page === "overview") return;
    // Listens on the document, because the focused button may be gone. It has to run before the page's own Esc handler,
    // which closes all details.
    const stepBack = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      setPage("overview");
    };
    document.addEventListener("keydown", stepBack);
    return () => document.removeEventListener("keydown", stepBack);
  }, [page]);
  return (
    <div class="details-frame">
      <Pane key={page} title={titleOf(page)} onBack={leave} close={page === "overview"}>
        {page === "overview" && <GroupOverview entry={entry} model={model} onOpen={setPage} />}
        {page === "members" && <MemberList entry={entry} model={model} whole />}
        {group !== null && page === "add" && <AddPeople model={model} onDone={() => setPage("overview")} />}
        {group !== null && page === "links" && <Links model={model} group={group} />}
        {group !== null && page === "requests" && <Requests model={model} />}
        {group !== null && page === "bans" && <Bans model={model} />}
        {group !== null && page === "announcements" && <Announcements model={model} group={group} />}
        {group !== null && page === "settings" && <GroupSettings group={group} />}
      </Pane>
    </div>
  );
}
