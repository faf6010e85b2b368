// How long the messages of a conversation stay: what holds, who has set it, and the choice of whoever may.
import type { ConversationEntry } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { spanTime } from "../text/times.ts";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { retentionWords as t } from "./retention-words.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Null: for good. */
const choices = [null, hourMs, dayMs, 7 * dayMs, 28 * dayMs, 90 * dayMs, 365 * dayMs];

interface RetentionRowProps {
  readonly entry: ConversationEntry;
  readonly mayChange: boolean;
}

export function RetentionRow({ entry, mayChange }: RetentionRowProps) {
  const chat = useChat();
  const [at, setAt] = useState<MenuPlace | null>(null);
  /** What was chosen and is on its way; undefined: nothing. */
  const [chosen, setChosen] = useState<number | null | undefined>(undefined);
  const choose = useTask(async (ttlMs: number | null) => {
    setChosen(ttlMs);
    // The event has come before the answer, or follows at once.
    await chat.client.setRetention(entry.id, ttlMs).finally(() => setChosen(undefined));
  });
  const { retention } = entry;
  const ttlMs = chosen === undefined ? (retention?.ttlMs ?? null) : chosen;
  const by =
    chosen === undefined && retention !== undefined ? t("setBy", { name: nameOf(retention.setBy) }) : undefined;
  function nameOf(userId: NonNullable<typeof retention>["setBy"]): string {
    return userId === chat.me ? t("you") : chat.nameIn(entry, userId);
  }
  return (
    <>
      <Row
        icon="clock"
        title={ttlMs === null ? t("stay") : t("disappear", { time: spanTime(ttlMs) })}
        note={by ?? (ttlMs === null && mayChange ? t("hint") : undefined)}
        onClick={mayChange ? ({ clientX: x, clientY: y }) => setAt({ x, y }) : undefined}
      />
      {choose.error !== null && <ErrorNotice error={choose.error} />}
      {at !== null && (
        <Menu
          label={t("choose")}
          at={at}
          onClose={() => setAt(null)}
          items={choices.map((ms) => ({
            label: ms === null ? t("off") : spanTime(ms),
            onSelect: () => void choose.run(ms),
          }))}
        />
      )}
    </>
  );
}
