// The facts for every check: one log per conversation, merged from its readers' views, and its memberships.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { FinalState } from "../history/final-state.ts";
import type { DeviceName, History, SocketNumber } from "../history/record.ts";
import { membershipsIn, type Memberships } from "./memberships.ts";

export interface MergedLog {
  readonly conversationId: ConversationId;
  /** By seq, what some reader sees there; never a void. */
  readonly events: ReadonlyMap<number, EventFrame>;
  readonly headSeq: number;
  readonly memberships: Memberships;
}

export interface Facts {
  readonly history: History;
  readonly final: FinalState;
  readonly logs: ReadonlyMap<ConversationId, MergedLog>;
  readonly deviceOf: ReadonlyMap<SocketNumber, DeviceName>;
  readonly userOf: ReadonlyMap<DeviceName, UserId>;
}

export const lastSeqOf = (event: EventFrame): number => (event.type === "void" ? event.toSeq : event.seq);

export function gatherFacts(history: History, final: FinalState): Facts {
  const deviceOf = new Map<SocketNumber, DeviceName>();
  for (const record of history.records) if (record.kind === "open") deviceOf.set(record.socket, record.device);
  const userOf = new Map(history.devices.map(({ name, userId }) => [name, userId]));
  return { history, final, logs: mergeLogs(final), deviceOf, userOf };
}

function mergeLogs({ views }: FinalState): ReadonlyMap<ConversationId, MergedLog> {
  const merged = new Map<ConversationId, Map<number, EventFrame>>();
  const heads = new Map<ConversationId, number>();
  for (const { logs } of views) {
    for (const [conversationId, log] of logs) {
      const events = merged.get(conversationId) ?? new Map<number, EventFrame>();
      merged.set(conversationId, events);
      for (const event of log) {
        heads.set(conversationId, Math.max(heads.get(conversationId) ?? 0, lastSeqOf(event)));
        if (event.type !== "void" && !events.has(event.seq)) events.set(event.seq, event);
      }
    }
  }
  return new Map(
    [...merged].map(([conversationId, events]) => {
      const headSeq = heads.get(conversationId) ?? 0;
      return [
        conversationId,
        { conversationId, events, headSeq, memberships: membershipsIn(conversationId, events, headSeq) },
      ];
    }),
  );
}
