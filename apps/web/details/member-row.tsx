// One member: name, role, silence, and a menu with the actions that the user's role allows.
import type { Group, Member } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { silenceEnd, type SilenceEnd } from "../../text/silence-end.ts";
import { untilTime } from "../text/times.ts";
import { IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { menuTriggers } from "../ui/menu-triggers.ts";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";
import { memberActions, type MemberDialogName } from "./member-actions.ts";
import { MemberDialog } from "./member-dialog.tsx";
import { PersonAvatar } from "../people/person-avatar.tsx";

interface MemberRowProps {
  readonly member: Member;
  /** Null: this user is not a member. */
  readonly group: Group | null;
  readonly name: string;
  /** Whether Tab reaches it. */
  readonly tabStop?: boolean;
}

export function MemberRow({ member, group, name, tabStop = true }: MemberRowProps) {
  const chat = useChat();
  const [menuAt, setMenuAt] = useState<MenuPlace | null>(null);
  const [dialog, setDialog] = useState<MemberDialogName | null>(null);
  const user = chat.people.get(member.userId);
  const isSelf = member.userId === chat.me;
  const silence = silenceEnd(member.silencedUntil, now.value);
  const { letInBy } = member;
  const notes = [
    isSelf ? t("you") : user === null ? "" : `@${user.username}`,
    letInBy === undefined ? "" : t("letInBy", { name: chat.shownName(letInBy) }),
    silenceNote(silence),
  ].filter((note) => note !== "");
  const items = group === null ? [] : memberActions(chat, group, member, silence !== null, setDialog);
  return (
    <div role="listitem" data-id={member.userId} {...menuTriggers(setMenuAt)}>
      <Row
        picture={<PersonAvatar id={member.userId} name={name} size="small" />}
        title={name}
        note={notes.join(" · ")}
        end={member.role === "member" ? undefined : <span class={`role role-${member.role}`}>{t(member.role)}</span>}
        beside={
          items.length === 0 ? undefined : (
            <IconButton
              icon="more"
              label={`${commonWords("more")}: ${name}`}
              expanded={menuAt !== null}
              tabStop={tabStop}
              onClick={(event) => setMenuAt({ x: event.clientX, y: event.clientY })}
            />
          )
        }
        tabStop={tabStop}
        onClick={user === null ? undefined : () => go({ name: "user", username: user.username })}
      />
      {menuAt !== null && items.length > 0 && (
        <Menu label={name} items={items} at={menuAt} onClose={() => setMenuAt(null)} />
      )}
      {dialog !== null && group !== null && (
        <MemberDialog which={dialog} group={group} member={member} name={name} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}

function silenceNote(end: SilenceEnd): string {
  if (end === null) return "";
  return end === "endless" ? t("silenced") : t("silencedUntil", { time: untilTime(end, now.value) });
}
