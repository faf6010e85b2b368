// Reads what lists of single messages say at the end: pins, what is hidden, and of some messages edits, reactions and replies.
import * as v from "valibot";
import type { EditsResult, ReactionsResult } from "../../schema/protocol/http-messages.ts";
import { hiddenResultShape } from "../../schema/protocol/http-messages.ts";
import { threadResultShape } from "../../schema/protocol/http-threads.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { MessageState, MessageStates } from "../../schema/protocol/message-state.ts";
import type { KlatchClient } from "../../sdk/entry.ts";
import { patiently } from "../kit/patiently.ts";
import type { AuthorizedCall } from "./clients/authorized-call.ts";
import { messagePath } from "./changes/change-kind.ts";
import type { ConversationLists } from "./history/final-state.ts";

/** A user at the end of the run. */
export interface Reader {
  readonly client: KlatchClient;
  readonly call: AuthorizedCall;
}

/** Messages of a conversation whose lists are read, of each kind. */
const maxRead = 4;
/** A list of one message fits into one page. */
const pageSize = 200;

/**
 * @param states of all messages of the conversation
 * @param withMessages whether lists of single messages are read too: not by every reader, since what they say is in states
 */
export async function readLists(
  { client, call }: Reader,
  conversationId: ConversationId,
  states: MessageStates,
  withMessages: boolean,
): Promise<ConversationLists> {
  const some = (test: (state: MessageState) => boolean): readonly number[] =>
    Object.entries(withMessages ? states : {})
      .filter(([, state]) => state.recalled === undefined && test(state))
      .map(([seq]) => Number(seq))
      .slice(-maxRead);
  const { items: pins } = await patiently(() => client.pins(conversationId));
  const hidden = await call({ method: "GET", path: `/api/conversations/${conversationId}/hidden` });
  const edits = new Map<number, EditsResult["items"]>();
  for (const seq of some(({ editedAt }) => editedAt !== undefined))
    edits.set(seq, (await patiently(() => client.edits(conversationId, seq))).items);
  const reactions = new Map<number, ReactionsResult["items"]>();
  for (const seq of some((state) => state.reactions !== undefined))
    reactions.set(seq, (await patiently(() => client.reactions(conversationId, seq, { limit: pageSize }))).items);
  const threads = new Map<number, readonly number[]>();
  for (const seq of some(({ thread }) => thread?.lastReplyAt !== undefined)) {
    const path = `${messagePath({ conversationId, seq })}/thread?limit=${pageSize}`;
    const page = v.safeParse(threadResultShape, (await call({ method: "GET", path })).body);
    // Without its first message a thread cannot be read: to the checker its replies are missing.
    const replies = page.success ? page.output.events : [];
    threads.set(
      seq,
      replies.map((event) => event.seq),
    );
  }
  return {
    pins: pins.map(({ event }) => event.seq),
    hidden: v.parse(hiddenResultShape, hidden.body).items,
    edits,
    reactions,
    threads,
  };
}
