// Messages that no server has acked, as they are given back to the app before the store is emptied.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { Live } from "../connection/live.ts";
import type { KlatchStore, StoredMessage } from "../store/klatch-store.ts";
import { storedOutbox, type Kept } from "./stored-outbox.ts";
import { extrasOf, type OutgoingMessage } from "./outgoing-message.ts";

/**
 * A message that was written and not acked. After the same user has signed in again, `send` with this `clientMsgId` sends
 * it once, even if the server had it already. One whose file is not uploaded has `noFileId` in its content: its bytes are lost with
 * the store, and `send` refuses it.
 */
export interface UnsentMessage {
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly content: Content;
  /** The message that this one replies to. */
  readonly replyTo?: MessageId | undefined;
  readonly mentions?: readonly UserId[] | undefined;
  /** The message of the thread that it answers. */
  readonly thread?: number | undefined;
  readonly silent?: boolean | undefined;
  readonly burnAfterMs?: number | undefined;
  /** When the message was written, in ms since 1970, by this device's estimate of the server's clock. */
  readonly writtenAtMs: number;
}

/**
 * What would be given back of these messages if the session ended now.
 * @param messages of `outgoing()`
 * @returns those that are neither acked nor discarded, in the order in which they were written
 */
export function unsentOf(messages: readonly (OutgoingMessage | StoredMessage)[]): UnsentMessage[] {
  const unsent = messages.filter((one) => !("state" in one) || (one.state !== "acked" && one.state !== "discarded"));
  return unsent
    .map((one) => {
      const { clientMsgId, conversationId, content, writtenAtMs } = one;
      return { clientMsgId, conversationId, content, writtenAtMs, ...extrasOf(one) };
    })
    .sort((a, b) => a.writtenAtMs - b.writtenAtMs);
}

const isOfMessage = (kept: Kept): kept is StoredMessage => "clientMsgId" in kept;

/** Gives unsent messages back to the app, before they vanish with the store's contents. */
export class GivenBack {
  readonly #store: KlatchStore;
  readonly #emitter: Emitter<KlatchEvents>;
  /** What was given back last. */
  last: readonly UnsentMessage[] = [];

  constructor(store: KlatchStore, emitter: Emitter<KlatchEvents>) {
    this.#store = store;
    this.#emitter = emitter;
  }

  /** @param live of this user; null: nobody has loaded their messages, but the store may have some */
  async giveBack(userId: UserId, live: Live | null): Promise<void> {
    const written = live?.outgoing(undefined) ?? storedOutbox(await this.#store.loadState(userId)).filter(isOfMessage);
    this.last = unsentOf(written);
    if (this.last.length > 0) this.#emitter.emit("unsent", { userId, messages: this.last });
  }
}
