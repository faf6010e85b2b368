// One's own profile in the settings: what others see of it, and how it is changed.
import { useState } from "preact/hooks";
import { PictureRows } from "../avatar/picture-rows.tsx";
import { useChat } from "../model/chat-context.ts";
import { Fetched } from "../ui/fetched.tsx";
import { Row } from "../ui/row.tsx";
import { ProfileText } from "./person-profile.tsx";
import { ProfileDialog, type ProfileDialogProps } from "./profile-dialog.tsx";
import { profileWords as t } from "./profile-words.ts";
import { StatusDialog } from "./status-dialog.tsx";

export function OwnProfile() {
  const { client } = useChat();
  return (
    <Fetched ask={() => client.me.get()} rows={2}>
      {(me, onChanged) => <Profile me={me} onChanged={onChanged} />}
    </Fetched>
  );
}

function Profile({ me, onChanged }: Omit<ProfileDialogProps, "onClose">) {
  const { client } = useChat();
  const [open, setOpen] = useState<"profile" | "status" | null>(null);
  const dialog = { me, onChanged, onClose: () => setOpen(null) };
  return (
    <>
      <ProfileText {...me} />
      <section>
        <Row icon="smile" title={t(me.status === null ? "setStatus" : "status")} onClick={() => setOpen("status")} />
        <Row icon="compose" title={t("edit")} onClick={() => setOpen("profile")} />
        <PictureRows
          avatar={me.user.avatar}
          onSend={async (picture) => onChanged(await client.me.setAvatar(picture))}
          onRemove={async () => onChanged(await client.me.edit({ avatar: "" }))}
        />
      </section>
      {open === "profile" && <ProfileDialog {...dialog} />}
      {open === "status" && <StatusDialog {...dialog} />}
    </>
  );
}
