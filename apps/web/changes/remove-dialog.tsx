// Asks for whom messages are to be deleted: for everyone, as long as that is allowed, or for this user.
import { useEffect, useState } from "preact/hooks";
import type { MessageActs } from "../conversation/message-acts.ts";
import { untilTime } from "../text/times.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { runAt } from "../ui/run-at.ts";
import { recallableUntil, type ChangeStanding } from "./may-change.ts";
import { recallableTogether } from "./recallable-together.ts";
import { removeWords as t } from "./remove-words.ts";
import "./remove-dialog.css";

interface RemoveDialogProps {
  readonly acts: MessageActs;
  readonly standing: () => ChangeStanding;
  readonly messages: readonly ShownMessage[];
  readonly onClose: () => void;
}

export function RemoveDialog({ acts, standing, messages, onClose }: RemoveDialogProps) {
  const [, setTick] = useState(0);
  const now = standing();
  const until = recallableTogether(messages.map((message) => recallableUntil(message, now)));
  const here = (atMs: number): number => atMs - now.nowMs + Date.now();
  useEffect(() => {
    if (typeof until !== "number") return;
    // The time may be over while somebody thinks about it.
    return runAt(here(until), () => setTick((tick) => tick + 1));
  }, [until]);
  const done = (act: () => void) => (): void => {
    act();
    acts.selection.value = null;
    onClose();
  };
  return (
    <Dialog title={t("title", { count: messages.length })} onClose={onClose}>
      <div class="remove-choices">
        {until !== null && (
          <div>
            <Button kind="danger" wide onClick={done(() => acts.recall(messages))}>
              {t("forAll")}
            </Button>
            {typeof until === "number" && (
              <p class="remove-hint">{t("until", { time: untilTime(here(until), Date.now()) })}</p>
            )}
          </div>
        )}
        <Button wide onClick={done(() => acts.hide(messages))}>
          {t("forMe")}
        </Button>
        <Button wide onClick={onClose}>
          {commonWords("cancel")}
        </Button>
      </div>
    </Dialog>
  );
}
