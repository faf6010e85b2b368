// A group that a link leads to: what it is, and the way in.
import type { GroupProfile } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { newChatWords as t } from "../new-chat/new-chat-words.ts";
import { replace } from "../route/navigation.ts";
import { tameText } from "../markdown/tame-text.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import "./join-dialog.css";

export function JoinDialog({ token }: { readonly token: string }) {
  const chat = useChat();
  const [profile, setProfile] = useState<GroupProfile | null>(null);
  const look = useTask(async () => setProfile(await chat.client.groups.openLink(token)));
  useEffect(() => void look.run(), [token]);

  const enter = (id: GroupProfile["id"]): void => replace({ name: "conversation", id, details: false });
  const join = useTask(async () => {
    const { groupId } = await chat.client.groups.joinByLink(token);
    enter(groupId);
  });
  const known = profile === null ? undefined : chat.inbox.get(profile.id);
  const isIn = known !== undefined && known.left !== true;

  return (
    <Dialog title={t("joinTitle")} onClose={() => replace({ name: "inbox" })}>
      {profile !== null && (
        <div class="join-profile">
          <Avatar id={profile.id} name={profile.name} size="large" group />
          <h3>
            <bdi>{tameText(profile.name)}</bdi>
          </h3>
          <p class="join-count">{t("memberCount", { count: profile.memberCount })}</p>
          {profile.description !== "" && <p class="join-description">{tameText(profile.description)}</p>}
        </div>
      )}
      <ErrorNotice error={look.error ?? join.error} />
      {profile !== null && isIn && <p class="join-count">{t("alreadyIn")}</p>}
      {profile !== null && (
        <Button kind="primary" wide busy={join.busy} onClick={() => (isIn ? enter(profile.id) : void join.run())}>
          {t(isIn ? "enter" : "join")}
        </Button>
      )}
    </Dialog>
  );
}
