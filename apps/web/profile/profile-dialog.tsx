// The dialog that changes one's own names, picture and bio.
import { KlatchError, type Me, type MePatch } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { meantUsername } from "../../text/username.ts";
import { useChat } from "../model/chat-context.ts";
import { longDate } from "../text/times.ts";
import { isPicture } from "../ui/avatar.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useFaultForm } from "../ui/use-fault-focus.ts";
import { useTask } from "../ui/use-task.ts";
import { EmojiField } from "./emoji-field.tsx";
import { profileWords as t } from "./profile-words.ts";

export interface ProfileDialogProps {
  readonly me: Me;
  readonly onChanged: (me: Me) => void;
  readonly onClose: () => void;
}

/** What is wrong with which field; null: nothing that a field is to blame for. */
function faultOf(error: unknown): { readonly field: string; readonly text: string } | null {
  if (!(error instanceof KlatchError)) return null;
  if (error.code === "USERNAME_TAKEN") return { field: "username", text: t("usernameTaken") };
  if (error.code !== "INVALID_REQUEST") return null;
  switch (error.pointer) {
    case "/username":
      return { field: "username", text: t("usernameWrong") };
    case "/displayName":
      return { field: "displayName", text: t("nameWrong") };
    case "/avatar":
      return { field: "avatar", text: t("avatarWrong") };
    default:
      return null;
  }
}

export function ProfileDialog({ me, onChanged, onClose }: ProfileDialogProps) {
  const { client } = useChat();
  const { user, usernameChangeAt } = me;
  const [displayName, setDisplayName] = useState(user.displayName);
  const [username, setUsername] = useState(user.username);
  // A picture is chosen beside this dialog; an emoji takes its place.
  const hasPicture = isPicture(user.avatar ?? "");
  const emoji = hasPicture ? "" : (user.avatar ?? "");
  const [avatar, setAvatar] = useState(emoji);
  const [bio, setBio] = useState(me.bio);
  const save = useTask(async () => {
    const wanted = { displayName, username: meantUsername(username), avatar: avatar.trim(), bio };
    const before = { displayName: user.displayName, username: user.username, avatar: emoji, bio: me.bio };
    const patch: MePatch = Object.fromEntries(
      Object.entries(wanted).filter(([name, value]) => before[name as keyof typeof before] !== value),
    );
    if (Object.keys(patch).length > 0) onChanged(await client.me.edit(patch));
    onClose();
  });
  const sent = useFaultForm(save);
  const fault = faultOf(save.error);
  const faultIn = (field: string): string | undefined => (fault?.field === field ? fault.text : undefined);
  return (
    <FormDialog title={t("edit")} action={commonWords("save")} busy={save.busy} {...sent} onClose={onClose}>
      <Field
        label={t("name")}
        value={displayName}
        onInput={setDisplayName}
        error={faultIn("displayName")}
        maxLength={64}
        required
        autoFocus
      />
      <Field
        label={t("username")}
        value={username}
        onInput={setUsername}
        error={faultIn("username")}
        hint={usernameChangeAt === null ? t("usernameHint") : t("usernameLater", { date: longDate(usernameChangeAt) })}
        isReadOnly={usernameChangeAt !== null}
        verbatim
        required
      />
      <EmojiField
        label={t("avatar")}
        value={avatar}
        onInput={setAvatar}
        error={faultIn("avatar")}
        hint={t(hasPicture ? "avatarInstead" : "avatarHint")}
      />
      <Field label={t("bio")} value={bio} onInput={setBio} hint={t("whoSees")} maxLength={300} lines={3} />
      {fault === null && <ErrorNotice error={save.error} />}
    </FormDialog>
  );
}
