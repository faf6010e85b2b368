// A group's information: what it is, who is in it, and the ways to its other pages.
import { isBlank, type ConversationEntry, type Group } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { copy } from "../ui/copy.ts";
import { groupAddress } from "../join/link-token.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { tameText } from "../../text/tame-text.ts";
import { useChat } from "../model/chat-context.ts";
import type { GroupModel } from "../model/group-model.ts";
import { go } from "../route/navigation.ts";
import type { SidePage } from "../route/side-page.ts";
import { ReportRow } from "../report/report-row.tsx";
import { tameName } from "../../text/tame-name.ts";
import { exactTime } from "../text/times.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Heading } from "../ui/heading.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";
import { FilesRow } from "./files-row.tsx";
import { groupPages } from "./group-pages.ts";
import { LeaveGroup } from "./leave-group.tsx";
import { MemberList } from "./member-list.tsx";
import { MuteAction } from "./mute-action.tsx";
import { NicknameDialog } from "./nickname-dialog.tsx";
import { NotifyChoice } from "./notify-choice.tsx";
import { isJoinedByAddress, mayInGroup, mayToMember } from "./permissions.ts";
import { ProfileHead } from "./profile-head.tsx";
import { QuickButton, QuickRow, type QuickAction } from "./quick-row.tsx";
import { RetentionRow } from "./retention-row.tsx";
import { useRequestCount } from "./use-request-count.ts";

interface GroupInfoProps {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
}

export function GroupInfo({ entry, model }: GroupInfoProps) {
  const chat = useChat();
  const group = model.group.value;
  const profile = group ?? model.profile.value;
  const name = tameName(profile?.name ?? entry.group?.name ?? "");
  const count = model.members.value.size > 0 ? model.members.value.size : (entry.group?.memberCount ?? 0);
  const { announcement = null } = group ?? {};
  const open = (side: SidePage): void => go({ name: "conversation", id: entry.id, side });
  return (
    <>
      <ProfileHead id={entry.id} name={name} group avatar={profile?.avatar ?? entry.group?.avatar}>
        {count > 0 && <p>{t("memberCount", { count })}</p>}
      </ProfileHead>
      {group !== null && (
        <QuickRow>
          <MuteAction entry={entry} />
          {quickActions(group, open).map((action) => (
            <QuickButton key={action.label} {...action} />
          ))}
        </QuickRow>
      )}
      {profile !== null && !isBlank(profile.description) && (
        <section>
          <Heading class="pane-title">{t("description")}</Heading>
          <p class="details-text">{tameText(profile.description)}</p>
        </section>
      )}
      {announcement !== null && !isBlank(announcement.text) && (
        <section class="details-announcement">
          <Heading class="pane-title">{t("announcement")}</Heading>
          <div class="details-text">
            <Markdown text={announcement.text} />
          </div>
          <p class="details-note">
            <NamedText
              text={t("announcedBy", {
                name: chat.nameIn(entry, announcement.authorId),
                time: exactTime(announcement.createdAt),
              })}
            />
          </p>
        </section>
      )}
      {model.isOut.value && (
        <section class="form">
          <p class="details-note">{t(outWords(model))}</p>
          {profile !== null && mayJoinAgain(model) && (
            <Button onClick={() => go({ name: "join", token: entry.id })}>{t("rejoin")}</Button>
          )}
        </section>
      )}
      {group === null && model.failure.value !== null && (
        <section class="form">
          <ErrorNotice error={model.failure.value} />
          <Button onClick={() => void model.refresh()}>{commonWords("retry")}</Button>
        </section>
      )}
      {!model.isOut.value && <FilesRow entry={entry} />}
      {group !== null && <NotifyChoice entry={entry} />}
      <MemberList entry={entry} model={model} onAll={() => open("members")} />
      {group !== null && <OwnRows entry={entry} model={model} group={group} onOpen={open} />}
      {group !== null && <LeaveGroup group={group} />}
      <ReportRow about={{ kind: "conversation", conversationId: entry.id }} userId={null} />
    </>
  );
}

/** What a member finds here of the rest: what is managed, or else the announcements, and the own nickname. */
function OwnRows({
  entry,
  model,
  group,
  onOpen,
}: {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
  readonly group: Group;
  readonly onOpen: (page: SidePage) => void;
}) {
  const chat = useChat();
  const [naming, setNaming] = useState(false);
  const requests = useRequestCount(model);
  const self = model.members.value.get(chat.me);
  return (
    <section>
      {mayInGroup(group, "manage") ? (
        <Row
          icon="settings"
          title={t("manage")}
          end={requests > 0 ? <Badge count={requests} label={t("requestCount", { count: requests })} /> : undefined}
          onClick={() => onOpen("manage")}
        />
      ) : (
        <Row
          icon="megaphone"
          title={groupPages["manage/announcements"].title()}
          onClick={() => onOpen("manage/announcements")}
        />
      )}
      <RetentionRow entry={entry} mayChange={mayInGroup(group, "edit-settings")} />
      {mayToMember(group, "nickname", group.self) && (
        <Row
          icon="compose"
          title={t("nickname")}
          note={group.self.nickname === "" ? undefined : tameName(group.self.nickname)}
          onClick={() => setNaming(true)}
        />
      )}
      {naming && self !== undefined && (
        <NicknameDialog
          group={group}
          member={self}
          name={chat.people.nameOf(chat.me)}
          onClose={() => setNaming(false)}
        />
      )}
    </section>
  );
}

/** Sharing is by the group's own address where that lets people in, else by a link that a member makes. */
function quickActions(group: Group, open: (page: SidePage) => void): QuickAction[] {
  const actions: (QuickAction | false)[] = [
    isJoinedByAddress(group)
      ? {
          label: commonWords("copyLink"),
          icon: "link",
          onSelect: () => void copy(groupAddress(location.origin, group.id), "link"),
        }
      : mayInGroup(group, "make-link") && {
          label: groupPages["manage/links"].title(),
          icon: "link",
          onSelect: () => open("manage/links"),
        },
    mayInGroup(group, "add-members") && { label: groupPages.add.title(), icon: "add", onSelect: () => open("add") },
    { label: t("searchMembers"), icon: "search", onSelect: () => open("members") },
  ];
  return actions.filter((action) => action !== false);
}

const mayJoinAgain = ({ isGone, isBanned }: GroupModel): boolean => !isGone.value && !isBanned.value;

const outWords = ({ isGone, isBanned }: GroupModel) =>
  isGone.value ? "goneTitle" : isBanned.value ? "bannedTitle" : "outTitle";
