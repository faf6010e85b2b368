// What a session asks to change of a message, as the operation that the log applies.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { MessageOp } from "../../../schema/rpc/message-changes.ts";
import type { Allowance } from "../allowance.ts";
import type { OnMessageOp } from "./registry.ts";

export function onMessageOp(actorId: UserId, op: MessageOp, allowance: Allowance | undefined): OnMessageOp {
  switch (op.kind) {
    case "recall":
      return { kind: "recall", actorId, seq: op.seq, allowance };
    case "hide":
      return { kind: "hide", actorId, seqs: op.seqs, allowance };
    case "edit":
      return { kind: "edit", actorId, op, allowance };
    case "react":
      return { kind: "react", actorId, op, allowance };
    case "pin":
      return { kind: "pin", actorId, op, allowance };
    case "vote":
      return { kind: "vote", actorId, op, allowance };
    case "close-poll":
      return { kind: "close-poll", actorId, seq: op.seq, allowance };
    case "set-retention":
      return { kind: "set-retention", actorId, ttlMs: op.ttlMs, allowance };
    case "follow-thread":
      return { kind: "follow-thread", actorId, seq: op.seq, follows: op.follows };
  }
}
