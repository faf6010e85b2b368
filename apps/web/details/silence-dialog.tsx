// The dialog that silences a member for a chosen time.
import type { Group, Member } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { endlessSilenceMs } from "../../text/silence-end.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { memberWords as t } from "./member-words.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const terms = [
  ["silence.hour", hourMs],
  ["silence.day", dayMs],
  ["silence.week", 7 * dayMs],
  ["silence.always", endlessSilenceMs],
] as const;

interface SilenceDialogProps {
  readonly group: Group;
  readonly member: Member;
  readonly name: string;
  readonly onClose: () => void;
}

export function SilenceDialog({ group, member, name, onClose }: SilenceDialogProps) {
  const { groups } = useChat().client;
  const [until, setUntil] = useState("");
  const silence = useTask(async (untilMs: number) => {
    await groups.silence(group.id, member.userId, untilMs);
    onClose();
  });
  return (
    <Dialog title={t("silenceTitle", { name })} onClose={onClose}>
      <div class="form">
        {terms.map(([label, ms]) => (
          <Button key={label} wide blocked={silence.busy} onClick={() => void silence.run(Date.now() + ms)}>
            {t(label)}
          </Button>
        ))}
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            const untilMs = new Date(until).getTime();
            if (untilMs > Date.now()) void silence.run(untilMs);
          }}
        >
          <Field
            label={t("silenceUntil")}
            type="datetime-local"
            value={until}
            onInput={setUntil}
            action={
              <Button
                type="submit"
                kind="primary"
                busy={silence.busy}
                disabled={!(new Date(until).getTime() > Date.now())}
              >
                {t("silence")}
              </Button>
            }
          />
        </form>
        <ErrorNotice error={silence.error} />
      </div>
    </Dialog>
  );
}
