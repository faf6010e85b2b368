// The dialog for a group that was opened by a link or an address: its profile, and how to join.
import type { ConversationId, GroupProfile } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { newChatWords as t } from "../new-chat/new-chat-words.ts";
import { replace } from "../route/navigation.ts";
import { tameText } from "../markdown/tame-text.ts";
import { tameName } from "../text/tame-name.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { isLinkToken } from "./link-token.ts";
import { WayIn } from "./way-in.tsx";
import "./join-dialog.css";

/** `token`: the token of a link, or the id of a group, which is joined as its settings allow. */
export default function JoinDialog({ token }: { readonly token: string }) {
  const chat = useChat();
  const [profile, setProfile] = useState<GroupProfile | null>(null);
  const look = useTask(async () => {
    const { groups } = chat.client;
    setProfile(isLinkToken(token) ? await groups.openLink(token) : (await groups.get(token as ConversationId)).profile);
  });
  useEffect(() => void look.run(), [token]);

  const enter = (id: ConversationId): void => replace({ name: "conversation", id, side: null });
  const known = profile === null ? undefined : chat.inbox.get(profile.id);
  const isIn = known !== undefined && known.left !== true;

  return (
    <Dialog title={t("joinTitle")} isPlace>
      {profile !== null && (
        <div class="join-profile">
          <Avatar id={profile.id} name={tameName(profile.name)} size="large" group />
          <h3>
            <bdi>{tameName(profile.name)}</bdi>
          </h3>
          <p class="join-note">{t("memberCount", { count: profile.memberCount })}</p>
          {profile.description !== "" && <p class="join-description">{tameText(profile.description)}</p>}
        </div>
      )}
      <ErrorNotice error={look.error} />
      {profile !== null && isIn && (
        <>
          <p class="join-note">{t("alreadyIn")}</p>
          <Button kind="primary" wide onClick={() => enter(profile.id)}>
            {t("enter")}
          </Button>
        </>
      )}
      {profile !== null && !isIn && <WayIn profile={profile} token={token} onIn={() => enter(profile.id)} />}
    </Dialog>
  );
}
