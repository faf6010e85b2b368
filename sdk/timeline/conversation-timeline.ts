// The timeline: loads one page at a time, appends live events, and calls its listeners once per turn.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { abortable } from "../client/abortable.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import { isMessageChange } from "../client/message-change.ts";
import { isStateEvent, touchedBy } from "../states/fold-state.ts";
import { ViewStates } from "../states/view-states.ts";
import { lastSeqOf } from "../store/stored-events.ts";
import { ChangeListeners } from "./change-listeners.ts";
import { hearOf } from "./conversation-news.ts";
import { Loads } from "./loads.ts";
import { TimelineItems } from "./timeline-items.ts";
import { TimelineLoader, type LoadedEvents, type LogAccess } from "./timeline-loader.ts";
import { TimelineWindow } from "./timeline-window.ts";
import type { Timeline, TimelineItem, TimelineOptions } from "./timeline.ts";

export interface TimelineParts extends LogAccess {
  readonly emitter: Emitter<KlatchEvents>;
  readonly me: UserId | null;
  /** The highest known seq of the conversation; null: nobody is signed in. */
  readonly head: () => number | null;
  readonly outgoing: () => readonly OutgoingMessage[];
}

type Loading = NonNullable<Timeline["loading"]>;

const maxPageSize = 200;
/** The count of unseen messages ends here: nobody reads a higher number. */
const maxUnseenCounted = 1_000;

