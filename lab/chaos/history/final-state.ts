// The final state of a run: the server's part read through its public API, the devices' part as they report it.
import type { Listener } from "../../push/check-told.ts";
import type { Block } from "../../../schema/protocol/blocks.ts";
import type { Member } from "../../../schema/protocol/group.ts";
import type { HistoryFault } from "../../../schema/protocol/http-history.ts";
import type { FileId } from "../../../schema/protocol/files.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ReceivedScheduled } from "../../../schema/protocol/http-scheduled.ts";
import type { EditsResult, ReactionsResult } from "../../../schema/protocol/http-messages.ts";
import type { MessageState, MessageStates } from "../../../schema/protocol/message-state.ts";
import type { Person } from "../../../schema/protocol/people.ts";
import type { PrivacySettings } from "../../../schema/protocol/privacy.ts";
import type { GroupInvitation, MyInvitation } from "../../../schema/protocol/invitations.ts";
import type { Star } from "../../../schema/protocol/stars.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { DeviceName } from "./record.ts";

export interface ConversationLists {
  /** The pinned messages. */
  readonly pins: readonly number[];
  /** What the user has deleted for themselves. */
  readonly hidden: readonly number[];
  /** Of some messages that were edited, by seq. */
  readonly edits: ReadonlyMap<number, EditsResult["items"]>;
  /** Of some messages with reactions, by seq. */
  readonly reactions: ReadonlyMap<number, ReactionsResult["items"]>;
  /** Of some messages with replies, by seq, the replies. */
  readonly threads: ReadonlyMap<number, readonly number[]>;
}

/** A stretch of a log as a device shows it. */
export interface ShownStretch {
  readonly conversationId: ConversationId;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** Of each message that it shows; null: as it was sent. */
  readonly states: ReadonlyMap<number, MessageState | null>;
}

/** Everything that one user can read. */
export interface UserView {
  readonly userId: UserId;
  readonly inbox: readonly ConversationEntry[];
  /** Of each conversation in the inbox, all pages from the first event on. */
  readonly logs: ReadonlyMap<ConversationId, readonly EventFrame[]>;
  /** Of the same pages. */
  readonly states: ReadonlyMap<ConversationId, MessageStates>;
  /** By conversation, what lists of single messages and of the conversation's pins say. */
  readonly lists: ReadonlyMap<ConversationId, ConversationLists>;
  readonly scheduled: readonly ReceivedScheduled[];
  readonly starred: readonly Star[];
  readonly blocks: readonly Block[];
  readonly invitations: readonly MyInvitation[];
  readonly privacy: PrivacySettings;
  /** Everybody with whom there is, or was, anything. */
  readonly people: readonly Person[];
  /** Conversations that could not be read, with the answer. */
  readonly unreadable: readonly { readonly conversationId: ConversationId; readonly answer: string }[];
}

export interface DeviceState {
  readonly name: DeviceName;
  /** How far the device has each conversation. */
  readonly cursors: ReadonlyMap<ConversationId, number>;
  /** The entry that the device shows for each conversation; null: it shows no list. */
  readonly listed: ReadonlyMap<ConversationId, ConversationEntry> | null;
  /** What the device shows of each other user; null: it shows nobody. */
  readonly people: ReadonlyMap<UserId, Person | null> | null;
  /** The invitations that the device holds; null: none, or they are being fetched. */
  readonly invitations: readonly MyInvitation[] | null;
  /** What the device has open of conversations. */
  readonly shown: readonly ShownStretch[];
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

/** What a reader gets for a file of a message. */
export interface GotFile {
  readonly userId: UserId;
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly fileId: FileId;
  readonly answer: { readonly text: string } | { readonly code: string };
}

/** Somebody who was away all the time. */
export interface Notified extends Listener {
  /** Null: nobody could write to them. */
  readonly lastWord: { readonly conversationId: ConversationId; readonly seq: number } | null;
}

export interface FinalState {
  readonly views: readonly UserView[];
  /** By group, the members according to its members. */
  readonly members: ReadonlyMap<ConversationId, readonly Member[]>;
  /** By group, the invitations that it has. */
  readonly invitations: ReadonlyMap<ConversationId, readonly GroupInvitation[]>;
  readonly devices: readonly DeviceState[];
  readonly notified: readonly Notified[];
  readonly files: readonly GotFile[];
  /** The files of which R2 has bytes. */
  readonly storedFiles: ReadonlySet<FileId>;
  readonly recounts: readonly HistoryRecount[];
}
