// A conversation's log, a server that serves it and a store that has pieces of it: all that a timeline stands upon.
import type { MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { Emitter } from "../../sdk/client/emitter.ts";
import type { KlatchEvents } from "../../sdk/client/events.ts";
import { KlatchError } from "../../sdk/client/klatch-error.ts";
import { memoryStore, type KlatchStore } from "../../sdk/entry.ts";
import { lastSeqOf } from "../../sdk/store/stored-events.ts";
import { ConversationTimeline } from "../../sdk/timeline/conversation-timeline.ts";
import type { TimelineOptions } from "../../sdk/timeline/timeline.ts";
import { direct, me, message, peer, session } from "./sdk-fakes.ts";

/** What an event is: somebody's message, the user's own, or `length` events that the user may not see. */
export type Kind = "peer" | "me" | { readonly hidden: number };

const listed: Omit<ConversationEntry, "headSeq"> = {
  id: direct,
  kind: "direct",
  peerId: peer,
  cursorSeq: 0,
  unread: 0,
  preview: null,
  activeAt: 0,
  inboxVersion: 1,
};

/** The seqs from one to the other, both among them. */
export const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

export class NaiveConversation {
  readonly log: EventFrame[] = [];
  readonly emitter = new Emitter<KlatchEvents>();
  readonly #store: KlatchStore;
  /** What the device has heard of. */
  head = 0;
  isOnline = true;
  refusal: ErrorCode | null = null;
  fetches = 0;

  private constructor(store: KlatchStore) {
    this.#store = store;
  }

  static async make(kinds: readonly Kind[]): Promise<NaiveConversation> {
    const store = memoryStore();
    await store.save(session);
    const conversation = new NaiveConversation(store);
    for (const kind of kinds) conversation.#append(kind);
    conversation.head = conversation.lastSeq;
    return conversation;
  }

  get lastSeq(): number {
    const last = this.log.at(-1);
    return last === undefined ? 0 : lastSeqOf(last);
  }

  /** The store has these of its events, by their place in the log. */
  async keep(from: number, to: number): Promise<void> {
    await this.#store.commit(me, { events: this.log.slice(from, to) });
  }

  /** Something happens and reaches this device. */
  async happen(kind: Kind): Promise<void> {
    const event = this.#append(kind);
    this.head = this.lastSeq;
    await this.#store.commit(me, { events: [event] });
    this.emitter.emit("event", event);
  }

  /** Something happens that this device does not hear of. */
  miss(kind: Kind): void {
    this.#append(kind);
  }

  /** The device learns how far the log goes, but not what it missed. */
  hear(): void {
    this.head = this.lastSeq;
    this.emitter.emit("conversation", { ...listed, headSeq: this.head });
    this.becomeCaughtUp();
  }

  /** The device's socket is in sync. */
  becomeCaughtUp(): void {
    this.emitter.emit("sync", { inboxVersion: 1 });
  }

  timeline(options: TimelineOptions = {}): ConversationTimeline {
    return new ConversationTimeline(
      {
        emitter: this.emitter,
        me,
        head: () => this.head,
        outgoing: () => [],
        cursor: () => this.head,
        changes: () => [],
        burnsAt: () => null,
        now: () => 0,
        fetchStates: () => Promise.reject(new KlatchError("NOT_FOUND", "an earlier server")),
        validity: () => () => Number.MAX_SAFE_INTEGER,
        keepStates: () => {},
        readStored: (query) => this.#store.readEvents(me, query),
        fetchPage: async (page) => {
          this.fetches++;
          if (!this.isOnline) throw new KlatchError("UNAVAILABLE", "offline");
          if (this.refusal !== null) throw new KlatchError(this.refusal, "refused");
          const result = this.#page(page);
          await this.#store.commit(me, { events: result.events });
          return result;
        },
      },
      direct,
      options,
    );
  }

  /** As the server does it: a page may begin or end within what stands for several events. */
  #page({ before, after, limit }: { before?: number; after?: number; limit: number }): MessagesResult {
    const headSeq = this.lastSeq;
    const clipped = this.log.flatMap((event): EventFrame[] => {
      const seq = Math.max(event.seq, (after ?? 0) + 1);
      const toSeq = Math.min(lastSeqOf(event), (before ?? headSeq + 1) - 1);
      if (seq > toSeq) return [];
      return event.type === "void" ? [{ ...event, seq, toSeq }] : [event];
    });
    const events = after === undefined ? clipped.slice(-limit) : clipped.slice(0, limit);
    const [first, last] = [events[0], events.at(-1)];
    const beforeNext = first === undefined || first.seq === 1 ? null : first.seq;
    const afterNext = last === undefined || lastSeqOf(last) === headSeq ? null : lastSeqOf(last);
    return { events, headSeq, before: beforeNext, after: afterNext };
  }

  #append(kind: Kind): EventFrame {
    const seq = this.lastSeq + 1;
    const clientMsgId = `own-${seq}` as ClientMsgId;
    const event: EventFrame =
      typeof kind === "object"
        ? { type: "void", conversationId: direct, seq, toSeq: seq + kind.hidden - 1, createdAt: seq }
        : message(seq, { senderId: kind === "me" ? me : peer, clientMsgId });
    this.log.push(event);
    return event;
  }
}
