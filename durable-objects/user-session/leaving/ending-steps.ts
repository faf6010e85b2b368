// The steps that end an account, in their order. First the directory: from then on nobody finds the user, so that nothing
// new begins while the other steps take their time. The session's own rows come last (`erase-rows.ts`).
import { isGroupId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { DirectRpc, Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOpDone, GroupRpc } from "../../../schema/rpc/group.ts";
import { callActor, withDeadline } from "../../runtime/calls.ts";
import type { Ring } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { EndingStep } from "./ending.ts";

export interface EndingStepsHost {
  readonly userId: UserId;
  readonly directory: Pick<D1Database, "prepare" | "batch">;
  readonly inbox: Pick<Inbox, "idsAfter" | "remove">;
  readonly group: (id: ConversationId) => Pick<GroupRpc, "change">;
  readonly direct: (id: ConversationId) => Pick<DirectRpc, "setGone">;
  /** Overwrites what the user has written and not sent. */
  readonly blankTexts: () => void;
  readonly eraseMessages: () => boolean;
  readonly now: () => number;
}

export interface EndingSteps {
  readonly all: readonly EndingStep[];
  /** One of them, which is also taken later. */
  readonly conversations: EndingStep;
}

/** Where relations to other people end, a step is added here, before `conversations`. */
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
  return { all: [directory, texts, conversations], conversations };
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

const pageSize = 50;
const atOnce = 5;

/** A conversation that does not answer does not keep the user in the others. */
async function leaveConversations({ inbox, ...host }: EndingStepsHost, { signal }: Ring): Promise<boolean> {
  const failures: unknown[] = [];
  for (let after = ""; ;) {
    const page = inbox.idsAfter(after, pageSize);
    await eachInParallel(page, atOnce, async (id) => {
      if (signal.aborted) return;
      try {
        await leaveOne(host, id);
        inbox.remove(id);
      } catch (cause) {
        failures.push(cause);
      }
    });
    const last = page.at(-1);
    if (signal.aborted) return false;
    if (last === undefined) break;
    after = last;
  }
  if (failures.length > 0) throw new Error(`${failures.length} conversations are not left`, { cause: failures[0] });
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
