// What a conversation's core asks of its actor: whatever only one kind of conversation knows.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import type { KindOfWork } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import type { Intervals } from "./log/viewed-log.ts";
import type { FlushRules } from "./ops/operation.ts";

/** What the kind of conversation decides: permissions, visibility, how lists describe it. */
export interface CoreHost<Change, Done> {
  readonly ctx: DurableObjectState;
  readonly env: Env;
  readonly conversationId: ConversationId;
  /** Work at a time that only this kind of conversation has. */
  readonly work?: Readonly<Record<string, KindOfWork>>;
  beginFlush(): FlushRules<Change, Done>;
  /** Whether this user may read now. */
  mayRead(userId: UserId): Refusal | null;
  isMember(userId: UserId): boolean;
  /** Whether others may be shown now that this member is typing. */
  mayShowTyping(userId: UserId): boolean;
  /** Whether others may be shown now how far members have read. */
  mayShowReads(): boolean;
  /** Whether its members are friends of each other. Only a direct conversation knows; for all others nobody is a friend. */
  areFriends?(): boolean;
  memberCount(): number;
  members(): Iterable<UserId>;
  /** Each member, with the seq of the event by which they joined; 0: they were there from the beginning. */
  memberships(): Iterable<readonly [UserId, joinedSeq: number]>;
  /** The parts of the log that this user may see. */
  intervalsOf(userId: UserId): Intervals;
  /** The fields of an inbox entry that depend on the kind of conversation. */
  describeFor(userId: UserId): Pick<ConversationSummary, "kind" | "peerId" | "peerDeleted" | "group" | "left">;
  /** Whether the conversation was ever created. */
  exists(): boolean;
  /** When the conversation was created (ms since 1970). Asked only while it may have no event. */
  madeAt(): number;
}
