// A group's pages in the side panel.
import type { ConversationEntry } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { close, go } from "../route/navigation.ts";
import type { SidePage } from "../route/side-page.ts";
import { SidePanel } from "../ui/side-panel.tsx";
import { adminWords } from "./admin-words.ts";
import { AddPeople } from "./add-people.tsx";
import { Announcements } from "./announcements.tsx";
import { Bans } from "./bans.tsx";
import { detailsWords as t } from "./details-words.ts";
import { GroupOverview } from "./group-overview.tsx";
import { GroupSettings } from "./group-settings.tsx";
import { Links } from "./links.tsx";
import { MemberList } from "./member-list.tsx";
import { Requests } from "./requests.tsx";

const titleOf = (page: SidePage): string => {
  switch (page) {
    case "members":
      return t("members");
    case "add":
      return adminWords("addTitle");
    case "manage/links":
      return adminWords("linksTitle");
    case "manage/requests":
      return adminWords("requestsTitle");
    case "manage/bans":
      return adminWords("bansTitle");
    case "manage/announcements":
      return adminWords("announcementsTitle");
    case "manage/rights":
      return adminWords("settingsTitle");
    default:
      return t("group");
  }
};

interface GroupDetailsProps {
  readonly entry: ConversationEntry;
  readonly page: SidePage;
  readonly depth: number;
}

export function GroupDetails({ entry, page, depth }: GroupDetailsProps) {
  const chat = useChat();
  const model = chat.groups.open(entry.id);
  const group = model.group.value;
  const open = (side: SidePage): void => go({ name: "conversation", id: entry.id, side });
  const isOverview = page === "info" || page === "manage";
  return (
    <div class="details-frame">
      <SidePanel key={page} title={titleOf(page)} depth={depth}>
        {isOverview && <GroupOverview entry={entry} model={model} onOpen={open} />}
        {page === "members" && <MemberList entry={entry} model={model} whole />}
        {group !== null && page === "add" && <AddPeople model={model} onDone={close} />}
        {group !== null && page === "manage/links" && <Links model={model} group={group} />}
        {group !== null && page === "manage/requests" && <Requests model={model} />}
        {group !== null && page === "manage/bans" && <Bans model={model} />}
        {group !== null && page === "manage/announcements" && <Announcements model={model} group={group} />}
        {group !== null && page === "manage/rights" && <GroupSettings group={group} />}
      </SidePanel>
    </div>
  );
}
