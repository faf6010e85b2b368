// What a user does in their conversations, over a socket or HTTP: one send queue, one membership check, one inbox.
import {
  directConversationId,
  isGroupId,
  messageIdOf,
  type ConversationId,
  type UserId,
} from "../../../schema/protocol/ids.ts";
import type { MessageAckFrame, SendMessageBody } from "../../../schema/protocol/message.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { AppendItem, AppendResult } from "../../../schema/rpc/append.ts";
import {
  refused,
  type ConversationStubs,
  type LogPageRequest,
  type MarkedRead,
  type ReadPage,
  type Refused,
  type WholePage,
} from "../../../schema/rpc/conversation.ts";
import type { InboxPage, InboxQuery } from "../../../schema/rpc/session-questions.ts";
import type { HistoryStore } from "../../conversation/projections/history/history-store.ts";
import { packedFrom, packItems, unpackAcks } from "../../stream/packed-append.ts";
import { loadMissing } from "../../conversation/projections/history/load-missing.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import { ActorUnavailable, callActor } from "../../runtime/calls.ts";
import { deliveriesOf, isOverAllowance } from "../../stream/reach.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { ChargedCalls } from "../budgets/charged-calls.ts";
import { payForMessages } from "../sending/pay-for-messages.ts";
import { toAppendItem } from "../sending/append-item.ts";
import type { Feeds } from "../../sockets/feeds.ts";
import type { InboxRow } from "./inbox-row.ts";
import type { Inbox } from "./inbox.ts";
import { inboxPage } from "./inbox-page.ts";
import { listedBy } from "./listed-by.ts";
import { refreshEntries } from "./refresh-entries.ts";
import { countAsks, holdFiles, type HoldingHost, type ToSend } from "../sending/hold-files.ts";
import type { TakingBack } from "../notifying/taking-back.ts";
import { SendQueue } from "../sending/send-queue.ts";
import { Signals, type SignalsHost } from "./signals.ts";

export type Ack = Omit<MessageAckFrame, "type">;

/** What fetching a stretch of events from D1 or R2 counts as. */
export const rowsOfHistory = 1_000;

const kindOf = (id: ConversationId): ConversationEntry["kind"] => (isGroupId(id) ? "group" : "direct");

/** The refusal for a conversation that is not in the inbox: no actor is created for an invented name. */
const unknown = refused("CONVERSATION_NOT_FOUND");

const hasFiles = ({ files, unlessRepeated }: AppendItem): boolean => (files ?? unlessRepeated) !== undefined;

/** Who is told of what the user does. */
export interface Heard extends Pick<TakingBack, "read"> {
  /** They are there. */
  used(): void;
}

export class Conversations {
  readonly #userId: UserId;
  readonly #stub: ConversationStubs;
  readonly #inbox: Inbox;
  readonly #feeds: Feeds;
  readonly #history: HistoryStore;
  readonly #onSetBack: (conversationId: ConversationId, headSeq: number) => void;
  /** What the user does in a conversation takes its turn here. */
  readonly queue: SendQueue;
  readonly #budgets: Budgets;
  readonly #charged: ChargedCalls;
  readonly #signals: Signals;
  readonly #files: HoldingHost;
  readonly #heard: Heard;

  /** @param onSetBack called when a conversation has fewer events than it had: it was restored to an earlier time */
  constructor(
    userId: UserId,
    stub: ConversationStubs,
    inbox: Inbox,
    feeds: Feeds,
    history: HistoryStore,
    onSetBack: (conversationId: ConversationId, headSeq: number) => void,
    budgets: Budgets,
    charged: ChargedCalls,
    privacy: SignalsHost["privacy"],
    files: HoldingHost,
    heard: Heard,
  ) {
    this.#heard = heard;
    this.#files = files;
    this.#signals = new Signals({ userId, stub, inbox, feeds, charged, privacy });
    this.#budgets = budgets;
    this.#charged = charged;
    this.#userId = userId;
    this.#stub = stub;
    this.#inbox = inbox;
    this.#feeds = feeds;
    this.#history = history;
    this.#onSetBack = onSetBack;
    this.queue = new SendQueue(
      (conversationId, items) => this.#append(conversationId, items),
      (conversationId, cause) => logErrorSeldom("append failed", cause, { conversationId }),
    );
  }

