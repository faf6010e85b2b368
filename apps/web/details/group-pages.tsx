// The pages of a group in the side panel, as data: what each is called, who may see it, and what it shows.
import type { ConversationEntry, Group } from "@klatch/sdk";
import type { ComponentChildren } from "preact";
import type { GroupModel } from "../model/group-model.ts";
import { close } from "../route/navigation.ts";
import type { SidePage } from "../route/side-page.ts";
import { adminWords } from "./admin-words.ts";
import { AddPeople } from "./add-people.tsx";
import { Announcements } from "./announcements.tsx";
import { Bans } from "./bans.tsx";
import { detailsWords as t } from "./details-words.ts";
import { Links } from "./links.tsx";
import { ManagePage } from "./manage-page.tsx";
import { MembersPage } from "./members-page.tsx";
import type { GroupAction } from "./permissions.ts";
import { Requests } from "./requests.tsx";
import { Rights } from "./rights.tsx";

export interface GroupPageProps {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
  readonly group: Group;
}

interface GroupPage {
  readonly title: () => string;
  /** What somebody has to be allowed to see it; null: to be a member. */
  readonly action: GroupAction | null;
  readonly Body: (props: GroupPageProps) => ComponentChildren;
}

export type GroupPageName = Exclude<SidePage, "info" | `message:${number}`>;

export const groupPages: Readonly<Record<GroupPageName, GroupPage>> = {
  members: { title: () => t("members"), action: null, Body: MembersPage },
  add: {
    title: () => adminWords("addTitle"),
    action: "add-members",
    Body: ({ model }) => <AddPeople model={model} onDone={close} />,
  },
  manage: { title: () => t("manage"), action: "manage", Body: ManagePage },
  "manage/links": { title: () => adminWords("linksTitle"), action: null, Body: Links },
  "manage/requests": { title: () => adminWords("requestsTitle"), action: "answer-request", Body: Requests },
  "manage/bans": { title: () => adminWords("bansTitle"), action: "bans", Body: Bans },
  "manage/announcements": { title: () => adminWords("announcementsTitle"), action: null, Body: Announcements },
  "manage/rights": { title: () => adminWords("rightsTitle"), action: "edit-settings", Body: Rights },
};
