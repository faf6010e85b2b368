// What the bar above a conversation shows of its pinned messages: one at a time. A click leads to it and shows the next.
import type { ConversationEntry } from "@klatch/sdk";
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Banner } from "../banner/banner.ts";
import { kindOf } from "../kinds/kinds.ts";
import type { Chat } from "../model/chat.ts";
import { go } from "../route/navigation.ts";
import { commonWords } from "../ui/common-words.ts";
import { pinsOf } from "./pins-of.ts";
import { pinWords as t } from "./pin-words.ts";

export function pinBar(
  chat: Chat,
  entry: ConversationEntry,
  jumpTo: (seq: number) => void,
): ReadonlySignal<Banner | null> {
  const { pins } = pinsOf(chat, entry.id);
  /** The message that is shown; null: the newest pin. */
  const shownSeq = signal<number | null>(null);
  return computed(() => {
    const all = pins.value;
    const at = Math.max(
      0,
      all.findIndex(({ seq }) => seq === shownSeq.value),
    );
    const pin = all[at];
    if (pin === undefined) return null;
    const { seq, senderId, content } = pin;
    const author = senderId === chat.me ? commonWords("you") : chat.nameIn(entry, senderId);
    return {
      label: t("pinned"),
      icon: "pushpin",
      text: t("said", { author, text: kindOf(content).quote(content) }),
      segments: { count: all.length, at },
      open: () => {
        jumpTo(seq);
        shownSeq.value = all[(at + 1) % all.length]?.seq ?? null;
      },
      actions: [
        {
          label: t("all", { count: all.length }),
          icon: "list",
          run: () => go({ name: "conversation", id: entry.id, side: "pins" }),
        },
      ],
    };
  });
}