  /**
   * One result per message, in order: the fields of the ack, or a refusal. With UNAVAILABLE the message may or may not
   * be committed.
   *
   * @param submissions of this user, sent together
   */
  async send(
    conversationId: ConversationId,
    submissions: readonly SendMessageBody[],
  ): Promise<readonly (Ack | Refused)[]> {
    return this.sendItems(
      conversationId,
      submissions.map((submission) => toAppendItem(conversationId, submission)),
    );
  }

  /** The same with items as the log takes them; those that are refused already stay so. */
  async sendItems(
    conversationId: ConversationId,
    items: readonly (ToSend | Refused)[],
  ): Promise<readonly (Ack | Refused)[]> {
    if (!this.#inbox.has(conversationId)) return items.map(() => unknown);
    const paid = payForMessages(this.#budgets, items);
    const good = paid.filter((item): item is ToSend => !("refusal" in item));
    let results: readonly AppendResult[] = [];
    this.#budgets.sendBegins();
    try {
      if (good.length > 0) results = await this.queue.send(conversationId, good);
    } finally {
      this.#budgets.sendEnds();
    }
    const appended = results.values();
    return paid.map((item) => {
      if ("refusal" in item) return item;
      const result = appended.next().value ?? refused("INTERNAL");
      if ("refusal" in result) return result;
      const { seq, createdAt } = result.ack;
      return {
        clientMsgId: item.clientMsgId,
        conversationId,
        seq,
        messageId: messageIdOf(conversationId, seq),
        createdAt,
      };
    });
  }

  /** The user is suspended: what waits to be sent is refused. */
  refuseWaiting(): void {
    this.queue.refuseWaiting("SUSPENDED");
  }

  /** @throws ActorUnavailable */
  async #append(conversationId: ConversationId, items: readonly ToSend[]): Promise<readonly AppendResult[]> {
    const results = await this.#charged.make<readonly AppendResult[]>(conversationId, {
      costs: { calls: 1 + countAsks(items) },
      deliveries: (members) => items.reduce((sum, item) => sum + deliveriesOf(item, members), 0),
      send: (allowance) => this.#appendAllowed(conversationId, items, allowance),
      countOf: ([first]) => first ?? {},
      isShort: (answer) => answer.some(isOverAllowance),
    });
    if ("refusal" in results) return items.map(() => results);
    return results.map((result) => (isOverAllowance(result) ? this.#charged.refusal(conversationId) : result));
  }

  async #appendAllowed(
    conversationId: ConversationId,
    toSend: readonly ToSend[],
    allowance: number,
  ): Promise<readonly AppendResult[]> {
    const call = { senderId: this.#userId, allowance };
    const items = await holdFiles(this.#files, conversationId, toSend);
    if (items.some(hasFiles)) return callActor(() => this.#stub(conversationId).appendFiles({ ...call, items }));
    const asList = (): Promise<readonly AppendResult[]> =>
      callActor(() => this.#stub(conversationId).append({ ...call, items }));
    if (items.length < packedFrom) return asList();
    const packed = packItems(items);
    try {
      return unpackAcks(await callActor(() => this.#stub(conversationId).appendPacked({ ...call, packed })));
    } catch (cause) {
      if (cause instanceof ActorUnavailable) throw cause;
      // The conversation runs earlier code, which takes lists only. Whatever else it was, it may be sent again.
      return asList();
    }
  }

  /** @throws ActorUnavailable */
  async markRead(conversationId: ConversationId, seq: number): Promise<MarkedRead | Refused> {
    const marked = await this.#signals.markRead(conversationId, seq);
    if ("refusal" in marked) return marked;
    this.#inbox.wasRead(conversationId);
    this.#heard.used();
    this.#heard.read(conversationId, marked);
    return marked;
  }

  /** @throws ActorUnavailable */
  setTyping(conversationId: ConversationId, active: boolean): Promise<{ ok: true } | Refused> {
    this.#heard.used();
    return this.#signals.setTyping(conversationId, active);
  }

  /** @throws ActorUnavailable */
  async loadPage(
    conversationId: ConversationId,
    page: Omit<LogPageRequest, "v" | "userId">,
  ): Promise<WholePage | Refused> {
    if (!this.#inbox.has(conversationId)) return unknown;
    const refusal = this.#budgets.take({ calls: 1, rows: page.limit });
    if (refusal !== null) return { refusal };
    const loaded = await callActor(() => this.#stub(conversationId).loadPage({ userId: this.#userId, ...page }));
    if ("refusal" in loaded) return loaded;
    const { missing, events, ...rest } = loaded;
    const tooMuch = this.#budgets.take({ rows: missing.length * rowsOfHistory });
    if (tooMuch !== null) return { refusal: tooMuch };
    const fromHistory = await Promise.all(missing.map((range) => loadMissing(this.#history, conversationId, range)));
    const all = missing.length === 0 ? events : [...fromHistory.flat(), ...events].toSorted((a, b) => a.seq - b.seq);
    return { ...rest, states: rest.states ?? {}, frames: all.map(({ frame }) => frame) };
  }

  /**
   * Reads a page after `from` (null: only the summary). The conversation delivers from the page's end on. The summary
   * is stored in the inbox. The call is not charged, because who asks for it may be somebody else.
   *
   * @returns RATE_LIMITED too, when events must be fetched from history
   * @throws ActorUnavailable
   */
  async read(
    conversationId: ConversationId,
    from: number | null,
  ): Promise<{ page: ReadPage; entry: ConversationEntry } | Refused> {
    const receiver = this.#feeds.receiver(conversationId);
    const begun = receiver.readBegins();
    const knownHead = this.#inbox.get(conversationId)?.headSeq ?? 0;
    const page = await callActor(() => this.#stub(conversationId).read({ userId: this.#userId, from }));
    if ("refusal" in page) return page;
    const { summary, missing } = page;
    // An earlier answer had a higher head, and heads only rise: the conversation was set back to an earlier time.
    const isSetBack = summary.headSeq < knownHead;
    if (isSetBack) this.#onSetBack(conversationId, summary.headSeq);
    const refusal = missing === null ? null : this.#budgets.take({ rows: rowsOfHistory });
    if (refusal !== null) return { refusal };
    const events = missing === null ? page.events : await loadMissing(this.#history, conversationId, missing);
    const hasMoved = !isSetBack && receiver.hasMoved(begun, summary);
    const entry = this.#inbox.refresh(conversationId, summary, hasMoved, isSetBack);
    // What was read when an answer was lost, or is gone.
    if (!hasMoved) this.#heard.read(conversationId, summary);
    return { page: { ...page, missing: null, events }, entry };
  }

  /** @throws ActorUnavailable */
  async openDirect(peerId: UserId): Promise<{ created: boolean; conversation: ConversationEntry } | Refused> {
    const conversationId = directConversationId(this.#userId, peerId);
    const strangers = this.#inbox.has(conversationId) || peerId === this.#userId ? 0 : 1;
    const { period } = this.#budgets;
    const refusal = this.#budgets.take({ calls: 2, strangers });
    if (refusal !== null) return { refusal };
    const opened = await callActor(() => this.#stub(conversationId).open({ userId: this.#userId }));
    if ("refusal" in opened || !opened.created) this.#budgets.giveBack("strangers", strangers, period);
    if ("refusal" in opened) return opened;
    const read = await this.read(conversationId, null);
    return "refusal" in read ? read : { created: opened.created, conversation: read.entry };
  }

  /** @throws ActorUnavailable */
  async openGroup(conversationId: ConversationId): Promise<{ conversation: ConversationEntry } | Refused> {
    const read = await this.read(conversationId, null);
    return "refusal" in read ? read : { conversation: read.entry };
  }

  /** Refreshes stale entries, then lists: newest first, or those changed after `since`; all, or those that fit. */
  async list(query: InboxQuery): Promise<InboxPage | Refused> {
    const { since, cursor, limit } = query;
    const isAsked = ({ conversationId }: InboxRow): boolean =>
      query.kind === undefined || kindOf(conversationId) === query.kind;
    const all = this.#inbox.all();
    const stale = all.filter((row) => row.stale && isAsked(row));
    const refusal = this.#budgets.take({ calls: stale.length, rows: 2 * all.length });
    if (refusal !== null) return { refusal };
    await refreshEntries(stale, (id) => this.read(id, null));
    const fits = listedBy(query, this.#inbox.settings, Date.now());
    const rows = this.#inbox.all().filter((row) => row.version > (since ?? -1) && isAsked(row) && fits(row));
    const page = inboxPage(rows, this.#inbox.version, cursor, limit);
    return {
      items: page.rows.flatMap((row) => this.#inbox.entryOf(row) ?? []),
      next: page.next,
      inboxVersion: page.version,
    };
  }
}
