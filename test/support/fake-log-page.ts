// The page of a conversation without a browser: a timeline of the SDK, its rows, the controller and a fake list.
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { OutgoingMessage } from "../../sdk/outbox/outgoing-message.ts";
import type { ConversationTimeline } from "../../sdk/timeline/conversation-timeline.ts";
import { windowOf } from "../../apps/web/timeline/shown-window.ts";
import { TimelineController } from "../../apps/web/timeline/timeline-controller.ts";
import type { LoadState, Seen } from "../../apps/web/timeline/timeline-state.ts";
import type { Place } from "../../apps/web/timeline/timeline-place.ts";
import { timelineRows, type Row } from "../../apps/web/timeline/timeline-rows.ts";
import { FakeList, type FakeListOptions } from "./fake-list.ts";
import type { NaiveConversation } from "./naive-conversation.ts";
import { me, settle } from "./sdk-fakes.ts";

/** So many rounds without a change are a rest. */
const quietRounds = 3;

export class FakeLogPage {
  readonly timeline: ConversationTimeline;
  readonly controller: TimelineController;
  readonly list: FakeList;
  outgoing: OutgoingMessage[] = [];
  rows: readonly Row[] = [];
  /** False: the person looks at another tab. */
  isLookedAt = true;
  readonly #options: FakeListOptions;
  readonly #unreadAfterSeq: number | null;

  constructor(conversation: NaiveConversation, place: Place, options: FakeListOptions) {
    const at = place.kind === "seq" || place.kind === "unread" ? place.seq : "end";
    this.timeline = conversation.timeline({ at, pageSize: 12 });
    this.controller = new TimelineController(place);
    this.#options = options;
    this.list = new FakeList(options);
    this.#unreadAfterSeq = place.kind === "unread" ? place.seq - 1 : null;
  }

  send(clientMsgId: string): void {
    const sent = { clientMsgId: clientMsgId as ClientMsgId, content: { type: "text", text: "" }, writtenAtMs: 0 };
    this.outgoing = [...this.outgoing, sent as OutgoingMessage];
  }

  get seen(): Seen | null {
    return this.controller.seen(this.list, this.#load);
  }

  /** A person scrolls. */
  async scroll(px: number): Promise<void> {
    this.list.scrollTo(this.list.scrollTop + px);
    await this.settle();
  }

  /**
   * Until nothing loads, nothing moves, and the list has rested.
   * @param roll px that the list is scrolled by after the first rendering @throws Error if it never rests
   */
  async settle(roll = 0): Promise<void> {
    if (this.#options.tellsScrollFirst) this.#hearScroll();
    for (let quiet = 0, round = 0; quiet < quietRounds; round++) {
      if (round > 400) throw new Error("the list never comes to rest");
      await settle();
      let moved = this.#render();
      if (round === 0) this.list.scrollTo(this.list.scrollTop + roll);
      moved = this.#hearScroll() || moved;
      if (this.list.measure()) {
        this.#apply(true);
        moved = true;
      }
      quiet = moved || this.timeline.loading !== null ? 0 : quiet + 1;
      if (quiet < quietRounds) continue;
      const { name } = this.controller.state;
      this.controller.rested(this.list, this.#load);
      if (this.#apply() || this.controller.state.name !== name) quiet = 0;
    }
  }

  /** @returns whether there was anything to do */
  #hearScroll(): boolean {
    if (!this.list.takeScrollEvent()) return false;
    return this.#apply();
  }

  /** @returns whether anything changed */
  #render(): boolean {
    const { atStart } = this.timeline;
    const before = this.rows;
    this.controller.showOutgoing(this.outgoing, this.isLookedAt);
    const shown = windowOf(this.timeline);
    const rows = timelineRows({
      items: this.timeline.items.filter((item) => item.kind === "event"),
      outgoing: this.controller.showsOutgoing(shown) ? this.outgoing : [],
      me,
      atStart,
      unreadAfterSeq: this.#unreadAfterSeq,
      isSilent: ({ seq }) => seq === 1,
    });
    const isSame = rows.length === before.length && rows.every(({ key }, at) => key === before[at]?.key);
    if (!isSame) this.rows = rows;
    const moves = this.controller.show(this.rows, shown);
    this.list.setRows(this.rows, moves, this.controller.windowCount);
    return this.#apply() || !isSame;
  }

  /** @returns whether anything was ordered */
  #apply(isRelaid = false): boolean {
    const { scrollTop, load } = this.controller.update(this.list, this.#load, isRelaid);
    if (scrollTop !== null) this.list.scrollTo(scrollTop);
    if (load === "older") void this.timeline.loadOlder();
    else if (load === "newer") void this.timeline.loadNewer();
    else if (load !== null) void this.timeline.jumpTo(load);
    return scrollTop !== null || load !== null;
  }

  get #load(): LoadState {
    return { isLoading: this.timeline.loading !== null, hasFailed: this.timeline.error !== null };
  }
}
