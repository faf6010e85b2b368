// Gives a group thousands of former members in seconds: writes their rows with the group's own modules.
import { ReaderStore } from "../../../durable-objects/conversation/log/reader-store.ts";
import type { FormerMembership } from "../../../durable-objects/group/former-draft.ts";
import { GroupStore, loadGroupId } from "../../../durable-objects/group/group-store.ts";
import { newUserId, type UserId } from "../../../schema/protocol/ids.ts";

const noChange = {
  core: null,
  visibleSince: undefined,
  members: new Map(),
  formers: new Map(),
  bans: new Map(),
  links: new Map(),
  requests: new Map(),
  invitations: new Map(),
  news: new Map(),
  stayedOut: new Map(),
  letInBy: new Map(),
  announcements: [],
};

/** Each former member joined, sent one message, and left. */
export function fillFormers(storage: DurableObjectStorage, count: number): void {
  const groupId = loadGroupId(storage.sql);
  if (groupId === null) throw new Error("there is no group");
  const log = new ReaderStore(storage.sql);
  const settled = new Map<UserId, FormerMembership>();
  for (let n = 0; n < count; n++)
    settled.set(newUserId(), { silencedUntil: null, intervals: [{ fromSeq: 1, toSeq: 3 }] });
  storage.transactionSync(() => {
    new GroupStore(storage.sql).save({ ...noChange, settled }, groupId);
    for (const userId of settled.keys()) log.saveFormerOwn(userId, { sent: 1, chain: [2] });
  });
}
