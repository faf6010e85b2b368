// The messages of a conversation as they are now: for pages and questions, as the asker may see them.
import type { MessageStates } from "../../../schema/protocol/message-state.ts";
import type { HistoryRange, Refused, StreamEvent } from "../../../schema/rpc/conversation.ts";
import type { MessageAnswer, MessageQuestion } from "../../../schema/rpc/message-changes.ts";
import type { Intervals } from "../log/visibility.ts";
import { answerOf } from "./message-answers.ts";
import type { AskedConversation } from "./asked-conversation.ts";
import type { Viewer } from "./viewer.ts";
import { StateViews, type StatedLog } from "./views.ts";

/** What it needs of the log as one user sees it. */
export interface ChangedView {
  range(
    intervals: Intervals,
    afterSeq: number,
    throughSeq: number,
  ): { readonly missing: readonly HistoryRange[]; readonly events: readonly StreamEvent[] };
}

export class ChangedMessages {
  readonly #views: StateViews;
  readonly #asked: AskedConversation;

  constructor(log: StatedLog, view: ChangedView) {
    this.#views = new StateViews(log);
    this.#asked = {
      states: log.states,
      views: this.#views,
      find: ({ intervals }, seq) => view.range(intervals, seq - 1, seq),
      createdAtOf: (seq) => log.createdAtOf(seq),
      saidAt: (seq) => log.saidAt(seq),
      attachments: log.attachments,
      hidden: (userId) => log.states.hidden(userId),
      isOver: (seq) => log.expiry.isOver(seq),
    };
  }

  /** Of the messages with `afterSeq < seq <= throughSeq` that were changed. */
  statesWithin(viewer: Viewer, afterSeq: number, throughSeq: number): MessageStates {
    return this.#views.within(viewer, afterSeq, throughSeq);
  }

  answer<Q extends MessageQuestion>(viewer: Viewer, question: Q): MessageAnswer<Q["kind"]> | Refused {
    return answerOf(this.#asked, viewer, question);
  }
}
