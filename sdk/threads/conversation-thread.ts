// A thread as a view shows it: loads pages of the server, appends live replies, and calls its listeners once per turn.
import type { ThreadResult } from "../../schema/protocol/http-threads.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import { isStateEvent, touchedBy } from "../states/fold-state.ts";
import type { KnownEvent } from "../states/known-event.ts";
import type { StatesAccess } from "../states/message-states.ts";
import { ViewStates } from "../states/view-states.ts";
import { ChangeListeners } from "../timeline/change-listeners.ts";
import { hearOf } from "../timeline/conversation-news.ts";
import { Loads } from "../timeline/loads.ts";
import { TimelineItems } from "../timeline/timeline-items.ts";
import type { TimelineItem } from "../timeline/timeline.ts";
import { HeldThread, isReplyIn } from "./held-thread.ts";
import type { Thread } from "./thread.ts";

export interface ThreadParts extends StatesAccess {
  readonly emitter: Emitter<KlatchEvents>;
  readonly me: UserId | null;
  readonly outgoing: () => readonly OutgoingMessage[];
  /** A page with what became of its messages, of which the first is the thread's. @throws KlatchError */
  fetchThread(page: {
    readonly before?: number;
    readonly after?: number;
  }): Promise<Pick<ThreadResult, "headSeq" | "before" | "after"> & { readonly events: readonly KnownEvent[] }>;
  /** @throws KlatchError */
  follow(follows: boolean, options: CallOptions): Promise<void>;
}

const storedAtOnce = 500;

