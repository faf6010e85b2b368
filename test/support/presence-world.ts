// Sessions that watch each other, in one process: calls are lost, answered late or repeated, sessions crash or sleep, clients
// come and go. What a client was told is what its frames say.
import { ActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Socket } from "../../durable-objects/sockets/socket.ts";
import { UnreadTotal } from "../../durable-objects/sockets/unread-total.ts";
import { SessionPresence } from "../../durable-objects/user-session/presence/session-presence.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { DeviceKind, Presence } from "../../schema/protocol/presence.ts";
import type { PresenceChange, PresenceRpc } from "../../schema/rpc/presence.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

/** `slow`: it arrives, and arrives again later. */
type Fate = "answered" | "lost" | "unanswered" | "slow";

interface Timer {
  readonly at: number;
  readonly resolve: () => void;
}

/** More than there are changes in one moment. */
const restartMs = 50;
/** An object that has nothing to do sleeps after so long. */
export const sleepsAfterMs = 10_000;

const letters = "abcdefghjkmnpqrstvwxyz";

export class PresenceWorld {
  now = 1_795_000_000_000;
  fate: () => Fate = () => "answered";
  calls = 0;
  readonly people: Person[] = [];
  #underWay = 0;
  #timers: Timer[] = [];
  readonly #late: (() => Promise<unknown>)[] = [];

  add(kind: DeviceKind = "web"): Person {
    const letter = letters[this.people.length % letters.length] ?? "a";
    const number = String(this.people.length).padStart(5, "0");
    const person = new Person(this, `user_${letter.repeat(21)}${number}` as UserId, kind);
    this.people.push(person);
    return person;
  }

