// States as one user may see them: a change of a message is seen by whoever sees both, the message and the change.
import type { DeliveredContent } from "../../../schema/protocol/content/content.ts";
import type { ForwardedFrom } from "../../../schema/protocol/forwards.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type {
  MessageState,
  MessageStates,
  ReactionCount,
  ThreadState,
} from "../../../schema/protocol/message-state.ts";
import type { PollState } from "../../../schema/protocol/poll.ts";
import type { AttachmentStore } from "../attachments/attachment-store.ts";
import type { Expiry } from "../expiry/expiry.ts";
import { isVisible, seesAllSince } from "../log/visibility.ts";
import { pollAsSeen } from "./poll-view.ts";
import type { StateStore, StoredReaction } from "./state-store.ts";
import type { StoredState } from "./stored-state.ts";
import { lastSeen, type Viewer } from "./viewer.ts";

/** What an edit says, or the message. */
export interface Said {
  readonly content: DeliveredContent;
  /** Of a message that its sender forwarded: somebody else wrote it. */
  readonly forwardedFrom?: ForwardedFrom;
  readonly mentions?: readonly UserId[];
}

/** What states need of the log. */
export interface StatedLog {
  readonly states: StateStore;
  readonly expiry: Expiry;
  readonly attachments: AttachmentStore;
  /** Null: the log does not hold this event any more. */
  saidAt(seq: number): Said | null;
  createdAtOf(seq: number): number;
}

export class StateViews {
  readonly #store: StateStore;
  readonly #log: StatedLog;

  constructor(log: StatedLog) {
    this.#store = log.states;
    this.#log = log;
  }

