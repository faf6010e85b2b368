// The steps that end an account, in their order. First the directory: from then on nobody finds the user, so that nothing
// new begins while the other steps take their time. The session's own rows come last (`erase-rows.ts`).
import { isGroupId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { DirectRpc, Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOpDone, GroupRpc } from "../../../schema/rpc/group.ts";
import { sweepAvatars } from "../../avatars/sweep-avatars.ts";
import { callActor, withDeadline } from "../../runtime/calls.ts";
import type { Ring } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Friends } from "../people/friends.ts";
import type { ScheduledFiles } from "../scheduled/scheduled-files.ts";
import type { EndingStep } from "./ending.ts";

export interface EndingStepsHost {
  readonly userId: UserId;
  readonly directory: Pick<D1Database, "prepare" | "batch">;
  readonly pictures: Pick<R2Bucket, "list" | "delete">;
  readonly inbox: Pick<Inbox, "idsAfter" | "remove">;
  readonly friends: Pick<Friends, "concerned" | "end">;
  /** Groups that wait for the user, or that the user waits for. */
  readonly waiting: () => readonly ConversationId[];
  readonly group: (id: ConversationId) => Pick<GroupRpc, "change">;
  readonly direct: (id: ConversationId) => Pick<DirectRpc, "setGone">;
  /** Overwrites what the user has written and not sent. */
  readonly blankTexts: () => void;
  readonly scheduledFiles: Pick<ScheduledFiles, "run" | "dueAt">;
  readonly eraseMessages: () => boolean;
  readonly now: () => number;
}

export interface EndingSteps {
  readonly all: readonly EndingStep[];
  /** One of them, which is also taken later. */
  readonly conversations: EndingStep;
}

/** Where something else ends that others know of, a step is added here, before `conversations`. */
export function endingSteps(host: EndingStepsHost): EndingSteps {
  const conversations = { name: "conversations", run: (ring: Ring) => leaveConversations(host, ring) };
  const directory = { name: "directory", run: () => endInDirectory(host) };
  const texts = {
    name: "texts",
    run: async () => {
      host.blankTexts();
      return true;
    },
  };
  const files = { name: "scheduled files", run: (ring: Ring) => letGoOfFiles(host, ring) };
  const friends = { name: "friends", run: (ring: Ring) => endFriendships(host, ring) };
  const waiting = { name: "waiting", run: (ring: Ring) => leaveWaiting(host, ring) };
  // After the directory, which names none any more. One that is being written just now, a sweep finds that was noted before.
  const avatars = { name: "avatars", run: () => deleteAvatars(host) };
  return { all: [directory, avatars, texts, files, friends, waiting, conversations], conversations };
}

const directoryDeadlineMs = 10_000;

/**
 * All together or nothing. What stays: that there was such a user, without a name; and the name, without the user, so that
 * nobody gets it again.
 */
async function endInDirectory({ userId, directory, eraseMessages, now }: EndingStepsHost): Promise<boolean> {
  const of = (query: string, ...values: readonly number[]): D1PreparedStatement =>
    directory.prepare(query).bind(userId, ...values);
  const statements = [
    of("INSERT INTO retired_username SELECT username_key FROM account WHERE id = ? ON CONFLICT DO NOTHING"),
    // Those that were given up lately, too: who had them is not there any more to take them back.
    of("INSERT INTO retired_username SELECT username_key FROM kept_username WHERE user_id = ? ON CONFLICT DO NOTHING"),
    of("DELETE FROM kept_username WHERE user_id = ?"),
    of(
      "INSERT INTO deleted_account SELECT id, created_at, ?2, ?3 FROM account WHERE id = ?1 ON CONFLICT DO NOTHING",
      now(),
      eraseMessages() ? 1 : 0,
    ),
    of("DELETE FROM audit_event WHERE user_id = ?"),
    of("DELETE FROM suspension WHERE user_id = ?"),
    of("DELETE FROM account WHERE id = ?"),
  ];
  await withDeadline(() => directory.batch(statements), directoryDeadlineMs);
  return true;
}

/** Of messages that were scheduled, and are gone since the step before. */
async function letGoOfFiles({ scheduledFiles, now }: EndingStepsHost, ring: Ring): Promise<boolean> {
  await scheduledFiles.run(ring);
  return scheduledFiles.dueAt(now()) === null;
}

async function deleteAvatars({ userId, pictures }: EndingStepsHost): Promise<boolean> {
  await sweepAvatars({ bucket: pictures, ownerId: userId, shown: "", before: Number.POSITIVE_INFINITY });
  return true;
}

const pageSize = 50;
const atOnce = 5;

async function endFriendships({ friends }: EndingStepsHost, { signal }: Ring): Promise<boolean> {
  const failures = await endEach(friends.concerned(), signal, (userId) => friends.end(userId));
  return isDone("friendships", failures, signal);
}

/**
 * Invitations to the user and their requests to join, of which the groups' lists tell. What a group of the version before leaves
 * of an invitation expires.
 */
async function leaveWaiting(host: EndingStepsHost, { signal }: Ring): Promise<boolean> {
  const failures = await endEach([...new Set(host.waiting())], signal, (id) => leaveOne(host, id));
  return isDone("invitations and requests", failures, signal);
}

/** In pages: a user may be in thousands. */
async function leaveConversations({ inbox, ...host }: EndingStepsHost, { signal }: Ring): Promise<boolean> {
  const failures: unknown[] = [];
  for (let page = inbox.idsAfter("", pageSize); page.length > 0 && !signal.aborted;) {
    const failed = await endEach(page, signal, async (id) => {
      await leaveOne(host, id);
      inbox.remove(id);
    });
    failures.push(...failed);
    page = inbox.idsAfter(page.at(-1) ?? "", pageSize);
  }
  return isDone("conversations", failures, signal);
}

/** One that does not answer does not keep the others from ending. @returns why some have not */
async function endEach<Id>(
  ids: readonly Id[],
  signal: AbortSignal,
  end: (id: Id) => Promise<void>,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  await eachInParallel(ids, atOnce, async (id) => {
    if (signal.aborted) return;
    try {
      await end(id);
    } catch (cause) {
      failures.push(cause);
    }
  });
  return failures;
}

/** @throws Error if some have not ended */
function isDone(what: string, failures: readonly unknown[], signal: AbortSignal): boolean {
  if (signal.aborted) return false;
  if (failures.length > 0) throw new Error(`${failures.length} ${what} have not ended`, { cause: failures[0] });
  return true;
}

/** @throws ActorUnavailable */
async function leaveOne(
  { userId, group, direct }: Pick<EndingStepsHost, "userId" | "group" | "direct">,
  id: ConversationId,
): Promise<void> {
  if (!isGroupId(id)) {
    await callActor(() => direct(id).setGone({ userId }));
    return;
  }
  const done: GroupOpDone | Refused = await callActor(() => group(id).change({ userId, op: { kind: "depart" } }));
  if (!("refusal" in done) || done.refusal.code === "CONVERSATION_NOT_FOUND") return;
  throw new Error(`the group answered ${done.refusal.code}`);
}
