// A user's session in Node, real but for the platform: it outlives hibernation and crashes as its storage and sockets do.
import { noFiles } from "./no-files.ts";
import type { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { EventRun } from "../../durable-objects/stream/event-run.ts";
import { Conversations } from "../../durable-objects/user-session/inbox/conversations.ts";
import { Feeds } from "../../durable-objects/sockets/feeds.ts";
import { Privacy } from "../../durable-objects/user-session/account/privacy.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import { changedFrame, syncSocket, type SyncHost } from "../../durable-objects/user-session/syncing/syncing.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import type { ConversationRpc } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { Connection, GroupDevice } from "./group-device.ts";
import { stormyGroup } from "./group-life.ts";
import { someBudgets } from "./some-budgets.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

/** The log has dropped nothing. */
const noHistory = standInFor<HistoryStore>({ load: () => Promise.reject(new Error("nothing was dropped")) });

/** What is gone with the memory. */
interface Memory {
  readonly inbox: Inbox;
  readonly feeds: Feeds;
  readonly conversations: Conversations;
  readonly syncHost: SyncHost;
}

export class GroupSession {
  readonly id: UserId;
  readonly devices: readonly GroupDevice[];
  readonly #storage: SqliteStorage = openSqlite();
  readonly #stub: () => ConversationRpc;
  #memory: Memory;

  /** @param stub calls to the group from this life of the session */
  constructor(id: UserId, stub: () => ConversationRpc) {
    this.id = id;
    this.#stub = stub;
    this.devices = [1, 2].map((number) => new GroupDevice(`${id} ${number}`));
    migrate(this.#storage, { "user-session": userSessionMigrations });
    this.#memory = this.#wake();
  }

  /** A new one at each loss of memory. */
  get life(): object {
    return this.#memory;
  }

  get conversations(): Conversations {
    return this.#memory.conversations;
  }

  /** What the stored entry shows of a message. */
  get shownMessage(): number | null {
    return this.#memory.inbox.get(stormyGroup)?.summary?.preview?.seq ?? null;
  }

  admit(): void {
    this.#memory.inbox.admit(stormyGroup, true);
  }

  /** As UserSession.deliver. */
  deliver(delivery: Delivery): DeliveryAnswer {
    const { inbox, feeds } = this.#memory;
    const { prev, events, cursorSeq } = delivery;
    const listeners = this.#sockets.map(({ socket }) => socket).filter(({ phase }) => phase !== "new");
    const run = new EventRun(events);
    const answer = feeds.deliver(delivery, run, listeners);
    const shown = { headSeq: run.lastSeq ?? prev, cursorSeq };
    const { listed } =
      delivery.last === true
        ? inbox.noteLeaving(stormyGroup, shown.headSeq)
        : inbox.noteDelivery(stormyGroup, shown, answer.state === "idle" && run.length > 0);
    if (!listed && run.length > 0 && listeners.length > 0) void this.#announce();
    return answer;
  }

  connect(device: GroupDevice): void {
    device.connection = new Connection();
    this.sync(device, device.firstSync());
  }

  sync(device: GroupDevice, frame: SyncFrame): void {
    const { connection } = device;
    if (connection !== null) void syncSocket(this.#memory.syncHost, connection.socket, frame);
  }

  /** Sockets outlive it, unless they were in the middle of a sync. */
  hibernate(): void {
    for (const device of this.devices) {
      const { connection } = device;
      if (connection?.phase === "syncing") device.disconnect();
      else if (connection !== null) device.connection = connection.reawakened();
    }
    this.#memory = this.#wake();
  }

  crash(): void {
    for (const device of this.devices) device.disconnect();
    this.#memory = this.#wake();
  }

  get #sockets(): readonly Connection[] {
    return this.devices.flatMap(({ connection }) => connection ?? []);
  }

  #wake(): Memory {
    const inbox = new Inbox(this.#storage.sql);
    const feeds = new Feeds();
    const { budgets, charged } = someBudgets(this.#storage.sql, inbox);
    const wasSetBack = (id: ConversationId): never => {
      throw new Error(`${id} was set back`);
    };
    const privacy = new Privacy({ ...this.#storage, userId: this.id, isFriend: () => false });
    const conversations = new Conversations(
      this.id,
      this.#stub,
      inbox,
      feeds,
      noHistory,
      wasSetBack,
      budgets,
      charged,
      privacy,
      noFiles,
      { read: () => {}, used: () => {} },
    );
    const syncHost: SyncHost = {
      inbox,
      feeds,
      read: (id, from) => conversations.read(id, from),
      // A life that is over touches nothing any more.
      scheduled: () => null,
      invitations: () => null,
      peopleVersion: () => 0,
      isOpen: (socket) => this.#memory.feeds === feeds && this.#sockets.some((one) => one.socket === socket),
      pay: (costs) => budgets.take(costs),
      now: () => Date.now(),
    };
    return { inbox, feeds, conversations, syncHost };
  }

  async #announce(): Promise<void> {
    const { life } = this;
    const read = await this.#memory.conversations.read(stormyGroup, null).catch(() => null);
    if (read === null || "refusal" in read || life !== this.life) return;
    const text = JSON.stringify(changedFrame(read.entry));
    for (const { socket } of this.#sockets) if (socket.phase !== "new") socket.sendText(text);
  }
}
