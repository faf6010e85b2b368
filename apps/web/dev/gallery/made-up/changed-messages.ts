// Messages of the gallery that were changed in each way.
import type { KlatchError, MessageState } from "@klatch/sdk";
import type { ShownChange } from "../../../changes/shown-change.ts";
import type { ShownEvent } from "../../../timeline/timeline-rows.ts";
import { teamEvents } from "./messages.ts";
import { people } from "./people.ts";
import { minutesAgo } from "./time.ts";

const reactions = (...of: readonly (readonly [emoji: string, count: number, mine?: boolean])[]) =>
  of.map(([emoji, count, mine = false]) => ({ emoji, count, mine }));
const many = "😀 😎 🎉 🔥 👀 💯 🚀 🍜 🐼 🌈 ⭐ ☕ 🎂 🧩 🏆"
  .split(" ")
  .map((emoji, at) => ({ emoji, count: at + 1, mine: false }));

const change = (kind: ShownChange["kind"], state: ShownChange["state"], error: KlatchError | null): ShownChange => ({
  kind,
  state,
  error,
  heldBy: null,
  retry: () => false,
  discard: () => false,
});

const became: ReadonlyMap<number, MessageState> = new Map([
  [3, { asOf: 30, pinned: true, reactions: reactions(["👍", 3, true], ["❤️", 1], ["🎉", 12]) }],
  [4, { asOf: 30, recalled: { reason: "moderator", senderId: people.ada.id } }],
  [5, { asOf: 30, editedAt: minutesAgo(60), reactions: reactions(["😂", 1_200, true]) }],
  [7, { asOf: 30, reactions: many }],
  [8, { asOf: 30, reactions: reactions(["🙏", 2]) }],
  [10, { asOf: 30, recalled: { reason: "sender", senderId: people.ada.id } }],
  [11, { asOf: 30, editedAt: minutesAgo(20), pinned: true }],
  [12, { asOf: 30, editedAt: minutesAgo(10) }],
]);

/** @param refusal of a change */
export const changedEvents = (refusal: KlatchError): readonly ShownEvent[] =>
  teamEvents
    .filter(({ type }) => type === "new-message")
    .map((event) => ({
      event,
      state: became.get(event.seq) ?? null,
      changes:
        event.seq === 12
          ? [change("edit", "waiting", null)]
          : event.seq === 5
            ? [change("edit", "failed", refusal), change("recall", "failed", refusal)]
            : [],
    }));
