// The first page of a group's details: profile, members, and the actions that the user's role allows.
import type { ConversationEntry } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import type { GroupModel } from "../model/group-model.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { tameText } from "../markdown/tame-text.ts";
import { go } from "../route/navigation.ts";
import { formatNumber } from "../i18n/format.ts";
import type { SidePage } from "../route/side-page.ts";
import { tameName } from "../text/tame-name.ts";
import { exactTime } from "../text/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";
import { LeaveGroup } from "./leave-group.tsx";
import { MemberList } from "./member-list.tsx";
import { NicknameDialog } from "./nickname-dialog.tsx";
import { mayInGroup, mayToMember } from "./permissions.ts";

interface GroupOverviewProps {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
  readonly onOpen: (page: SidePage) => void;
}

export function GroupOverview({ entry, model, onOpen }: GroupOverviewProps) {
  const chat = useChat();
  const [naming, setNaming] = useState(false);
  const group = model.group.value;
  const profile = group ?? model.profile.value;
  const count = model.members.value.size > 0 ? model.members.value.size : (entry.group?.memberCount ?? 0);
  const name = tameName(profile?.name ?? entry.group?.name ?? "");
  const requests = model.requestCount.value ?? 0;
  const { announcement = null } = group ?? {};
  const answersRequests = group !== null && mayInGroup(group, "answer-request");
  useEffect(() => {
    if (answersRequests) void model.countRequests();
  }, [model, answersRequests]);
  const self = group === null ? undefined : model.members.value.get(chat.me);
  return (
    <>
      <div class="details-head">
        <Avatar id={entry.id} name={name} size="large" group />
        <Heading>
          <bdi>{name}</bdi>
        </Heading>
        {count > 0 && <p>{t("memberCount", { count })}</p>}
      </div>
      {profile !== null && profile.description !== "" && (
        <section>
          <Heading class="pane-title">{t("description")}</Heading>
          <p class="details-text">{tameText(profile.description)}</p>
        </section>
      )}
      {announcement !== null && announcement.text !== "" && (
        <section class="details-announcement">
          <Heading class="pane-title">{t("announcement")}</Heading>
          <div class="details-text">
            <Markdown text={announcement.text} />
          </div>
          <p class="details-note">
            {t("announcedBy", {
              name: chat.nameIn(entry, announcement.authorId),
              time: exactTime(announcement.createdAt),
            })}
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
      {group !== null && (
        <section>
          {mayInGroup(group, "add-members") && <Row icon="add" title={t("addPeople")} onClick={() => onOpen("add")} />}
          <Row icon="link" title={t("links")} onClick={() => onOpen("manage/links")} />
          {answersRequests && (
            <Row
              icon="person"
              title={t("requests")}
              end={requests > 0 ? <Badge count={requests} label={formatNumber(requests)} /> : undefined}
              onClick={() => onOpen("manage/requests")}
            />
          )}
          <Row icon="megaphone" title={t("announcements")} onClick={() => onOpen("manage/announcements")} />
          {mayInGroup(group, "bans") && <Row icon="ban" title={t("bans")} onClick={() => onOpen("manage/bans")} />}
          {(mayInGroup(group, "edit-settings") || mayInGroup(group, "edit-info")) && (
            <Row icon="settings" title={t("settings")} onClick={() => onOpen("manage/rights")} />
          )}
          {mayToMember(group, "nickname", group.self) && (
            <Row
              icon="compose"
              title={t("nickname")}
              note={group.self.nickname === "" ? undefined : tameName(group.self.nickname)}
              onClick={() => setNaming(true)}
            />
          )}
        </section>
      )}
      {group === null && model.failure.value !== null && (
        <section class="form">
          <ErrorNotice error={model.failure.value} />
          <Button onClick={() => void model.refresh()}>{commonWords("retry")}</Button>
        </section>
      )}
      <MemberList entry={entry} model={model} onAll={() => onOpen("members")} />
      {group !== null && <LeaveGroup group={group} />}
      {naming && group !== null && self !== undefined && (
        <NicknameDialog
          group={group}
          member={self}
          name={chat.people.nameOf(chat.me)}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  );
}

const mayJoinAgain = ({ isGone, isBanned }: GroupModel): boolean => !isGone.value && !isBanned.value;

const outWords = ({ isGone, isBanned }: GroupModel) =>
  isGone.value ? "goneTitle" : isBanned.value ? "bannedTitle" : "outTitle";
