// The pages of a group in the side panel, as data: what each is called, and who may see it.
import type { ConversationEntry, Group } from "@klatch/sdk";
import type { GroupModel } from "../model/group-model.ts";
import type { SidePage } from "../route/side-page.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { adminWords } from "./admin-words.ts";
import { detailsWords } from "./details-words.ts";
import type { GroupAction } from "./permissions.ts";

export interface GroupPageProps {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
  readonly group: Group;
}

interface GroupPage {
  readonly title: () => string;
  /** What somebody has to be allowed to see it; null: to be a member. */
  readonly action: GroupAction | null;
}

export type GroupPageName = Exclude<
  SidePage,
  "info" | "pins" | "files" | "scheduled" | `message:${number}` | `thread:${number}`
>;

export const groupPages: Readonly<Record<GroupPageName, GroupPage>> = {
  members: { title: () => detailsWords("members"), action: null },
  add: { title: () => adminWords("addTitle"), action: "add-members" },
  manage: { title: () => detailsWords("manage"), action: "manage" },
  "manage/links": { title: () => adminWords("linksTitle"), action: null },
  "manage/requests": { title: () => adminWords("requestsTitle"), action: "answer-request" },
  "manage/invitations": { title: () => adminWords("invitationsTitle"), action: "add-members" },
  "manage/bans": { title: () => adminWords("bansTitle"), action: "bans" },
  "manage/announcements": { title: () => adminWords("announcementsTitle"), action: null },
  "manage/rights": { title: () => adminWords("rightsTitle"), action: "edit-settings" },
};

/** The pages of what is managed, in their order. */
export const managePages = [
  { name: "manage/requests", icon: "person" },
  { name: "manage/invitations", icon: "add" },
  { name: "manage/links", icon: "link" },
  { name: "manage/announcements", icon: "megaphone" },
  { name: "manage/rights", icon: "shield" },
  { name: "manage/bans", icon: "ban" },
] as const satisfies readonly { readonly name: GroupPageName; readonly icon: IconName }[];
