// The menu of the send button, and the dialog that asks when a message is to be sent. They come when they are wanted.
import type { ConversationEntry } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { go } from "../route/navigation.ts";
import { spanTime, untilTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { Notice } from "../ui/notice.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { fromLocalInput, presetTimes, toLocalInput } from "./preset-times.ts";
import { scheduledError } from "./scheduled-error.ts";
import { scheduledWords as t } from "./scheduled-words.ts";

interface SendMenuProps {
  readonly at: MenuPlace;
  readonly onSilent: () => void;
  /** Null: what is sent cannot wait on the server. */
  readonly onSchedule: (() => void) | null;
  /** Null: messages do not burn here. */
  readonly onBurn: (() => void) | null;
  readonly onClose: () => void;
}

export function SendMenu({ at, onSilent, onSchedule, onBurn, onClose }: SendMenuProps) {
  const items = [
    { label: t("silently"), icon: "mute", onSelect: onSilent },
    ...(onSchedule === null ? [] : [{ label: t("schedule"), icon: "clock", onSelect: onSchedule } as const]),
    ...(onBurn === null ? [] : [{ label: t("burn"), icon: "flame", onSelect: onBurn } as const]),
  ] as const;
  return <Menu label={t("sendOptions")} items={items} at={at} onClose={onClose} />;
}

interface BurnMenuProps {
  readonly at: MenuPlace;
  readonly onChoose: (burnAfterMs: number) => void;
  readonly onClose: () => void;
}

const burnChoices = [10_000, 60_000, 600_000, 3_600_000, 86_400_000, 604_800_000];

/** How long after it was read the message is gone. */
export function BurnMenu({ at, onChoose, onClose }: BurnMenuProps) {
  const items = burnChoices.map((ms) => ({ label: spanTime(ms), onSelect: () => onChoose(ms) }));
  return <Menu label={t("burnAfter")} items={items} at={at} onClose={onClose} />;
}

interface ScheduleDialogProps {
  readonly entry: ConversationEntry;
  /** @throws KlatchError */
  readonly onChoose: (atMs: number) => Promise<void>;
  readonly onClose: () => void;
}

export function ScheduleDialog({ entry, onChoose, onClose }: ScheduleDialogProps) {
  const presets = presetTimes(now.value);
  const [text, setText] = useState(() => toLocalInput(presets.at(-1)?.atMs ?? now.value));
  const choose = useTask(async (atMs: number) => {
    await onChoose(atMs);
    onClose();
    const show = { label: t("show"), run: () => go({ name: "conversation", id: entry.id, side: "scheduled" }) };
    say(t("done", { time: untilTime(atMs, now.value) }), false, show);
  });
  const chosen = fromLocalInput(text, now.value);
  return (
    <Dialog title={t("title")} onClose={onClose}>
      <div class="form">
        {presets.map((preset) => (
          <Button key={preset.name} wide blocked={choose.busy} onClick={() => void choose.run(preset.atMs)}>
            {t("preset", { name: t(preset.name), time: untilTime(preset.atMs, now.value) })}
          </Button>
        ))}
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen !== null) void choose.run(chosen);
          }}
        >
          <Field
            label={t("when")}
            type="datetime-local"
            value={text}
            onInput={setText}
            min={toLocalInput(now.value)}
            hint={chosen === null ? t("badTime") : undefined}
            action={
              <Button type="submit" kind="primary" busy={choose.busy} disabled={chosen === null}>
                {t("confirm")}
              </Button>
            }
          />
        </form>
        {choose.error !== null && <Notice kind="danger">{scheduledError(choose.error)}</Notice>}
      </div>
    </Dialog>
  );
}
