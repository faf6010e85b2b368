// What is left when a run is over, as anyone can read it: the server's side through its public API, the devices' by their own word.
import type { Member } from "../../../schema/protocol/group.ts";
import type { HistoryFault } from "../../../schema/protocol/http-history.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { DeviceName } from "./record.ts";

/** All that one user can read. */
export interface UserView {
  readonly userId: UserId;
  readonly inbox: readonly ConversationEntry[];
  /** Of each conversation in the inbox, all pages from the first event on. */
  readonly logs: ReadonlyMap<ConversationId, readonly EventFrame[]>;
  /** What could not be read, and the answer instead. */
  readonly unreadable: readonly { readonly conversationId: ConversationId; readonly answer: string }[];
}

export interface DeviceState {
  readonly name: DeviceName;
  /** How far it has each conversation. */
  readonly cursors: ReadonlyMap<ConversationId, number>;
  /** What it shows of each conversation; null: it shows no list. */
  readonly listed: ReadonlyMap<ConversationId, ConversationEntry> | null;
}

/** One conversation's recount of history against its log. */
export interface HistoryRecount {
  readonly conversationId: ConversationId;
  readonly checked: number;
  /** How far the tiers have it. */
  readonly projectedSeq: number;
  readonly faults: readonly HistoryFault[];
  /** The recount itself failed. */
  readonly failure: string | null;
}

export interface FinalState {
  readonly views: readonly UserView[];
  /** By group, who its members say is in. */
  readonly members: ReadonlyMap<ConversationId, readonly Member[]>;
  readonly devices: readonly DeviceState[];
  readonly recounts: readonly HistoryRecount[];
}
