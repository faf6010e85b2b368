// A user's session in Node: the real inbox, feeds and syncing, over sockets and conversations that tests play.
import { noFiles } from "./no-files.ts";
import { EventRun, packEvents } from "../../durable-objects/stream/event-run.ts";
import { packAcks, unpackItems } from "../../durable-objects/stream/packed-append.ts";
import { Conversations } from "../../durable-objects/user-session/inbox/conversations.ts";
import { Feeds } from "../../durable-objects/sockets/feeds.ts";
import type { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { Privacy } from "../../durable-objects/user-session/account/privacy.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import type { ReadCredit } from "../../durable-objects/sockets/read-credit.ts";
import { Socket } from "../../durable-objects/sockets/socket.ts";
import { UnreadTotal } from "../../durable-objects/sockets/unread-total.ts";
import { syncSocket, type SyncHost } from "../../durable-objects/user-session/syncing/syncing.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import type { AppendResult } from "../../schema/rpc/append.ts";
import {
  refused,
  type ConversationRpc,
  type MarkedRead,
  type ReadPage,
  type Refused,
} from "../../schema/rpc/conversation.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { someBudgets } from "./some-budgets.ts";
import { turn } from "./quick-turns.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

/** These conversations have dropped nothing. */
const noHistory = standInFor<HistoryStore>({ load: () => Promise.reject(new Error("nothing was dropped")) });

export const me = "user_me" as UserId;
const pageSize = 4;

/** A log of `head` events by others; answers wait while the test holds them. */
export class FakeConversation {
  readonly id: ConversationId;
  head: number;
  cursor = 0;
  activeAt = 0;
  /** What each read asked for. */
  readonly reads: (number | null)[] = [];
  unreachable = false;
  foreign = false;
  runsEarlierCode = false;
  readonly appends: ("list" | "packed")[] = [];
  #held: (() => void)[] | null = null;

  constructor(id: ConversationId, head: number) {
    this.id = id;
    this.head = head;
  }

  /** From now on answers, which are made at once, travel until `release`. */
  hold(): void {
    this.#held = [];
  }

  /** Lets all answers arrive that travel by now, in their order. */
  async release(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = null;
    for (const arrive of held) arrive();
    await turn();
  }

  get rpc(): ConversationRpc {
    const rpc: Pick<ConversationRpc, "read" | "markRead" | "append" | "appendPacked"> = {
      read: async ({ from }) => {
        this.reads.push(from);
        if (this.unreachable) throw new Error("unreachable");
        return this.#travel(this.#page(from));
      },
      markRead: async ({ seq }) => {
        this.cursor = Math.max(this.cursor, seq);
        return this.#travel<MarkedRead>({ cursorSeq: this.cursor, unread: this.head - this.cursor });
      },
      append: async ({ items }) => {
        this.appends.push("list");
        return this.#travel<AppendResult[]>(items.map(() => ({ ack: { seq: ++this.head, createdAt: 0 } })));
      },
      appendPacked: async ({ packed }) => {
        this.appends.push("packed");
        if (this.runsEarlierCode) throw new TypeError('The RPC receiver does not implement the method "appendPacked".');
        return this.#travel(packAcks(unpackItems(packed).map(() => ({ ack: { seq: ++this.head, createdAt: 0 } }))));
      },
    };
    return rpc as ConversationRpc;
  }

  events(after: number, through: number): { seq: number; frame: string }[] {
    return Array.from({ length: through - after }, (_, i) => ({
      seq: after + 1 + i,
      frame: JSON.stringify({ type: "new-message", conversationId: this.id, seq: after + 1 + i }),
    }));
  }

  async #travel<T>(answer: T): Promise<T> {
    const held = this.#held;
    if (held !== null) await new Promise<void>((resolve) => held.push(resolve));
    return answer;
  }

  #page(from: number | null): ReadPage | Refused {
    if (this.foreign) return refused("CONVERSATION_NOT_FOUND");
    const { head, cursor, activeAt } = this;
    const end = from === null ? head : Math.max(from, Math.min(head, from + pageSize));
    return {
      summary: { kind: "direct", headSeq: head, cursorSeq: cursor, unread: head - cursor, preview: null, activeAt },
      missing: null,
      events: from === null ? [] : this.events(from, end),
      end,
      more: end < head,
    };
  }
}

/** A socket as the test sees it: the frames that came, one by one. */
export class FakeSocket {
  readonly socket: Socket;
  readonly texts: string[] = [];
  readonly credit: ReadCredit;
  phase: SocketAttachment["phase"] = "new";
  isCutOff = false;
  hasUntold = false;

