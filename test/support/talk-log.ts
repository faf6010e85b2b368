// A log in which people change messages, and what they see of them.
import { ChangedMessages } from "../../durable-objects/conversation/states/changed-messages.ts";
import { ViewedLog, type Intervals } from "../../durable-objects/conversation/log/viewed-log.ts";
import { wholeLog } from "../../durable-objects/conversation/log/visibility.ts";
import type { OpId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { MessageChanged, MessageOp } from "../../schema/rpc/message-changes.ts";
import { alice, bob, item, TestLog, uuidV7 } from "./test-log.ts";

let ops = 0;
const newOp = (): OpId => uuidV7(1_800_000_000_000, ++ops) as string as OpId;
export const edit = (seq: number, text: string, opId = newOp(), mentions?: readonly UserId[]): MessageOp => ({
  kind: "edit",
  opId,
  seq,
  contentType: "text",
  body: JSON.stringify({ content: { type: "text", text }, mentions }),
  ...(mentions !== undefined && { mentions }),
});
export const react = (seq: number, emoji: string, active = true, opId = newOp()): MessageOp => ({
  kind: "react",
  opId,
  seq,
  emoji,
  active,
});
export const pin = (seq: number, active = true, opId = newOp()): MessageOp => ({ kind: "pin", opId, seq, active });

const seqOf = (answer: MessageChanged | Refused): number | string =>
  "refusal" in answer ? answer.refusal.code : answer.seq;

export class Talk extends TestLog {
  async does(userId: UserId, op: MessageOp): Promise<number | string> {
    return seqOf(await this.log.changeMessage(userId, op));
  }

  get changed(): ChangedMessages {
    return new ChangedMessages(this.log, new ViewedLog(this.conversationId, this.log));
  }

  stateFor(userId: UserId, seq: number, intervals: Intervals = wholeLog): MessageState | undefined {
    return this.changed.statesWithin({ userId, intervals, asOf: this.log.headSeq }, seq - 1, seq)[seq];
  }

  frames(): string {
    return this.log
      .range(0, this.log.headSeq, 1_000)
      .map(({ frame }) => frame)
      .join("\n");
  }

  /** All that storage has, as text. */
  stored(): string {
    const { sql } = this.sqlite;
    return ["log_0", "message_state", "reaction", "pinned", "hidden_message", "burning"]
      .map((table) => JSON.stringify(sql.exec(`SELECT * FROM ${table}`).toArray()))
      .join("\n");
  }
}

export async function talk(): Promise<Talk> {
  const one = new Talk();
  await one.send(alice, item(one.freshId(), "first words"));
  await one.send(bob, item(one.freshId(), "second words"));
  return one;
}
