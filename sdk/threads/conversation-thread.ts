// A thread as a view shows it: loads pages of the server, appends live replies, and calls its listeners once per turn.
import type { ThreadResult } from "../../schema/protocol/http-threads.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import { asKlatchError, type KlatchError } from "../client/klatch-error.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import { isStateEvent, touchedBy } from "../states/fold-state.ts";
import type { KnownEvent } from "../states/known-event.ts";
import { MessageStates, type StatesAccess } from "../states/message-states.ts";
import { saysSomethingOf, withoutContent } from "../states/tombstone.ts";
import { TimelineItems } from "../timeline/timeline-items.ts";
import type { TimelineItem } from "../timeline/timeline.ts";
import { HeldReplies, isReplyIn } from "./held-replies.ts";
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
  readonly #states: MessageStates;
  readonly #items: TimelineItems;
  readonly #replies = new HeldReplies();
  readonly #listeners = new Set<() => void>();
  readonly #offs: readonly (() => void)[];
  #root: EventFrame | null = null;
  /** Where the replies before those that are held are; null: there are none. */
  #before: number | null = null;
  #isOpen = false;
  #isClosed = false;
  #error: KlatchError | null = null;
  #work: Promise<void> = Promise.resolve();
  #loads = 0;
  /** What the user has said last, and of that what the server has taken; null: as the state has it. */
  #follows: boolean | null = null;
  #followed: boolean | null = null;
  /** The newest call about it: one waits for the one before. */
  #asking: Promise<void> = Promise.resolve();
  #shown: { readonly root: Thread["root"]; readonly items: readonly TimelineItem[] } | null = null;
  #isNotifying = false;

  constructor(parts: ThreadParts, conversationId: ConversationId, seq: number) {
    this.#parts = parts;
    this.conversationId = conversationId;
    this.seq = seq;
    this.#states = new MessageStates(parts, conversationId, parts.me);
    this.#items = new TimelineItems(parts.me, this.#states);
    const { emitter } = parts;
    this.#offs = [
      emitter.on("event", (event) => this.#heard(event)),
      emitter.on("set-back", (setBack) => this.#setBack(setBack)),
      emitter.on("outbox", (message) => this.#outboxChanged(message)),
      emitter.on("change", (change) => this.#became(change)),
      emitter.on("burning", (burning) => this.#became(burning)),
      emitter.on("expired", (expired) => this.#became(expired, () => this.#expire(expired.seqs))),
      emitter.on("hidden", (hidden) => this.#became(hidden, () => this.#states.held.hide(hidden.seqs))),
      emitter.on("sync", () => this.#caughtUp()),
    ];
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
    return this.#loads > 0;
  }

  get error(): KlatchError | null {
    return this.#error;
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
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    for (const off of this.#offs) off();
    this.#listeners.clear();
  }

  /** Loads run one after the other. */
  #load(run: () => Promise<void>): Promise<void> {
    this.#loads += 1;
    this.#changed();
    const before = this.#work;
    this.#work = this.#tryAfter(before, run);
    return this.#work;
  }

  async #tryAfter(before: Promise<void>, run: () => Promise<void>): Promise<void> {
    await before;
    try {
      if (!this.#isClosed) await run();
      this.#error = null;
    } catch (error) {
      this.#error = asKlatchError(error);
    }
    this.#loads -= 1;
    this.#changed();
    this.#askStates();
  }

  async #open(): Promise<void> {
    if (this.#root === null) await this.#fromStore();
    const { events, before } = await this.#parts.fetchThread({});
    const first = events[1];
    // What the store had before may lack some.
    if (first !== undefined) this.#replies.keepFrom(first.seq);
    this.#take(events);
    this.#before = before;
    this.#isOpen = this.#root !== null;
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
    for (let after: number | null = this.#replies.lastSeq; after !== null;) {
      const page: Awaited<ReturnType<ThreadParts["fetchThread"]>> = await this.#parts.fetchThread({ after });
      this.#take(page.events);
      after = page.after;
    }
  }

  #caughtUp(): void {
    this.#states.align();
    this.#askStates();
    if (this.#error?.class === "fatal") return;
    void this.#load(() => (this.#isOpen ? this.#loadNewer() : this.#open()));
  }

  /** @returns the events as they are kept */
  #take(known: readonly KnownEvent[]): EventFrame[] {
    const events = this.#states.held.take(known);
    const root = events.find(({ seq }) => seq === this.seq);
    if (root !== undefined) this.#root = root;
    this.#replies.add(events.filter((event) => isReplyIn(event, this.seq)));
    return events;
  }

  #heard(event: EventFrame): void {
    if (event.conversationId !== this.conversationId) return;
    const isBreak = this.#states.held.heard(event);
    if (isReplyIn(event, this.seq)) {
      this.#replies.add([event]);
      if (event.senderId === this.#parts.me) this.#asIs();
    }
    if (isStateEvent(event))
      this.#became({ conversationId: event.conversationId, seqs: touchedBy(event) }, () => this.#forget());
    if (isBreak || isStateEvent(event)) this.#askStates();
  }

  /** Whether the user follows is as the state has it. */
  #asIs(): void {
    this.#follows = null;
    this.#followed = null;
  }

  get #events(): readonly EventFrame[] {
    return this.#root === null ? this.#replies.events : [this.#root, ...this.#replies.events];
  }

  #askStates(): void {
    if (this.#isClosed) return;
    const told = (seqs: readonly number[]): void => {
      if (!this.#isClosed) this.#became({ conversationId: this.conversationId, seqs }, () => this.#forget());
    };
    void this.#states.ask(() => this.#events, told);
  }

  #became({ conversationId, seqs }: KlatchEvents["message-state"], take: () => void = () => {}): void {
    if (conversationId !== this.conversationId) return;
    take();
    this.#items.became(seqs, this.#events);
    this.#changed();
  }

  #expire(seqs: readonly number[]): void {
    this.#states.held.expire(seqs);
    this.#forget();
  }

  /** Forgets what was said in messages that are known to be recalled. */
  #forget(): void {
    const recalled = new Set(this.#events.filter((event) => this.#states.held.isRecalled(event)).map(({ seq }) => seq));
    const forgotten = <Event extends EventFrame>(event: Event): Event => {
      if (!saysSomethingOf(event, recalled)) return event;
      const gone: EventFrame = withoutContent(event);
      this.#states.held.replaced(event, gone);
      return gone as Event;
    };
    if (this.#root !== null) this.#root = forgotten(this.#root);
    this.#replies.replaceEach((event: NewMessageFrame) => forgotten(event));
  }

  #setBack({ conversationId, headSeq }: KlatchEvents["set-back"]): void {
    if (conversationId !== this.conversationId) return;
    this.#replies.forgetAfter(headSeq);
    // Whether there is a thread under this seq now, the server says.
    if (this.seq > headSeq) {
      this.#root = null;
      this.#before = null;
      this.#asIs();
      this.#isOpen = false;
    }
    this.#states.held.setBack(headSeq, this.#events);
    this.#became({ conversationId, seqs: this.#events.map(({ seq }) => seq) });
  }

  #outboxChanged(message: OutgoingMessage): void {
    if (message.conversationId !== this.conversationId || message.thread !== this.seq) return;
    this.#items.changed(message);
    this.#changed();
  }

  get #view(): { readonly root: Thread["root"]; readonly items: readonly TimelineItem[] } {
    this.#shown ??= this.#show();
    return this.#shown;
  }

  #show(): { readonly root: Thread["root"]; readonly items: readonly TimelineItem[] } {
    const { events } = this.#replies;
    const mine = this.#parts.outgoing().filter(({ thread }) => thread === this.seq);
    const [root] = this.#root === null ? [] : this.#items.list([this.#root], []);
    return {
      root: root?.kind === "event" ? root : null,
      items: this.#items.list(events, this.#items.withoutEvents(mine, events)),
    };
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#shown = null;
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    queueMicrotask(() => {
      this.#isNotifying = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
