// After the storm somebody writes to whoever is away: what they are told of it is the last, so that its badge is that of the end.
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { membersOfDirect, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import { messageAckBody } from "../../../schema/protocol/message.ts";
import { problemShape } from "../../../schema/protocol/problem.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import { UuidV7Source } from "../../../sdk/client/uuid-v7.ts";
import type { HistoryRecord } from "../history/record.ts";
import type { Recorder } from "../history/recorder.ts";
import { isExpected } from "../storm/step.ts";
import type { World } from "../world.ts";
import type { Away } from "./away.ts";

const ids = new UuidV7Source(() => Math.random());

/** @returns whether they were told, or nobody may write to them */
export async function sayLastWord(away: Away, { people, directs }: World, recorder: Recorder): Promise<boolean> {
  for (const conversationId of directs) {
    const members: readonly UserId[] = membersOfDirect(conversationId) ?? [];
    const peer = people.find(({ userId }) => userId !== away.person.userId && members.includes(userId));
    if (peer === undefined || !members.includes(away.person.userId)) continue;
    const { userId: user, call } = peer;
    const clientMsgId = ids.next(Date.now());
    const text = `last word to ${away.person.username}`;
    recorder.note({ kind: "send", socket: null, user, conversationId, clientMsgId, text });
    const path = `/api/conversations/${conversationId}/messages`;
    const content = { type: "text", text };
    const { status, body } = await whenSignedIn(() => call({ method: "POST", path, body: { clientMsgId, content } }));
    if (status < 400) {
      const { seq } = v.parse(messageAckBody, body);
      recorder.note({ kind: "ack", user, conversationId, clientMsgId, seq });
      return away.isToldLast(conversationId, seq);
    }
    // One of the two has blocked the other, or is not accepted.
    recorder.note({ kind: "refused", user, conversationId, clientMsgId, code: v.parse(problemShape, body).code });
  }
  return true;
}

const attempts = 20;
const pauseMs = 500;

/** A client learns by its first call that it was signed out in the storm, and signs in again. */
export async function whenSignedIn<T>(call: () => Promise<T>): Promise<T> {
  for (let left = attempts; ; left--) {
    try {
      return await call();
    } catch (error) {
      if (!isExpected(error) || left === 1) throw error;
      await sleep(pauseMs);
    }
  }
}

/** Of what each conversation said last. @param inbox of whoever is away */
export async function tellRest(
  away: Away,
  inbox: readonly ConversationEntry[],
  records: readonly HistoryRecord[],
): Promise<boolean> {
  const isSilent = (conversationId: ConversationId, seq: number): boolean =>
    records.some(
      ({ kind, ...record }) =>
        kind === "event" &&
        "event" in record &&
        record.event.type === "new-message" &&
        record.event.conversationId === conversationId &&
        record.event.seq === seq &&
        record.event.silent === true,
    );
  let all = true;
  for (const { id, unread, preview, left, request } of inbox) {
    if (unread === 0 || preview === null || left === true || request === true) continue;
    const isTellable = preview.senderId !== away.person.userId && preview.type !== "gone" && !isSilent(id, preview.seq);
    if (isTellable && !(await away.isTold(id, preview.seq))) all = false;
  }
  return all;
}
