// Which mentions of a message are stored: those of members at the flush. Anybody else named there would make every
// reader's client look up a stranger.
import { everyone, type UserId } from "../../../schema/protocol/ids.ts";
import type { AppendItem } from "../../../schema/rpc/append.ts";

/** A body is canonical JSON with `mentions` last, and ids need no escaping: so it has mentions if it ends with these. */
const [mentionsStart, mentionsEnd] = [',"mentions":', "]}"];

/** Whom a stored body mentions. */
export function mentionsIn(body: string): readonly UserId[] {
  if (!body.endsWith(mentionsEnd)) return [];
  const start = body.lastIndexOf(mentionsStart);
  // The session has parsed the content by its shape, and serialised it.
  return JSON.parse(body.slice(start + mentionsStart.length, -1)) as UserId[];
}

/**
 * The item with each mentioned member once, and `all` if it was there. Usually the item itself.
 */
export function withKeptMentions(item: AppendItem, isMember: (userId: UserId) => boolean): AppendItem {
  const mentions = mentionsIn(item.body);
  if (mentions.length === 0) return item;
  const kept = [...new Set(mentions)].filter((userId) => userId === everyone || isMember(userId));
  if (kept.length === mentions.length) return item;
  const rest = kept.length === 0 ? "" : `${mentionsStart}${JSON.stringify(kept)}`;
  const body = `${item.body.slice(0, item.body.lastIndexOf(mentionsStart))}${rest}}`;
  return { ...item, body };
}
