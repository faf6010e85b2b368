// One's own profile in the settings: what others see of it, and how it is changed.
import type { Me } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useTask } from "../ui/use-task.ts";
import { ProfileText } from "./person-profile.tsx";
import { ProfileDialog } from "./profile-dialog.tsx";
import { profileWords as t } from "./profile-words.ts";
import { StatusDialog } from "./status-dialog.tsx";

export function OwnProfile() {
  const { client } = useChat();
  const [me, setMe] = useState<Me | null>(null);
  const [open, setOpen] = useState<"profile" | "status" | null>(null);
  const load = useTask(async () => setMe(await client.me.get()));
  useEffect(() => void load.run(), []);
  if (me === null)
    return load.error === null ? (
      <Skeleton rows={2} kind="line" />
    ) : (
      <>
        <ErrorNotice error={load.error} />
        <Button onClick={() => void load.run()}>{commonWords("retry")}</Button>
      </>
    );
  const dialog = { me, onChanged: setMe, onClose: () => setOpen(null) };
  return (
    <>
      <ProfileText {...me} />
      <section>
        <Row icon="smile" title={t(me.status === null ? "setStatus" : "status")} onClick={() => setOpen("status")} />
        <Row icon="compose" title={t("edit")} onClick={() => setOpen("profile")} />
      </section>
      {open === "profile" && <ProfileDialog {...dialog} />}
      {open === "status" && <StatusDialog {...dialog} />}
    </>
  );
}
