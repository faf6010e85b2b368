// Stands in for what the SDK is about to offer, in memory only: start, timelines, people, drafts, receipts.
import { KlatchClient, KlatchError } from "@klatch/sdk";
import type { ConversationId, EventFrame, OutgoingMessage, SendOptions, Session, User, UserId, Content } from "@klatch/sdk";

export type InterimOutgoing = OutgoingMessage & {
  readonly writtenAtMs: number;
  readonly replyTo: SendOptions["replyTo"];
  readonly mentions: SendOptions["mentions"];
  retry(): void;
  discard(): void;
};

const key = "klatch.session";

export class InterimClient extends KlatchClient {
  readonly #outgoing = new Map<string, InterimOutgoing>();
  readonly #users = new Map<UserId, User | null>();
  readonly #drafts = new Map<ConversationId, string>();
  readonly #receipts = new Map<ConversationId, Map<UserId, number>>();
  readonly #changed = new Map<string, Set<() => void>>();
  readonly #personListeners = new Set<(user: User) => void>();

  constructor(url: string) {
    super({
      url,
      store: {
        load: async () => JSON.parse(localStorage.getItem(key) ?? "null") as Session | null,
        save: async (session) => localStorage.setItem(key, JSON.stringify(session)),
      },
    });
    this.on("receipt", ({ conversationId, userId, seq }) => {
      const known = this.#receipts.get(conversationId) ?? new Map<UserId, number>();
      known.set(userId, Math.max(seq, known.get(userId) ?? 0));
      this.#receipts.set(conversationId, known);
    });
    this.on("outbox", (message) => {
      if (message.state === "acked") this.#outgoing.delete(message.clientMsgId);
      this.#tell(message.conversationId);
    });
  }

  async start(): Promise<Session | null> {
    const session = await this.restore();
    if (session !== null) void this.connect();
    return session;
  }

  readonly people = {
    get: (id: UserId): User | null => {
      const known = this.#users.get(id);
      if (known !== undefined) return known;
      this.#users.set(id, null);
      void this.userById(id).then(
        (user) => {
          this.#users.set(id, user);
          for (const listener of this.#personListeners) listener(user);
        },
        () => this.#users.delete(id),
      );
      return null;
    },
  };

  onPerson(listener: (user: User) => void): void {
    this.#personListeners.add(listener);
  }

  readonly drafts = {
    get: (id: ConversationId): string => this.#drafts.get(id) ?? "",
    set: (id: ConversationId, text: string): void => void this.#drafts.set(id, text),
  };

  receipts(id: ConversationId): ReadonlyMap<UserId, number> {
    return this.#receipts.get(id) ?? new Map<UserId, number>();
  }

  outgoing(id: ConversationId): InterimOutgoing[] {
    return [...this.#outgoing.values()].filter(({ conversationId }) => conversationId === id);
  }

  override send(id: ConversationId, content: string | Content, options: SendOptions = {}): InterimOutgoing {
    const sent = super.send(id, content, options);
    const own = Object.assign(sent, {
      writtenAtMs: Date.now(),
      replyTo: options.replyTo,
      mentions: options.mentions,
      retry: () => {
        this.#outgoing.delete(sent.clientMsgId);
        this.send(id, content, options);
      },
      discard: () => {
        this.#outgoing.delete(sent.clientMsgId);
        this.#tell(id);
      },
    });
    this.#outgoing.set(sent.clientMsgId, own);
    this.#tell(id);
    return own;
  }

  timeline(id: ConversationId, options: { at?: number | "end"; pageSize?: number } = {}): InterimTimeline {
    const listeners = this.#changed.get(id) ?? new Set();
    this.#changed.set(id, listeners);
    return new InterimTimeline(this, id, listeners, options.at ?? "end", options.pageSize ?? 50);
  }

  #tell(id: ConversationId): void {
    for (const listener of this.#changed.get(id) ?? []) listener();
  }
}

export class InterimTimeline {
  events: readonly EventFrame[] = [];
  atStart = false;
  atEnd = false;
  newer = 0;
  loading: "older" | "newer" | "jump" | null = null;
  error: KlatchError | null = null;
  readonly opened: Promise<void>;
  readonly conversationId: ConversationId;
  readonly #client: InterimClient;
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[] = [];
  readonly #pageSize: number;

  constructor(client: InterimClient, id: ConversationId, heard: Set<() => void>, at: number | "end", pageSize: number) {
    this.#client = client;
    this.conversationId = id;
    this.#pageSize = pageSize;
    const tell = (): void => this.#tell();
    heard.add(tell);
    this.#ends.push(() => heard.delete(tell));
    for (const name of ["message", "member-changed", "group-changed", "void"] as const)
      this.#ends.push(client.on(name, (event: EventFrame) => this.#happened(event)));
    this.opened = this.jumpTo(at);
  }

  get outgoing(): readonly InterimOutgoing[] {
    return this.#client.outgoing(this.conversationId);
  }

  async jumpTo(place: number | "end"): Promise<void> {
    await this.#load("jump", async () => {
      const limit = this.#pageSize;
      if (place === "end") {
        const page = await this.#client.history(this.conversationId, { limit });
        this.#set(page.events, page.before === null, true);
      } else {
        const [older, newer] = await Promise.all([
          place > 1 ? this.#client.history(this.conversationId, { before: place, limit }) : null,
          this.#client.history(this.conversationId, { after: place - 1, limit }),
        ]);
        this.#set([...(older?.events ?? []), ...newer.events], (older?.before ?? null) === null, newer.after === null);
      }
      this.newer = 0;
    });
  }

  async loadOlder(): Promise<void> {
    const first = this.events[0]?.seq;
    if (this.atStart || first === undefined) return;
    await this.#load("older", async () => {
      const page = await this.#client.history(this.conversationId, { before: first, limit: this.#pageSize });
      this.#set([...page.events, ...this.events], page.before === null, this.atEnd);
    });
  }

  async loadNewer(): Promise<void> {
    const last = this.events.at(-1);
    if (this.atEnd || last === undefined) return;
    await this.#load("newer", async () => {
      const after = endOf(last);
      const page = await this.#client.history(this.conversationId, { after, limit: this.#pageSize });
      this.#set([...this.events, ...page.events], this.atStart, page.after === null);
    });
  }

  trim(): void {}

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const end of this.#ends) end();
  }

  #happened(event: EventFrame): void {
    if (event.conversationId !== this.conversationId) return;
    const last = this.events.at(-1);
    if (this.atEnd && event.seq > (last === undefined ? 0 : endOf(last))) this.events = [...this.events, event];
    else if (!this.atEnd) this.newer++;
    this.#tell();
  }

  #set(events: readonly EventFrame[], atStart: boolean, atEnd: boolean): void {
    this.events = events;
    this.atStart = atStart;
    this.atEnd = atEnd;
  }

  async #load(what: "older" | "newer" | "jump", load: () => Promise<void>): Promise<void> {
    if (this.loading !== null) return;
    this.loading = what;
    this.error = null;
    this.#tell();
    try {
      await load();
    } catch (error) {
      if (error instanceof KlatchError) this.error = error;
    }
    this.loading = null;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const endOf = (event: EventFrame): number => (event.type === "void" ? event.toSeq : event.seq);