  /** Until all that is ready has happened. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 4; quiet = this.#underWay === 0 ? quiet + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
  }

  /** Time passes, and what is due rings on its way. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      await this.settle();
      const times = [...this.#timers.map(({ at }) => at), ...this.people.flatMap(({ alarmAt }) => alarmAt ?? [])];
      const next = Math.min(...times);
      if (next > until) break;
      this.now = Math.max(this.now, next);
      const due = this.#timers.filter(({ at }) => at <= this.now);
      this.#timers = this.#timers.filter(({ at }) => at > this.now);
      for (const { resolve } of due) resolve();
      for (const person of this.people) await person.ringIfDue();
    }
    this.now = until;
    await this.settle();
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#timers.push({ at: this.now + ms, resolve }));
  }

  /** One call that was made before arrives again. */
  async repeatOne(pick: <T>(from: readonly T[]) => T | undefined): Promise<void> {
    await pick(this.#late)?.().catch(() => {});
  }

  stub(userId: UserId): PresenceRpc {
    const person = this.people.find(({ id }) => id === userId);
    if (person === undefined) throw new Error("nobody");
    return {
      presenceFor: (request) =>
        this.#call(person, () => person.presence.own.presenceFor(request.viewerId, request.watch)),
      presenceChanged: (change: PresenceChange) =>
        this.#call(person, async () => person.presence.watching.changed(change)),
    };
  }

  async #call<T>(person: Person, call: () => Promise<T>): Promise<T> {
    this.calls += 1;
    const fate = this.fate();
    await Promise.resolve();
    if (fate === "lost") throw new ActorUnavailable("lost");
    const { life } = person;
    person.busyAt = this.now;
    this.#underWay += 1;
    const answer = await call().finally(() => (this.#underWay -= 1));
    if (person.life !== life) throw new ActorUnavailable("it has crashed");
    if (fate === "slow") this.#late.push(call);
    if (fate === "unanswered") throw new ActorUnavailable("no answer");
    return answer;
  }
}

/** A user: their session, and their devices' clients. */
export class Person {
  readonly id: UserId;
  readonly world: PresenceWorld;
  readonly storage: SqliteStorage = openSqlite();
  readonly blocked = new Set<UserId>();
  isInvisible = false;
  alarmAt: number | null = null;
  clients: Client[] = [];
  presence: SessionPresence;
  life = { isOver: false };
  /** When the session was called, or waited for something, last. */
  busyAt = 0;

  constructor(world: PresenceWorld, id: UserId, kind: DeviceKind) {
    this.world = world;
    this.id = id;
    migrate(this.storage, { "user-session": userSessionMigrations });
    const platform = kind === "phone" ? "ios" : kind;
    const query =
      "INSERT INTO device (id, platform, name, created_at, last_seen_at, family, generation) VALUES (?, ?, '', 0, 0, '', 1)";
    this.storage.sql.exec(query, "device_1", platform);
    this.storage.sql.exec(query, "device_2", "desktop");
    this.presence = this.#wake();
  }

  get rowsWritten(): number {
    return Number(this.storage.sql.exec("SELECT total_changes() AS n").one()["n"]);
  }

  /** Opens a socket, whose client watches nobody yet. */
  connect(deviceId = "device_1"): Client {
    const client = new Client(this, { deviceId: deviceId as DeviceId, phase: "live" });
    this.clients.push(client);
    this.presence.own.look();
    return client;
  }

  close(client: Client): void {
    this.clients = this.clients.filter((one) => one !== client);
    this.presence.own.look();
  }

  /** All that was in memory is gone, and all sockets are. Until it runs again there is another millisecond (`nextVersion`). */
  crash(): void {
    this.world.now += restartMs;
    this.clients = [];
    this.life.isOver = true;
    this.presence = this.#wake();
  }

  /** All that was in memory is gone; the sockets stay. Not before it has had nothing to do for a while, as on the platform. */
  sleep(): void {
    if (this.world.now - this.busyAt < sleepsAfterMs) return;
    this.life.isOver = true;
    for (const client of this.clients) client.wake();
    this.presence = this.#wake();
  }

  async ringIfDue(): Promise<void> {
    if (this.alarmAt === null || this.alarmAt > this.world.now) return;
    this.alarmAt = null;
    const { now } = this.world;
    this.busyAt = now;
    await this.presence.own.run({ now, isRetry: false, signal: new AbortController().signal }).catch(() => {});
    this.#arm();
  }

  /** Whoever is told that they may see more is reached, or noted, before anything else happens. */
  async block(peer: Person, active: boolean): Promise<void> {
    if (active) this.blocked.add(peer.id);
    else this.blocked.delete(peer.id);
    void this.presence.relationChanged(peer.id);
    if (!active) await this.world.settle();
  }

  setInvisible(isInvisible: boolean): void {
    this.isInvisible = isInvisible;
    this.presence.own.visibilityChanged();
  }

  /** What others must come to see when nothing happens any more. */
  truthFor(viewer: Person): Pick<Presence, "online" | "away" | "devices"> {
    const hidden = { online: false, away: false, devices: [] };
    if (this.isInvisible || this.blocked.has(viewer.id) || viewer.blocked.has(this.id)) return hidden;
    if (this.clients.length === 0) return hidden;
    const kinds = new Set(this.clients.map(({ socket }) => (socket.deviceId === "device_2" ? "desktop" : "web")));
    const left = this.clients.map(({ socket }) => socket.presence.leftAt ?? null);
    const away = left.every((at) => at !== null && this.world.now - at >= 300_000);
    return { online: true, away, devices: (["web", "desktop"] as const).filter((kind) => kinds.has(kind)) };
  }

  #arm(): void {
    const dueAt = this.presence.own.dueAt(this.world.now);
    if (dueAt !== null && (this.alarmAt === null || dueAt < this.alarmAt)) this.alarmAt = dueAt;
  }

  #wake(): SessionPresence {
    const life = { isOver: false };
    this.life = life;
    const { world, id } = this;
    const never = new Promise<never>(() => {});
    // What a life does that is over happens to nobody.
    const sql = standInFor<SqlStorage>({
      exec: (query: string, ...values: SqlStorageValue[]) =>
        life.isOver ? { toArray: () => [] } : this.storage.sql.exec(query, ...values),
    });
    const isOpen = (socket: Socket): boolean => this.clients.some((client) => client.socket === socket);
    const after = async <T>(answer: Promise<T>): Promise<T> => {
      try {
        return await answer;
      } finally {
        if (life.isOver) await never;
      }
    };
    const clients = (): Client[] => this.clients;
    return new SessionPresence({
      sql,
      userId: id,
      sockets: {
        get all() {
          return clients().map(({ socket }) => socket);
        },
        get hasSocket() {
          return clients().length > 0;
        },
        pingedAt: () => null,
        isOpen,
        admits: (socket) => {
          const client = clients().find((one) => one.socket === socket);
          if (client === undefined) return false;
          if (client.isAuthorised) return true;
          const { askedAt } = socket;
          if (askedAt === undefined) socket.requireAuth(world.now);
          else if (world.now - askedAt >= 60_000) this.close(client);
          return false;
        },
      },
      budgets: { take: () => null },
      isInvisible: () => this.isInvisible,
      allows: (viewerId) => !this.blocked.has(viewerId),
      isBlocked: (userId) => this.blocked.has(userId),
      stub: (userId) => {
        const stub = world.stub(userId);
        return {
          presenceFor: (request) => (life.isOver ? never : after(stub.presenceFor(request))),
          presenceChanged: (change) => (life.isOver ? never : after(stub.presenceChanged(change))),
        };
      },
      arm: () => void (life.isOver || this.#arm()),
      waitUntil: (doing) => void doing.catch(() => {}),
      now: () => world.now,
      wait: async (ms) => {
        this.busyAt = Math.max(this.busyAt, world.now + ms);
        await after(world.wait(ms));
      },
    });
  }
}

/** One socket with what its client knows. */
export class Client {
  socket: Socket;
  isAuthorised = true;
  /** The last list that the server has not confirmed. */
  wanted: readonly UserId[] | null = null;
  list: readonly UserId[] = [];
  readonly seen = new Map<UserId, Presence>();
  frames = 0;
  readonly #person: Person;
  #attachment: SocketAttachment;

