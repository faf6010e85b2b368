// Changes of a group's name, description, avatar, announcement and settings.
import { isPictureAvatar } from "../../schema/protocol/avatars.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { refusedAt } from "../../schema/rpc/conversation.ts";
import { groupChanged, withEvents, withoutEvent, type Decision, type DecisionContext, type OpOf } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { changeMakers } from "./links.ts";
import { judgeAction, judgeVoice } from "./judging.ts";

/** Who may change what people see of the group. */
export const judgeInfo = (draft: GroupDraft, actorId: UserId, now: number): Refusal | null =>
  judgeAction(draft, actorId, "edit-info") ?? judgeVoice(draft, actorId, now);

/**
 * The event names only the fields that changed. @returns INVALID_REQUEST for a picture as the avatar that was not uploaded for
 * it
 */
export function decideEditInfo(
  draft: GroupDraft,
  actorId: UserId,
  op: OpOf<"edit-info">,
  context: DecisionContext,
): Decision {
  const refusal = judgeInfo(draft, actorId, context.now);
  if (refusal !== null) return { refusal };
  const info = differing(op.info, draft.core.info);
  if (info === null) return withoutEvent;
  if (op.uploaded !== true && isPictureAvatar(info.avatar ?? "")) return refusedAt("INVALID_REQUEST", "/avatar");
  draft.editCore({ info: { ...draft.core.info, ...info } });
  return withEvents(context, [groupChanged(actorId, { kind: "info", ...info })]);
}

/**
 * A new password alone writes no event. @returns INVALID_REQUEST for `joinPolicy: "password"` while there is no
 * password
 */
export function decideEditSettings(
  draft: GroupDraft,
  actorId: UserId,
  op: OpOf<"edit-settings">,
  context: DecisionContext,
): Decision {
  const refusal = judgeAction(draft, actorId, "edit-settings");
  if (refusal !== null) return { refusal };
  const { core } = draft;
  const passwordHash = op.passwordHash ?? core.passwordHash;
  if (op.settings.joinPolicy === "password" && passwordHash === null)
    return refusedAt("INVALID_REQUEST", "/settings/joinPolicy");
  const settings = differing(op.settings, core.settings);
  if (settings === null && passwordHash === core.passwordHash) return withoutEvent;
  changeMakers(draft, () => draft.editCore({ settings: { ...core.settings, ...settings }, passwordHash }));
  if (settings === null) return withoutEvent;
  if (settings.historyVisible !== undefined) draft.showHistory(settings.historyVisible ? context.headSeq + 1 : null);
  return withEvents(context, [groupChanged(actorId, { kind: "settings", ...settings })]);
}

/** An empty text takes the announcement down. */
export function decideAnnounce(
  draft: GroupDraft,
  actorId: UserId,
  { text }: OpOf<"announce">,
  context: DecisionContext,
): Decision {
  const refusal = judgeAction(draft, actorId, "announce") ?? judgeVoice(draft, actorId, context.now);
  if (refusal !== null) return { refusal };
  if ((draft.announcements[0]?.text ?? "") === text) return withoutEvent;
  draft.announce({ text, authorId: actorId, seq: context.headSeq + 1, createdAt: context.now });
  return withEvents(context, [groupChanged(actorId, { kind: "announcement", text })]);
}

/** The fields of `wanted` that differ from `current`, or null if there are none. */
function differing<T extends object>(wanted: Partial<T>, current: T): Partial<T> | null {
  const fields = (Object.keys(wanted) as (keyof T)[]).filter((key) => wanted[key] !== current[key]);
  if (fields.length === 0) return null;
  return Object.fromEntries(fields.map((key) => [key, wanted[key]])) as Partial<T>;
}
