// A device under random faults: it keeps what it was given, connects again, and syncs whenever it is told to.
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { TestUser } from "./actors.ts";
import { endOf, SocketWatch } from "./fault-watch.ts";

export class FaultDevice {
  readonly user: TestUser;
  readonly id: DeviceId;
  /** All that it ever had, the newest last. */
  readonly watches: SocketWatch[] = [];
  #connecting: Promise<void> | null = null;

  constructor(user: TestUser, id: DeviceId) {
    this.user = user;
    this.id = id;
  }

  get live(): SocketWatch | null {
    const newest = this.watches.at(-1);
    return newest?.isOpen === true ? newest : null;
  }

  get events(): readonly EventFrame[] {
    return this.watches.flatMap((watch) => watch.events);
  }

  /** How far it has every conversation that it was given anything of. */
  cursors(): Map<ConversationId, number> {
    const cursors = new Map<ConversationId, number>();
    for (const event of this.events) {
      const id = event.conversationId;
      cursors.set(id, Math.max(cursors.get(id) ?? 0, endOf(event)));
    }
    return cursors;
  }

  /** A socket, and a first sync on its way. */
  connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => (this.#connecting = null));
    return this.#connecting;
  }

  disconnect(): void {
    this.live?.close();
  }

  sync(): void {
    this.look();
    this.live?.sync(this.cursors(), this.live.inboxVersion);
  }

  /** Looks at what arrived, and does what a client must. */
  look(): void {
    for (const watch of this.watches) {
      const lapsed = watch.look(this.user.id);
      if (lapsed.length === 0 || watch !== this.live) continue;
      const cursors = this.cursors();
      watch.sync(new Map(lapsed.map((id) => [id, cursors.get(id) ?? 0])), null);
    }
  }

  async #open(): Promise<void> {
    if (this.live !== null) return;
    this.look();
    const inboxVersion = this.watches.findLast((watch) => watch.inboxVersion !== null)?.inboxVersion ?? null;
    const watch = new SocketWatch(await this.user.connect(this.id));
    this.watches.push(watch);
    watch.sync(this.cursors(), inboxVersion);
  }
}
