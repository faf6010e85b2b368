// What the person sees: messages, what has become of their own, the connection, and the prompt.
import type {
  ConnectionStatus,
  ConversationEntry,
  ConversationId,
  EventFrame,
  KlatchClient,
  NewMessageFrame,
  OutgoingMessage,
  UserId,
} from "@klatch/sdk";
import type { ChatPeople } from "./chat-people.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { clockTime, printable } from "./chat-text.ts";

/** An ack usually comes sooner; until then "sending" is only noise. */
const sendingShownAfterMs = 400;

export class ChatView {
  readonly #client: KlatchClient;
  readonly #terminal: ChatTerminal;
  readonly #people: ChatPeople;
  #open: ConversationEntry | null = null;
  /** Events of the open conversation up to here are on the screen; null: its page is on its way, `held` waits for it. */
  #shownSeq: number | null = 0;
  #held: NewMessageFrame[] = [];
  /** The messages that this terminal sends: they are shown by their acks. */
  readonly #own = new Set<string>();
  #wasLive = false;
  /** Lines are printed in the order in which they came, though some wait for a name. */
  #turn: Promise<void> = Promise.resolve();

  constructor(client: KlatchClient, terminal: ChatTerminal, people: ChatPeople) {
    this.#client = client;
    this.#terminal = terminal;
    this.#people = people;
    client.on("message", (message) => this.#received(message));
    client.on("connection", (status) => this.#connection(status));
    client.on("conversation", () => this.#prompt());
    client.on("error", (error) => terminal.print(`! ${error.code}: ${error.message}`));
  }

  get open(): ConversationEntry | null {
    return this.#open;
  }

  /** Shows a conversation: its last messages, then everything that comes. */
  async enter(entry: ConversationEntry, limit: number): Promise<void> {
    this.#open = entry;
    this.#shownSeq = null;
    this.#held = [];
    await this.#named(peersOf([entry]));
    this.#terminal.print(`— talking to ${this.nameOf(entry)}`);
    this.#prompt();
    const { events } = await this.#client.history(entry.id, { limit });
    await this.#page(events);
    if (this.#open.id !== entry.id) return;
    this.#shownSeq = events.at(-1)?.seq ?? 0;
    for (const message of this.#held.splice(0)) this.#received(message);
  }

  async history(conversationId: ConversationId, limit: number): Promise<void> {
    await this.#page((await this.#client.history(conversationId, { limit })).events);
  }

  /** Says what becomes of a message on its way. */
  follow(message: OutgoingMessage): void {
    this.#own.add(message.clientMsgId);
    const text = message.content.text;
    const timer = setTimeout(() => {
      const offline = this.#client.connection.state === "live" ? "sending…" : "waiting for the connection…";
      this.#terminal.print(`… ${printable(text)}   (${offline})`);
    }, sendingShownAfterMs);
    message.acked
      .then(
        ({ seq, createdAt }) => this.#print(() => `${clockTime(createdAt)} you: ${printable(text)}   ✓ ${seq}`),
        () => this.#terminal.print(`✗ ${printable(text)}   (not sent: ${message.error?.code ?? "UNAVAILABLE"})`),
      )
      .finally(() => clearTimeout(timer));
  }

  async inbox(): Promise<void> {
    await this.#named(peersOf(this.#client.conversations()));
    const entries = this.#client.conversations();
    if (entries.length === 0) this.#terminal.print("— no conversations yet: /open USERNAME");
    for (const [index, entry] of entries.entries()) {
      const unread = entry.unread > 0 ? `   (${entry.unread} unread)` : "";
      const preview = entry.preview === null ? "" : `: ${printable(entry.preview.text)}`;
      this.#terminal.print(`${index + 1}  ${this.nameOf(entry)}${preview}${unread}`);
    }
  }

  nameOf(entry: ConversationEntry): string {
    return entry.peerId === undefined ? entry.id : this.#people.nameOf(entry.peerId);
  }

  #received(message: NewMessageFrame): void {
    const isOpen = message.conversationId === this.#open?.id;
    if (isOpen && this.#shownSeq === null) {
      this.#held.push(message);
      return;
    }
    if (isOpen) {
      if (message.seq <= (this.#shownSeq ?? 0)) return;
      this.#shownSeq = message.seq;
      this.#client.markRead(message.conversationId, message.seq);
    }
    if (this.#own.delete(message.clientMsgId)) return;
    this.#print(() => (isOpen ? this.#line(message) : `* ${this.#line(message)}`), [message.senderId]);
  }

  async #page(events: readonly EventFrame[]): Promise<void> {
    const messages = events.filter((event) => event.type === "new-message");
    await this.#named(messages.map(({ senderId }) => senderId));
    for (const message of messages) this.#terminal.print(this.#line(message));
    const last = events.at(-1);
    if (last !== undefined) this.#client.markRead(last.conversationId, last.seq);
  }

  /** Prints in its turn, with the names of these people, unless they take too long. */
  #print(line: () => string, people: readonly UserId[] = []): void {
    this.#turn = this.#named(people).then(() => this.#terminal.print(line()));
  }

  /** What came before is printed, and these people have names, or will do without. */
  async #named(people: readonly UserId[]): Promise<void> {
    await Promise.all([this.#people.meet(people), this.#turn]);
  }

  #line({ senderId, content, createdAt }: NewMessageFrame): string {
    return `${clockTime(createdAt)} ${this.#people.nameOf(senderId)}: ${printable(content.text)}`;
  }

  #connection(status: ConnectionStatus): void {
    const { state } = status;
    if (state === "live") this.#terminal.print("— connected");
    else if (state === "stopped") this.#terminal.print(`— disconnected: ${status.code}`);
    else if (state === "waiting" && this.#wasLive) this.#terminal.print("— connection lost, trying again");
    if (state === "live" || state === "waiting") this.#wasLive = state === "live";
    this.#prompt();
  }

  #prompt(): void {
    const offline = this.#client.connection.state === "live" ? "" : "(offline) ";
    const elsewhere = this.#client
      .conversations()
      .reduce((sum, { id, unread }) => sum + (id === this.#open?.id ? 0 : unread), 0);
    const unread = elsewhere > 0 ? ` [${elsewhere} unread]` : "";
    this.#terminal.setPrompt(`${offline}${this.#open === null ? "" : this.nameOf(this.#open)}${unread}> `);
  }
}

const peersOf = (entries: readonly ConversationEntry[]): UserId[] =>
  entries.flatMap(({ peerId }) => (peerId === undefined ? [] : [peerId]));
