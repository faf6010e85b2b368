// What the storm asks of a device, whichever client runs on it.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { DeviceState } from "../history/final-state.ts";
import type { DeviceName } from "../history/record.ts";

export interface ChaosDevice {
  readonly name: DeviceName;
  readonly userId: UserId;
  /** Those it knows of. */
  readonly conversations: readonly ConversationId[];
  /** Messages written and neither acked nor refused for good. */
  readonly pending: number;
  start(): void;
  say(conversationId: ConversationId, text: string): void;
  /** All that it has of it is read. */
  read(conversationId: ConversationId): void;
  type(conversationId: ConversationId): void;
  /** The app is ended and started again, with what it had stored. */
  restart(): Promise<void>;
  /** The network is back: no need to wait. */
  hurry(): void;
  /** No more tricks on the way. */
  calm(): void;
  state(): DeviceState;
  stop(): void;
}