export class ConversationTimeline implements Timeline {
  readonly conversationId: ConversationId;
  readonly opened: Promise<void>;
  readonly #parts: TimelineParts;
  readonly #pageSize: number;
  readonly #states: ViewStates;
  readonly #loader: TimelineLoader;
  readonly #window = new TimelineWindow();
  readonly #items: TimelineItems;
  readonly #listeners = new ChangeListeners();
  readonly #loads = new Loads<Loading>(
    () => this.#changed(),
    () => this.#loadEnded(),
  );
  readonly #offs: readonly (() => void)[];
  /** The first seq that the server can give: 1, or a higher one that its pages began with. */
  #firstSeq = 1;
  /** The highest head that a page of the server reported. */
  #headSeq = 0;
  /** The window has content, or is known to be empty. */
  #isOpen = false;
  #place: number | "end";
  #isClosed = false;
  /** Seqs of others' messages that arrived and were not appended. */
  #unseenSeqs: number[] = [];
  #shown: readonly TimelineItem[] | null = null;

  constructor(parts: TimelineParts, conversationId: ConversationId, options: TimelineOptions) {
    this.#parts = parts;
    this.conversationId = conversationId;
    this.#pageSize = Math.min(options.pageSize ?? 50, maxPageSize);
    this.#states = new ViewStates(parts, conversationId, parts.me, this.#window, (seqs) => {
      if (!this.#isClosed) this.#became(seqs);
    });
    this.#loader = new TimelineLoader(parts, conversationId, this.#states);
    this.#items = new TimelineItems(parts.me, this.#states);
    this.#offs = [
      hearOf(conversationId, parts.emitter, this.#states, {
        heard: (event) => this.#heard(event),
        setBack: ({ headSeq }) => this.#setBack(headSeq),
        outboxChanged: (message) => this.#outboxChanged(message),
        became: (seqs) => this.#became(seqs),
        caughtUp: () => this.#caughtUp(),
      }),
      parts.emitter.on("conversation", ({ id }) => {
        if (id === conversationId) this.#changed();
      }),
    ];
    this.#place = options.at ?? "end";
    this.opened = this.jumpTo(this.#place);
  }

  get events(): readonly EventFrame[] {
    return this.#window.events;
  }

  get outgoing(): readonly OutgoingMessage[] {
    return this.#items.withoutEvents(this.#parts.outgoing(), this.events);
  }

  get items(): readonly TimelineItem[] {
    // Without any loaded event, the outgoing messages are shown alone.
    const showsOutgoing = this.atEnd || this.events.length === 0;
    this.#shown ??= this.#items.list(this.events, showsOutgoing ? this.outgoing : []);
    return this.#shown;
  }

  get atStart(): boolean {
    return this.#isOpen && this.#window.startSeq <= this.#firstSeq;
  }

  get atEnd(): boolean {
    return this.#isOpen && this.#window.endSeq >= this.#head;
  }

  get newer(): number {
    return this.#unseenSeqs.filter((seq) => seq > this.#window.endSeq).length;
  }

  get loading(): Loading | null {
    return this.#loads.kind;
  }

  get error(): KlatchError | null {
    return this.#loads.error;
  }

  loadOlder({ signal }: CallOptions = {}): Promise<void> {
    return abortable(
      this.#load("older", async () => {
        if (!this.#isOpen) await this.#jump();
        else if (!this.atStart) this.#prepend(await this.#loader.before(this.#window.startSeq, this.#pageSize));
      }),
      signal,
    );
  }

  loadNewer({ signal }: CallOptions = {}): Promise<void> {
    return abortable(
      this.#load("newer", async () => {
        if (!this.#isOpen) await this.#jump();
        else if (!this.atEnd) this.#append(await this.#loader.after(this.#window.endSeq, this.#pageSize));
      }),
      signal,
    );
  }

  jumpTo(place: number | "end", { signal }: CallOptions = {}): Promise<void> {
    const jump = (): Promise<void> => {
      this.#place = place;
      return this.#jump();
    };
    return abortable(this.#load("jump", jump), signal);
  }

  trim({ fromSeq, toSeq }: { readonly fromSeq: number; readonly toSeq: number }): void {
    if (this.#window.trim(fromSeq, toSeq, this.#pageSize)) this.#changed();
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#isClosed = true;
    for (const off of this.#offs) off();
    this.#listeners.clear();
  }

  /** A repeated load shares the one that waits or runs. Jumps do not: places differ. */
  #load(kind: Loading, run: () => Promise<void>): Promise<void> {
    const same = kind === "jump" ? undefined : this.#loads.of(kind);
    return same ?? this.#loads.add(kind, async () => (this.#isClosed ? undefined : run()));
  }

  #loadEnded(): void {
    this.#states.forget();
    this.#changed();
    this.#states.askMissing();
  }

  #caughtUp(): void {
    this.#states.align();
    this.#states.askMissing();
    const { failed, error } = this.#loads;
    if (failed !== null && error?.class !== "fatal") void this.#load(failed.kind, failed.run);
  }

  get #head(): number {
    return Math.max(this.#parts.head() ?? 0, this.#headSeq);
  }

  #jump(): Promise<void> {
    const place = this.#place;
    if (place === "end" || (place > this.#head && this.#parts.head() !== null)) return this.#toEnd();
    return this.#toSeq(Math.max(1, place));
  }

  async #toEnd(): Promise<void> {
    if (this.atEnd) return;
    const stored = await this.#loader.storedEnd(this.#pageSize);
    // Shows the stored events at once, before any request.
    if (stored.length > 0 || this.#parts.head() === 0) this.#show(stored);
    // Events that arrive during a request are stored, so the loop runs until the window has reached the head.
    for (let endSeq = -1; !this.atEnd && endSeq < this.#window.endSeq;) {
      endSeq = this.#isOpen ? this.#window.endSeq : -1;
      // If at most one page is missing, it is appended, and the view need not jump.
      const isNear = this.#isOpen && this.#head - endSeq <= this.#pageSize;
      if (isNear) this.#append(await this.#loader.after(endSeq, this.#pageSize));
      else this.#showPage(await this.#loader.newest(this.#pageSize));
    }
  }

  async #toSeq(seq: number): Promise<void> {
    if (this.#isOpen && this.#window.holds(seq)) return;
    const half = Math.max(1, Math.floor(this.#pageSize / 2));
    this.#showPage(await this.#loader.before(seq + 1, half));
    if (!this.atEnd) this.#append(await this.#loader.after(this.#window.endSeq, half));
  }

  #showPage(page: LoadedEvents): void {
    this.#learnFrom(page);
    if (!this.#isOpen || !this.#window.append(page.events)) this.#show(page.events);
    else this.#changed();
  }

  #learnFrom({ events, isFirst, headSeq }: LoadedEvents): void {
    this.#headSeq = Math.max(this.#headSeq, headSeq);
    if (isFirst) this.#firstSeq = events[0]?.seq ?? this.#window.startSeq;
  }

  /** @param events loaded before now: the window may reach beyond them by what was appended meanwhile */
  #show(events: readonly EventFrame[]): void {
    const last = events.at(-1);
    const isShown = this.#isOpen && (last === undefined || this.#window.holds(lastSeqOf(last)));
    if (!isShown) this.#window.replace(events);
    this.#isOpen = true;
    this.#changed();
  }

  #prepend(page: LoadedEvents): void {
    this.#learnFrom(page);
    this.#window.prepend(page.events);
    this.#changed();
  }

  #append(page: LoadedEvents): void {
    this.#headSeq = Math.max(this.#headSeq, page.headSeq);
    this.#window.append(page.events);
    this.#changed();
  }

  #became(seqs: readonly number[]): void {
    this.#items.became(seqs, this.events);
    this.#changed();
  }

  #heard(event: EventFrame): void {
    const isBreak = this.#states.held.heard(event);
    if (isStateEvent(event)) {
      this.#states.forget(event);
      this.#became(touchedBy(event));
    }
    if (isBreak || isMessageChange(event)) this.#states.askMissing();
    const isAppended = this.#isOpen && this.#window.append([event]);
    const isNews = event.type === "new-message" && event.senderId !== this.#parts.me;
    if (!isAppended && isNews && event.seq > this.#window.endSeq && this.#unseenSeqs.length < maxUnseenCounted)
      this.#unseenSeqs.push(event.seq);
    this.#changed();
  }

  #setBack(headSeq: number): void {
    this.#window.forgetAfter(headSeq);
    this.#states.held.setBack(headSeq, this.events);
    this.#headSeq = Math.min(this.#headSeq, headSeq);
    this.#unseenSeqs = this.#unseenSeqs.filter((seq) => seq <= headSeq);
    this.#became(this.events.map(({ seq }) => seq));
    // An empty window would count as the log's beginning.
    if (this.#isOpen && this.events.length === 0) {
      this.#isOpen = false;
      void this.jumpTo("end");
    }
  }

  #outboxChanged(message: OutgoingMessage): void {
    this.#items.changed(message);
    this.#changed();
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#shown = null;
    if (this.atEnd) this.#unseenSeqs = [];
    this.#listeners.tell();
  }
}