  /** @param unreadBytes how much may be unread */
  constructor(unreadBytes = Number.POSITIVE_INFINITY) {
    const attachment: SocketAttachment = { deviceId: "device_1" as DeviceId, phase: "new" };
    const ws = standInFor<WebSocket>({
      send: (text: string) => void this.texts.push(text),
      serializeAttachment: ({ phase, hasUntold }: SocketAttachment) => {
        this.phase = phase;
        this.hasUntold = hasUntold === true;
      },
      close: () => {},
    });
    this.credit = new UnreadTotal(16 * unreadBytes, unreadBytes).creditOf(ws);
    this.socket = new Socket(ws, attachment, defaultLimits, 0, this.credit, () => {
      this.isCutOff = true;
    });
  }

  /** All frames so far; forgets them. */
  take(): DownFrame[] {
    return this.texts.splice(0).flatMap((text) => JSON.parse(text) as DownFrame | DownFrame[]);
  }

  /** The same in short: `conversation-changed a`, `new-message a 3 unread 1`. */
  takeLines(): string[] {
    return this.take().map((frame) => {
      const named: Record<string, unknown> = { ...frame };
      const counts = ["seq", "headSeq", "unread"].flatMap((name) => (name in named ? [name, named[name]] : []));
      const parts = [frame.type, named["conversationId"], named["code"], ...counts];
      return parts.flatMap((part) => (typeof part === "string" || typeof part === "number" ? [part] : [])).join(" ");
    });
  }
}

export class FakeSession {
  readonly storage: SqliteStorage = openSqlite();
  readonly inbox: Inbox;
  readonly feeds = new Feeds();
  readonly conversations: Conversations;
  readonly syncHost: SyncHost;
  readonly sockets: FakeSocket[] = [];
  readonly #byId: ReadonlyMap<ConversationId, FakeConversation>;

  constructor(conversations: readonly FakeConversation[]) {
    migrate(this.storage, { "user-session": userSessionMigrations });
    this.#byId = new Map(conversations.map((one) => [one.id, one]));
    this.inbox = new Inbox(this.storage.sql);
    const stub = (id: ConversationId): ConversationRpc => (this.#byId.get(id) as FakeConversation).rpc;
    const { budgets, charged } = someBudgets(this.storage.sql, this.inbox);
    this.conversations = new Conversations(
      me,
      stub,
      this.inbox,
      this.feeds,
      noHistory,
      (id, headSeq) =>
        this.feeds.setBack(
          id,
          headSeq,
          this.sockets.map(({ socket }) => socket),
        ),
      budgets,
      charged,
      new Privacy({ ...this.storage, userId: me, isFriend: () => false }),
      noFiles,
      { read: () => {}, used: () => {} },
    );
    this.syncHost = {
      inbox: this.inbox,
      feeds: this.feeds,
      read: (id, from) => this.conversations.read(id, from),
      scheduled: () => null,
      invitations: () => null,
      peopleVersion: () => 0,
      isOpen: (socket) => this.sockets.some((one) => one.socket === socket),
      pay: (costs) => budgets.take(costs),
      now: () => Date.now(),
    };
  }

  /** All conversations listed and asked, as after a first sync that nobody saw. */
  static async withKnown(...conversations: readonly FakeConversation[]): Promise<FakeSession> {
    const session = new FakeSession(conversations);
    for (const { id } of conversations) await session.conversations.read(id, null);
    for (const { reads } of conversations) reads.length = 0;
    return session;
  }

  connect(unreadBytes?: number): FakeSocket {
    const socket = new FakeSocket(unreadBytes);
    this.sockets.push(socket);
    return socket;
  }

  disconnect(socket: FakeSocket): void {
    this.sockets.splice(this.sockets.indexOf(socket), 1);
  }

  /** As UserSession.deliver: the conversation's events after `prev` up to its head. */
  deliver(conversation: FakeConversation, prev: number, signals: readonly string[] = []): DeliveryAnswer {
    const { id, head, cursor } = conversation;
    const listeners = this.sockets.map(({ socket }) => socket).filter(({ phase }) => phase !== "new");
    const events = conversation.events(prev, head);
    const answer = this.feeds.deliver(
      {
        conversationId: id,
        prev,
        events: packEvents(events),
        redelivered: false,
        unread: head - cursor,
        cursorSeq: cursor,
        signals,
        deadlineAt: 0,
      },
      new EventRun(packEvents(events)),
      listeners,
    );
    this.inbox.noteDelivery(id, { headSeq: head, cursorSeq: cursor }, answer.state === "idle" && events.length > 0);
    return answer;
  }
}

export const conversation = (name: string, head: number): FakeConversation =>
  new FakeConversation(name as ConversationId, head);

export const cursors = (of: Record<string, number>): Pick<SyncFrame, "cursors"> => ({ cursors: of });

export async function sync(
  session: FakeSession,
  socket: FakeSocket,
  asked: Omit<SyncFrame, "type"> = {},
): Promise<void> {
  await syncSocket(session.syncHost, socket.socket, { type: "sync", ...asked });
}
