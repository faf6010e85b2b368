// The dialog that mutes a member for a chosen time.
import type { Group, Member } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { memberWords as t } from "./member-words.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `always` is 100 years, because every mute has an end. */
const terms = [
  ["mute.hour", hourMs],
  ["mute.day", dayMs],
  ["mute.week", 7 * dayMs],
  ["mute.always", 100 * 365 * dayMs],
] as const;

interface MuteDialogProps {
  readonly group: Group;
  readonly member: Member;
  readonly name: string;
  readonly onClose: () => void;
}

export function MuteDialog({ group, member, name, onClose }: MuteDialogProps) {
  const { groups } = useChat().client;
  const [until, setUntil] = useState("");
  const mute = useTask(async (untilMs: number) => {
    await groups.silence(group.id, member.userId, untilMs);
    onClose();
  });
  return (
    <Dialog title={t("muteTitle", { name })} onClose={onClose}>
      <div class="form">
        {terms.map(([label, ms]) => (
          <Button key={label} wide disabled={mute.busy} onClick={() => void mute.run(Date.now() + ms)}>
            {t(label)}
          </Button>
        ))}
        <form
          class="form-line"
          onSubmit={(event) => {
            event.preventDefault();
            const untilMs = new Date(until).getTime();
            if (untilMs > Date.now()) void mute.run(untilMs);
          }}
        >
          <Field label={t("muteUntil")} type="datetime-local" value={until} onInput={setUntil} />
          <Button type="submit" kind="primary" busy={mute.busy} disabled={!(new Date(until).getTime() > Date.now())}>
            {t("mute")}
          </Button>
        </form>
        <ErrorNotice error={mute.error} />
      </div>
    </Dialog>
  );
}