  /** Of the changed messages with `afterSeq < seq <= throughSeq` that this viewer sees. */
  within(viewer: Viewer, afterSeq: number, throughSeq: number): MessageStates {
    if (throughSeq <= afterSeq) return {};
    return this.#viewAll(
      viewer,
      this.#store.within(afterSeq + 1, throughSeq),
      (seq) => seq > afterSeq && seq <= throughSeq,
    );
  }

  /** The same of single messages. */
  of(viewer: Viewer, seqs: readonly number[]): MessageStates {
    const wanted = new Set(seqs);
    const [from, to] = [Math.min(...seqs), Math.max(...seqs)];
    // Far apart they are looked up one by one: a row each.
    const states =
      to - from < 16 * seqs.length
        ? this.#store.within(from, to)
        : new Map(seqs.flatMap((seq) => [...this.#store.within(seq, seq)]));
    return this.#viewAll(viewer, states, (seq) => wanted.has(seq));
  }

  #viewAll(
    viewer: Viewer,
    states: ReadonlyMap<number, StoredState>,
    isWanted: (seq: number) => boolean,
  ): MessageStates {
    const hidden = new Set(this.#store.hidden(viewer.userId));
    const views: Record<string, MessageState> = {};
    for (const [seq, state] of states) {
      if (!isWanted(seq) || !isVisible(viewer.intervals, seq)) continue;
      views[seq] = this.#view(viewer, seq, state);
    }
    const { expiry } = this.#log;
    for (const { seq, burnsAt } of expiry.burns.all.values()) {
      if (burnsAt === null || expiry.isOver(seq) || !isWanted(seq) || !isVisible(viewer.intervals, seq)) continue;
      views[seq] = { asOf: viewer.asOf, ...views[seq], burnsAt };
    }
    for (const seq of hidden) {
      if (!isWanted(seq) || !isVisible(viewer.intervals, seq)) continue;
      views[seq] = { asOf: viewer.asOf, ...views[seq], hidden: true };
    }
    return views;
  }

  #view(viewer: Viewer, seq: number, state: StoredState): MessageState {
    const { asOf, intervals } = viewer;
    if (state.gone !== undefined) {
      const [goneSeq, reason, by] = state.gone;
      const left = this.#thread(viewer, seq, state);
      // What is gone is gone for everybody. Who was out meanwhile learns no more than that.
      if (!isVisible(intervals, goneSeq)) return { asOf, recalled: { reason: "erased" }, ...left };
      return { asOf, recalled: { reason, ...(by !== null && { senderId: by }) }, ...left };
    }
    if (this.#log.expiry.isOver(seq))
      return { asOf, recalled: { reason: "expired" }, ...this.#thread(viewer, seq, state) };
    const edit = lastSeen(viewer, state.edits);
    const said = edit === undefined ? null : this.#log.saidAt(edit[0]);
    const reactions = this.#reactions(viewer, seq, state);
    const isPinned = lastSeen(viewer, state.pins)?.[2] === 1;
    return {
      asOf,
      ...(said !== null && { content: said.content }),
      ...(said?.mentions !== undefined && { mentions: [...said.mentions] }),
      ...(edit !== undefined && { editedAt: edit[2] }),
      ...(reactions.length > 0 && { reactions }),
      ...(isPinned && { pinned: true as const }),
      ...this.#poll(viewer, seq, state),
      ...this.#thread(viewer, seq, state),
    };
  }

  #poll(viewer: Viewer, seq: number, { poll }: StoredState): { readonly poll?: PollState } {
    const seen = poll === undefined ? null : pollAsSeen(this.#store.votes, viewer, seq, poll);
    return seen === null ? {} : { poll: seen };
  }

  /** Replies that came while the viewer was out are none to them. */
  #thread(viewer: Viewer, root: number, { thread }: StoredState): { readonly thread?: ThreadState } {
    if (thread === undefined) return {};
    const [count, lastReplyAt, followers] = thread;
    const mine = followers.includes(viewer.userId);
    const seen = seesAllSince(viewer.intervals, root) ? { count, lastReplyAt } : this.#seenThread(viewer, root);
    // Who was out is not told by it that there are replies which they do not see.
    const isShown = seen.lastReplyAt > 0 || (mine && seesAllSince(viewer.intervals, root));
    if (!isShown) return {};
    return {
      thread: {
        count: seen.count,
        ...(seen.lastReplyAt > 0 && { lastReplyAt: seen.lastReplyAt }),
        ...(mine && { mine }),
      },
    };
  }

  #seenThread({ intervals }: Viewer, root: number): { readonly count: number; readonly lastReplyAt: number } {
    const { count, lastSeq } = this.#store.threads.seen(root, intervals);
    return { count, lastReplyAt: lastSeq === 0 ? 0 : this.#log.createdAtOf(lastSeq) };
  }

  #reactions(viewer: Viewer, target: number, { reactions = [] }: StoredState): ReactionCount[] {
    if (!seesAllSince(viewer.intervals, target)) return this.#visibleReactions(viewer, target);
    const isWhole = reactions.every(([, count, users]) => users.length === count);
    const own = isWhole ? null : new Set(this.#activeOf(this.#store.reactionsBy(target, viewer.userId), viewer));
    return reactions.map(([emoji, count, users]) => ({
      emoji,
      count,
      mine: own?.has(emoji) ?? users.includes(viewer.userId),
    }));
  }

  /** For who was out: what they saw of each reaction last. */
  #visibleReactions(viewer: Viewer, target: number): ReactionCount[] {
    const counts = new Map<string, { count: number; mine: boolean; first: number }>();
    let after = { userId: "", emoji: "" };
    for (;;) {
      const rows = this.#store.reactions(target, after, 500);
      for (const row of rows) {
        const [seq] = row.changes[0] ?? [Infinity];
        for (const emoji of this.#activeOf([row], viewer)) {
          const known = counts.get(emoji) ?? { count: 0, mine: false, first: Infinity };
          const mine = known.mine || row.userId === viewer.userId;
          counts.set(emoji, { count: known.count + 1, mine, first: Math.min(known.first, seq) });
        }
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < 500) break;
      after = last;
    }
    return [...counts]
      .toSorted(([, a], [, b]) => a.first - b.first)
      .map(([emoji, { count, mine }]) => ({ emoji, count, mine }));
  }

  /** The emojis that are there, as far as the viewer sees. */
  #activeOf(reactions: readonly StoredReaction[], viewer: Viewer): string[] {
    return reactions.filter(({ changes }) => lastSeen(viewer, changes)?.[2] === 1).map(({ emoji }) => emoji);
  }
}
