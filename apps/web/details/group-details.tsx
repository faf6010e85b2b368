// A group's pages in the side panel.
import type { ConversationEntry } from "@klatch/sdk";
import type { ComponentChildren } from "preact";
import { useChat } from "../model/chat-context.ts";
import type { GroupModel } from "../model/group-model.ts";
import { close } from "../route/navigation.ts";
import { errorWords } from "../text/error-words.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { SidePanel } from "../ui/side-panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { AddPeople } from "./add-people.tsx";
import { Announcements } from "./announcements.tsx";
import { Bans } from "./bans.tsx";
import { detailsWords as t } from "./details-words.ts";
import { GroupInfo } from "./group-info.tsx";
import { groupPages, type GroupPageName, type GroupPageProps } from "./group-pages.ts";
import { Links } from "./links.tsx";
import { ManagePage } from "./manage-page.tsx";
import { MembersPage } from "./members-page.tsx";
import { mayInGroup } from "./permissions.ts";
import { Requests } from "./requests.tsx";
import { Rights } from "./rights.tsx";
import { SentInvitations } from "./sent-invitations.tsx";

const bodies: Readonly<Record<GroupPageName, (props: GroupPageProps) => ComponentChildren>> = {
  members: MembersPage,
  add: ({ model }) => <AddPeople model={model} onDone={close} />,
  manage: ManagePage,
  "manage/links": Links,
  "manage/requests": Requests,
  "manage/invitations": SentInvitations,
  "manage/bans": Bans,
  "manage/announcements": Announcements,
  "manage/rights": Rights,
};

interface GroupDetailsProps {
  readonly entry: ConversationEntry;
  readonly page: GroupPageName | "info";
  /** How many pages of the panel are open. */
  readonly depth: number;
}

export function GroupDetails({ entry, page, depth }: GroupDetailsProps) {
  const model = useChat().groups.open(entry.id);
  return (
    <SidePanel key={page} title={page === "info" ? t("group") : groupPages[page].title()} depth={depth}>
      {page === "info" ? <GroupInfo entry={entry} model={model} /> : <Page entry={entry} model={model} page={page} />}
    </SidePanel>
  );
}

interface PageProps {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
  readonly page: GroupPageName;
}

/** A page may be opened by its address: before the group is known, and by somebody who may not see it. */
function Page({ entry, model, page }: PageProps) {
  const group = model.group.value;
  const { action } = groupPages[page];
  const Body = bodies[page];
  if (group !== null)
    return action === null || mayInGroup(group, action) ? (
      <Body entry={entry} model={model} group={group} />
    ) : (
      <Notice>{errorWords("FORBIDDEN")}</Notice>
    );
  if (model.isOut.value) return <Notice>{errorWords("CONVERSATION_NOT_FOUND")}</Notice>;
  if (model.failure.value === null) return <Skeleton rows={5} kind="person" />;
  return (
    <section class="form">
      <ErrorNotice error={model.failure.value} />
      <Button onClick={() => void model.refresh()}>{commonWords("retry")}</Button>
    </section>
  );
}