export class ConversationThread implements Thread {
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly opened: Promise<void>;
  readonly #parts: ThreadParts;
  readonly #states: ViewStates;
  readonly #items: TimelineItems;
  readonly #held: HeldThread;
  readonly #listeners = new ChangeListeners();
  readonly #loads = new Loads<"thread">(
    () => this.#changed(),
    () => this.#loadEnded(),
  );
  readonly #off: () => void;
  /** Where the replies before those that are held are; null: there are none. */
  #before: number | null = null;
  #isOpen = false;
  #isClosed = false;
  /** What the user has said last, and of that what the server has taken; null: as the state has it. */
  #follows: boolean | null = null;
  #followed: boolean | null = null;
  /** The newest call about it: one waits for the one before. */
  #asking: Promise<void> = Promise.resolve();
  #shown: { readonly root: Thread["root"]; readonly items: readonly TimelineItem[] } | null = null;

  constructor(parts: ThreadParts, conversationId: ConversationId, seq: number) {
    this.#parts = parts;
    this.conversationId = conversationId;
    this.seq = seq;
    this.#held = new HeldThread(seq);
    this.#states = new ViewStates(parts, conversationId, parts.me, this.#held, (seqs) => {
      if (!this.#isClosed) this.#became(seqs);
    });
    this.#items = new TimelineItems(parts.me, this.#states);
    this.#off = hearOf(conversationId, parts.emitter, this.#states, {
      heard: (event) => this.#heard(event),
      setBack: ({ headSeq }) => this.#setBack(headSeq),
      outboxChanged: (message) => this.#outboxChanged(message),
      became: (seqs) => this.#became(seqs),
      caughtUp: () => this.#caughtUp(),
    });
    this.opened = this.#load(() => this.#open());
  }

  get root(): Thread["root"] {
    return this.#view.root;
  }

  get items(): readonly TimelineItem[] {
    return this.#view.items;
  }

  get atStart(): boolean {
    return this.#isOpen && this.#before === null;
  }

  get isLoading(): boolean {
    return this.#loads.kind !== null;
  }

  get error(): KlatchError | null {
    return this.#loads.error;
  }

  get follows(): boolean {
    return this.#follows ?? this.root?.state?.thread?.mine ?? false;
  }

  loadOlder(): Promise<void> {
    return this.#load(async () => {
      if (!this.#isOpen) return this.#open();
      if (this.#before === null) return;
      const page = await this.#parts.fetchThread({ before: this.#before });
      this.#take(page.events);
      this.#before = page.before;
    });
  }

  async follow(follows: boolean, options: CallOptions = {}): Promise<void> {
    const asking = this.#asking.catch(() => {}).then(() => this.#parts.follow(follows, options));
    this.#asking = asking;
    this.#follows = follows;
    this.#changed();
    try {
      await asking;
      this.#followed = follows;
    } catch (error) {
      // What the user has said since counts.
      if (asking === this.#asking) this.#follows = this.#followed;
      this.#changed();
      throw error;
    }
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#off();
    this.#listeners.clear();
  }

  #load(run: () => Promise<void>): Promise<void> {
    return this.#loads.add("thread", async () => (this.#isClosed ? undefined : run()));
  }

  #loadEnded(): void {
    this.#changed();
    if (!this.#isClosed) this.#states.askMissing();
  }

  async #open(): Promise<void> {
    if (this.#held.root === null) await this.#fromStore();
    const { events, before } = await this.#parts.fetchThread({});
    const first = events[1];
    // What the store had before may lack some.
    if (first !== undefined) this.#held.keepFrom(first.seq);
    this.#take(events);
    this.#before = before;
    this.#isOpen = this.#held.root !== null;
  }

  /** Shows at once what this device has: it may be all there is without a connection. */
  async #fromStore(): Promise<void> {
    const query = { conversationId: this.conversationId, from: { after: this.seq - 1 }, limit: storedAtOnce };
    const stored = await this.#parts.readStored(query);
    if (stored[0]?.seq !== this.seq) return;
    await this.#states.reach(this.#take(stored));
    this.#changed();
  }

  /** What came while this device was away. */
  async #loadNewer(): Promise<void> {
    for (let after: number | null = this.#held.lastSeq; after !== null;) {
      const page: Awaited<ReturnType<ThreadParts["fetchThread"]>> = await this.#parts.fetchThread({ after });
      this.#take(page.events);
      after = page.after;
    }
  }

  #caughtUp(): void {
    this.#states.align();
    this.#states.askMissing();
    if (this.#loads.error?.class === "fatal") return;
    void this.#load(() => (this.#isOpen ? this.#loadNewer() : this.#open()));
  }

  /** @returns the events as they are kept */
  #take(known: readonly KnownEvent[]): EventFrame[] {
    const events = this.#states.held.take(known);
    this.#held.take(events);
    return events;
  }

  #heard(event: EventFrame): void {
    const isBreak = this.#states.held.heard(event);
    if (isReplyIn(event, this.seq)) {
      this.#held.take([event]);
      if (event.senderId === this.#parts.me) this.#asIs();
    }
    if (isStateEvent(event)) {
      this.#states.forget(event);
      this.#became(touchedBy(event));
    }
    if (isBreak || isStateEvent(event)) this.#states.askMissing();
  }

  /** Whether the user follows is as the state has it. */
  #asIs(): void {
    this.#follows = null;
    this.#followed = null;
  }

  #became(seqs: readonly number[]): void {
    this.#items.became(seqs, this.#held.events);
    this.#changed();
  }

  #setBack(headSeq: number): void {
    this.#held.forgetAfter(headSeq);
    // Whether there is a thread under this seq now, the server says.
    if (this.seq > headSeq) {
      this.#before = null;
      this.#asIs();
      this.#isOpen = false;
    }
    this.#states.held.setBack(headSeq, this.#held.events);
    this.#became(this.#held.events.map(({ seq }) => seq));
  }

  #outboxChanged(message: OutgoingMessage): void {
    if (message.thread !== this.seq) return;
    this.#items.changed(message);
    this.#changed();
  }

  get #view(): { readonly root: Thread["root"]; readonly items: readonly TimelineItem[] } {
    this.#shown ??= this.#show();
    return this.#shown;
  }

  #show(): { readonly root: Thread["root"]; readonly items: readonly TimelineItem[] } {
    const { root: first, replies } = this.#held;
    const mine = this.#parts.outgoing().filter(({ thread }) => thread === this.seq);
    const [root] = first === null ? [] : this.#items.list([first], []);
    return {
      root: root?.kind === "event" ? root : null,
      items: this.#items.list(replies, this.#items.withoutEvents(mine, replies)),
    };
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#shown = null;
    this.#listeners.tell();
  }
}
