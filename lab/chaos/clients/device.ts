// What the storm needs from a device, whichever client runs on it.
import type { ConversationId, DeviceId, OpId, UserId } from "../../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { Friends } from "../../../sdk/entry.ts";
import type { DeviceState } from "../history/final-state.ts";
import type { DeviceName } from "../history/record.ts";
import type { SaidPoll } from "./said-content.ts";

/** What a message of the storm has besides its text. */
export interface SayOptions {
  readonly mentions?: readonly UserId[] | undefined;
  /** The message that it answers in a thread. */
  readonly thread?: number | undefined;
  readonly silent?: true | undefined;
  /** In direct conversations: it is gone so many milliseconds after the other one has read it. */
  readonly burnAfterMs?: number | undefined;
  /** The text is a poll's question. */
  readonly poll?: SaidPoll | undefined;
}

export interface ChaosDevice {
  /** Another one after each sign-in. */
  readonly name: DeviceName;
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  /** The conversations that it knows. */
  readonly conversations: readonly ConversationId[];
  /** Messages and changes that are neither acked nor finally refused. */
  readonly pending: number;
  /** What this client does and shows about friends; null: nothing. */
  readonly friends: Friends | null;
  start(): void;
  say(conversationId: ConversationId, text: string, options: SayOptions): void;
  /** Changes a message, with as many attempts as it takes. The SDK does so under an id of its own. */
  change(opId: OpId, frame: MessageChangeFrame): void;
  /** Marks everything that the device has of this conversation as read. */
  read(conversationId: ConversationId): void;
  type(conversationId: ConversationId): void;
  /** Ends the app and starts it again with what it had stored. */
  restart(): Promise<void>;
  /** Signs out by itself, and signs in again. Never rejects. */
  signOut(): Promise<void>;
  /** Tells the client that the network is back, so that it need not wait. */
  hurry(): void;
  /** Stops the frame faults. */
  calm(): void;
  state(): DeviceState;
  stop(): void;
}
