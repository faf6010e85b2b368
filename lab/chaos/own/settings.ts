// Settings of conversations.
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { Random } from "../../kit/random.ts";
import type { OwnKind, OwnValue } from "./own-kind.ts";

const yearMs = 31_536_000_000;

interface Setting extends Pick<OwnKind, "endsByItself"> {
  readonly weight: number;
  choose(random: Random): OwnValue;
  /** What is sent of the value; by default the value. */
  sent?(value: OwnValue): unknown;
  read(entry: ConversationEntry): OwnValue;
}

/** On or off. Messages and reading end it. */
function flag(weight: number, read: (entry: ConversationEntry) => true | undefined): Setting {
  return {
    endsByItself: true,
    weight,
    choose: (random) => (random.chance(0.5) ? true : null),
    sent: (value) => value === true,
    read: (entry) => read(entry) ?? null,
  };
}

const settings: Readonly<Record<string, Setting>> = {
  pinned: {
    weight: 2,
    choose: (random) => (random.chance(0.5) ? true : null),
    sent: (value) => value === true,
    read: ({ pinned }) => pinned ?? null,
  },
  // So far ahead that no run sees its end.
  mutedUntil: {
    weight: 2,
    choose: (random) => (random.chance(0.5) ? Date.now() + yearMs + random.between(1, yearMs) : null),
    read: ({ mutedUntil }) => mutedUntil ?? null,
  },
  notify: {
    weight: 2,
    choose: (random) => random.pick(["mentions", "none", null]),
    sent: (value) => value ?? "all",
    read: ({ notify }) => notify ?? null,
  },
  draft: {
    weight: 3,
    choose: (random) => (random.chance(0.7) ? `draft ${random.between(1, 1_000_000)}` : null),
    sent: (value) => ({ text: value ?? "", updatedAt: Date.now() }),
    read: ({ draft }) => draft?.text ?? null,
  },
  archived: flag(1, ({ archived }) => archived),
  hidden: flag(1, ({ hidden }) => hidden),
  markedUnread: flag(1, ({ markedUnread }) => markedUnread),
};

const kindOf = (name: string, setting: Setting): OwnKind => ({
  name,
  rule: "MINE-1",
  weight: setting.weight,
  ...(setting.endsByItself && { endsByItself: true }),
  ask({ conversationId }, random) {
    const value = setting.choose(random);
    const body = { [name]: setting.sent === undefined ? value : setting.sent(value) };
    const path = `/api/conversations/${conversationId}/settings`;
    return { key: `${name} ${conversationId}`, value, request: { method: "PATCH", path, body } };
  },
  read: ({ inbox }) => new Map(inbox.map((entry) => [`${name} ${entry.id}`, setting.read(entry)])),
});

export const settingKinds: readonly OwnKind[] = Object.entries(settings).map(([name, setting]) =>
  kindOf(name, setting),
);
