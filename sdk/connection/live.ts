// The interface of a signed-in device to the client. The socket may be in this tab or in another one.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { PersonList } from "../friends/person-list.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import type { LastTold } from "./last-told.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import type { OpId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import type { GivenFile } from "../outbox/given-file.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { OutgoingMessage, SendOptions } from "../outbox/outgoing-message.ts";
import type { Snapshot } from "../client/snapshot.ts";

export interface Live {
  readonly userId: UserId;
  readonly status: ConnectionStatus;
  /** What the server understands beyond the first version, as it said last; null: this tab has not heard. */
  readonly features: readonly string[] | null;
  readonly lastTold: LastTold;
  /** As the server has listed them. */
  readonly people: PersonList;
  /** The outbox has reached `maxWaiting`. */
  readonly isFull: boolean;
  connect(): void;
  probe(): void;
  /** Ends the socket. Messages not acked fail with `error`, unless a store keeps them for the next run. */
  close(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void;
  /** @param file what the content is about, which has to be uploaded first */
  send(conversationId: ConversationId, content: Content, options: SendOptions, file?: GivenFile): OutgoingMessage;
  change(frameOf: (opId: OpId) => MessageChangeFrame): OutgoingChange;
  /** @returns resolves when the server has confirmed it. Never throws, but may reject */
  markRead(conversationId: ConversationId, seq: number): Promise<void>;
  setTyping(conversationId: ConversationId, active: boolean): void;
  /** These are all whom the app wants to see now, in this tab. */
  watchPresence(userIds: readonly UserId[]): void;
  /** Whether a person looks at this tab. */
  setFront(front: boolean): void;
  /** In no order. */
  conversations(): InboxEntry[];
  /** Takes an inbox entry from an HTTP answer. @returns the entry as the inbox has it now */
  learn(entry: ConversationEntry): InboxEntry;
  /** The time of these messages is over. @returns the inbox entry that showed one of them; null: it showed none */
  expired(conversationId: ConversationId, seqs: readonly number[]): InboxEntry | null;
  outgoing(conversationId: ConversationId | undefined): OutgoingMessage[];
  changes(conversationId: ConversationId | undefined): OutgoingChange[];
  receipts(conversationId: ConversationId): ReadonlyMap<UserId, number>;
  /** The highest known seq of the conversation; 0: none is known. */
  headOf(conversationId: ConversationId): number;
  /** The seq up to which this device has heard every event; null: the conversation is not known. */
  cursorOf(conversationId: ConversationId): number | null;
  snapshot(): Snapshot;
}
