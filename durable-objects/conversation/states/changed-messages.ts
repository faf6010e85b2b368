// The messages of a conversation as they are now: for pages and questions, as the asker may see them.
import type { MessageStates } from "../../../schema/protocol/message-state.ts";
import type { HistoryRange, Refused, StreamEvent } from "../../../schema/rpc/conversation.ts";
import type { MessageAnswer, MessageQuestion } from "../../../schema/rpc/message-changes.ts";
import type { Intervals } from "../log/visibility.ts";
import { answerOfMessages } from "./message-answers.ts";
import type { StateStore } from "./state-store.ts";
import { StateViews, type Said, type Viewer } from "./views.ts";

/** What it needs of the log. */
export interface ChangedLog {
  readonly states: StateStore;
  readonly floorSeq: number;
  saidAt(seq: number): Said | null;
  createdAtOf(seq: number): number;
}

/** What it needs of the log as one user sees it. */
export interface ChangedView {
  range(
    intervals: Intervals,
    afterSeq: number,
    throughSeq: number,
  ): { readonly missing: readonly HistoryRange[]; readonly events: readonly StreamEvent[] };
}

export class ChangedMessages {
  readonly #log: ChangedLog;
  readonly #view: ChangedView;
  readonly #views: StateViews;

  constructor(log: ChangedLog, view: ChangedView) {
    this.#log = log;
    this.#view = view;
    this.#views = new StateViews(log.states, log);
  }

  /** Of the messages with `afterSeq < seq <= throughSeq` that were changed. */
  statesWithin(viewer: Viewer, afterSeq: number, throughSeq: number): MessageStates {
    return this.#views.within(viewer, afterSeq, throughSeq);
  }

  answer<Q extends MessageQuestion>(viewer: Viewer, question: Q): MessageAnswer<Q["kind"]> | Refused {
    const log = this.#log;
    const at = (seq: number): ReturnType<ChangedView["range"]> => this.#view.range(viewer.intervals, seq - 1, seq);
    const asked = {
      states: log.states,
      views: this.#views,
      event: (seq: number) => at(seq).events[0] ?? null,
      missing: (seq: number) => at(seq).missing,
      createdAtOf: (seq: number) => log.createdAtOf(seq),
    };
    return answerOfMessages(asked, viewer, question);
  }
}