  constructor(person: Person, attachment: SocketAttachment) {
    this.#person = person;
    this.#attachment = attachment;
    this.socket = this.#open();
  }

  /** The socket, as the session finds it after it has slept. */
  wake(): void {
    this.socket = this.#open();
  }

  async watch(list: readonly UserId[]): Promise<void> {
    [this.list, this.wanted] = [list, list];
    try {
      const done = await this.#person.presence.watch(this.socket, list);
      if (!("refusal" in done) && this.wanted === list) this.wanted = null;
    } catch {
      // It is sent again.
    }
  }

  look(front: boolean): void {
    this.#person.presence.setActivity(this.socket, front);
  }

  /** The client renews its authorisation, and is served as before. */
  async renew(): Promise<void> {
    this.isAuthorised = true;
    this.socket.renewUntil(this.#person.world.now + 900_000);
    if (this.socket.presence.missed !== undefined) await this.#person.presence.catchUp(this.socket).catch(() => {});
  }

  get missed(): boolean {
    return this.socket.presence.missed !== undefined;
  }

  #open(): Socket {
    const ws = standInFor<WebSocket>({
      send: (text: string) => this.#receive(text),
      serializeAttachment: (attachment: SocketAttachment) => (this.#attachment = structuredClone(attachment)),
      close: () => {},
    });
    const credit = new UnreadTotal(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY).creditOf(ws);
    return new Socket(ws, this.#attachment, defaultLimits, 0, credit, () => {});
  }

  #receive(text: string): void {
    const frames = [JSON.parse(text) as DownFrame | DownFrame[]].flat();
    for (const frame of frames) {
      if (frame.type !== "presence") continue;
      this.frames += 1;
      if (!this.isAuthorised) throw new Error("given without authorisation");
      for (const one of frame.people) this.seen.set(one.userId, one);
    }
  }
}
