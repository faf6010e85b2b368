// The final state of a run: the server's part read through its public API, the devices' part as they report it.
import type { Member } from "../../../schema/protocol/group.ts";
import type { HistoryFault } from "../../../schema/protocol/http-history.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { DeviceName } from "./record.ts";

/** Everything that one user can read. */
export interface UserView {
  readonly userId: UserId;
  readonly inbox: readonly ConversationEntry[];
  /** Of each conversation in the inbox, all pages from the first event on. */
  readonly logs: ReadonlyMap<ConversationId, readonly EventFrame[]>;
  /** Conversations that could not be read, with the answer. */
  readonly unreadable: readonly { readonly conversationId: ConversationId; readonly answer: string }[];
}

export interface DeviceState {
  readonly name: DeviceName;
  /** How far the device has each conversation. */
  readonly cursors: ReadonlyMap<ConversationId, number>;
  /** The entry that the device shows for each conversation; null: it shows no list. */
  readonly listed: ReadonlyMap<ConversationId, ConversationEntry> | null;
}

/** The result of verify-history for one conversation. */
export interface HistoryRecount {
  readonly conversationId: ConversationId;
  readonly checked: number;
  /** How far the tiers have it. */
  readonly projectedSeq: number;
  readonly faults: readonly HistoryFault[];
  /** Why verify-history itself failed, or null. */
  readonly failure: string | null;
}

export interface FinalState {
  readonly views: readonly UserView[];
  /** By group, the members according to its members. */
  readonly members: ReadonlyMap<ConversationId, readonly Member[]>;
  readonly devices: readonly DeviceState[];
  readonly recounts: readonly HistoryRecount[];
}
