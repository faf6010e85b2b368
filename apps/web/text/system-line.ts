// The text of a group's event: one line between the messages.
import {
  isBlank,
  isMessageChange,
  type ConversationSettingsChangedFrame,
  type GroupChangedFrame,
  type MemberChangedFrame,
  type MessageChange,
  type UnknownEvent,
  type UserId,
} from "@klatch/sdk";
import { formatList } from "../i18n/format.ts";
import { settingWords, systemWords as t } from "./system-words.ts";
import { seenLine } from "../markdown/seen-line.ts";
import { tameName } from "../../text/tame-name.ts";
import { tameText } from "../../text/tame-text.ts";
import { silenceEnd } from "../../text/silence-end.ts";
import { commonWords } from "../ui/common-words.ts";
import { spanTime, untilTime } from "./times.ts";
import { unknownText } from "./unknown-text.ts";

export interface SystemLineContext {
  readonly me: UserId;
  readonly nameOf: (userId: UserId) => string;
  /** The person's own name, not the nickname in the group. */
  readonly ownNameOf: (userId: UserId) => string;
  readonly nowMs: number;
}

/** Every event but messages and voids. What changes messages is shown at them: only a pin has a line too. */
type SystemEvent = SystemLineEvent | MessageChange;

type PinChange = Extract<MessageChange, { readonly type: "pin-changed" }>;

type SystemLineEvent = MemberChangedFrame | GroupChangedFrame | ConversationSettingsChangedFrame | UnknownEvent;

/** If an event names more people, only so many are listed by name. */
const maxNamed = 3;

/** @returns null if the event needs no line, because the line before it says the same */
export function systemLine(event: SystemEvent, context: SystemLineContext): string | null {
  if (isMessageChange(event)) return event.type === "pin-changed" && event.active ? pinLine(event, context) : null;
  const line = knownLine(event, context);
  return line === "" ? tameText(unknownText(event.fallback)) : line;
}

/** Empty: the event has a kind or a value that this version does not know, and so has no words for. */
function knownLine(event: SystemLineEvent, context: SystemLineContext): string | null {
  if (event.type === "member-changed") return memberLine(event, context);
  if (event.type === "conversation-settings-changed") {
    const actor = subject(event.senderId, context);
    return event.ttlMs === null ? t("stays", { actor }) : t("disappears", { actor, time: spanTime(event.ttlMs) });
  }
  return event.type === "group-changed" ? groupLine(event, context) : "";
}

const pinLine = ({ senderId }: PinChange, context: SystemLineContext): string =>
  t("pinned", { actor: subject(senderId, context) });

function memberLine(event: MemberChangedFrame, context: SystemLineContext): string | null {
  const { change, actorId, userIds } = event;
  const actor = subject(actorId, context);
  const own = userIds.length === 1 && userIds[0] === actorId;
  switch (change.kind) {
    case "joined": {
      if (change.how === "created") {
        const others = userIds.filter((id) => id !== actorId);
        return others.length === 0 ? null : t("joined.created", { actor, members: objects(others, context) });
      }
      const acted = change.how === "added" || change.how === "approved";
      const members = acted ? objects(userIds, context) : subjects(userIds, context);
      return t(`joined.${change.how}`, { actor, members });
    }
    case "left":
      return t("left", { members: subjects(userIds, context) });
    case "removed":
      return t(change.banned ? "banned" : "removed", { actor, members: objects(userIds, context) });
    case "role":
      // A transfer also changes the old owner's role. The line about the new owner is enough.
      return own ? null : t(`role.${change.role}`, { actor, members: objects(userIds, context) });
    case "silenced": {
      const members = objects(userIds, context);
      // Judged from when it began: a line says the same as time goes by.
      const end = silenceEnd(change.silencedUntil, event.createdAt);
      if (end === null) return t("unsilenced", { actor, members });
      return end === "endless"
        ? t("silenced.endless", { actor, members })
        : t("silenced", { actor, members, time: untilTime(end, context.nowMs) });
    }
    case "nickname": {
      const nickname = tameName(change.nickname);
      // This line uses the person's own name. All other lines use the new nickname.
      const members = objects(userIds, { ...context, nameOf: context.ownNameOf });
      if (!own)
        return nickname === "" ? t("nickname.none", { actor, members }) : t("nickname", { actor, members, nickname });
      if (nickname !== "")
        return t("nickname.own", { actor: subject(actorId, { ...context, nameOf: context.ownNameOf }), nickname });
      return actorId === context.me ? t("nickname.my-none") : t("nickname.own-none", { actor });
    }
    default:
      return "";
  }
}

function groupLine({ change, actorId }: GroupChangedFrame, context: SystemLineContext): string {
  const actor = subject(actorId, context);
  switch (change.kind) {
    case "created":
      return t("created", { actor, name: tameName(change.name) });
    case "info":
      if (change.name !== undefined) return t("renamed", { actor, name: tameName(change.name) });
      if (change.description !== undefined)
        return t(change.description === "" ? "undescribed" : "described", { actor });
      return change.avatar === undefined ? "" : t("pictured", { actor });
    case "settings": {
      const { kind: _, ...settings } = change;
      const changes = Object.entries(settings)
        .map(([name, value]) => settingWords(`${name}.${value}` as SettingKey))
        .filter((words) => words !== "");
      return changes.length === 0 ? "" : t("settings", { actor, changes: formatList(changes) });
    }
    case "announcement":
      return isBlank(change.text)
        ? t("unannounced", { actor })
        : t("announced", { actor, text: seenLine(change.text) });
    case "all-silenced":
      return t(change.allSilenced ? "all-silenced" : "all-unsilenced", { actor });
    case "dissolved":
      return t("dissolved", { actor });
    default:
      return "";
  }
}

type SettingKey = Parameters<typeof settingWords>[0];

const subject = (id: UserId, { me, nameOf }: SystemLineContext): string =>
  id === me ? commonWords("you") : nameOf(id);
const object = (id: UserId, { me, nameOf }: SystemLineContext): string => (id === me ? t("you") : nameOf(id));

const subjects = (ids: readonly UserId[], context: SystemLineContext): string => listed(ids, context, subject);
const objects = (ids: readonly UserId[], context: SystemLineContext): string => listed(ids, context, object);

/** A list of names: this user first, at most `maxNamed` by name and the rest as a number. */
function listed(ids: readonly UserId[], context: SystemLineContext, name: typeof subject): string {
  const ordered = ids.toSorted((a, b) => Number(b === context.me) - Number(a === context.me));
  const rest = ordered.length - maxNamed;
  const shown = ordered.slice(0, rest > 1 ? maxNamed : ordered.length);
  // Only the first name can be at the beginning of a sentence ("You" or "you").
  const names = shown.map((id, at) => (at === 0 ? name : object)(id, context));
  return formatList(rest > 1 ? [...names, t("others", { count: rest })] : names);
}
