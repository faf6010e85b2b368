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
import { groupLine, peopleOf, type GroupEvent } from "./chat-group-lines.ts";
import type { ChatPeople } from "./chat-people.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { clockTime, printable } from "./chat-text.ts";

/** An ack usually comes sooner; until then "sending" is only noise. */
const sendingShownAfterMs = 400;

const shownOnOpen = 10;

/** What a line is for. */
export type Talk = Pick<ConversationEntry, "id" | "kind" | "peerId" | "group">;
/** What is shown of a conversation. */
type Shown = NewMessageFrame | GroupEvent;

export class ChatView {
  readonly #client: KlatchClient;
  readonly #terminal: ChatTerminal;
  readonly #people: ChatPeople;
  #open: Talk | null = null;
  /** Events of the open conversation up to here are on the screen; null: its page is on its way, `held` waits for it. */
  #shownSeq: number | null = 0;
  #held: Shown[] = [];
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
    client.on("member-changed", (event) => this.#received(event));
    client.on("group-changed", (event) => this.#received(event));
    client.on("connection", (status) => this.#connection(status));
    client.on("conversation", () => this.#prompt());
    client.on("error", (error) => terminal.print(`! ${error.code}: ${error.message}`));
  }

  get open(): Talk | null {
    return this.#open;
  }

  /** Shows a conversation: its last messages, then everything that comes. */
  async enter(entry: Talk): Promise<void> {
    this.#open = entry;
    this.#shownSeq = null;
    this.#held = [];
    await this.#named(peersOf([entry]));
    this.#terminal.print(`— talking to ${this.nameOf(entry)}`);
    this.#prompt();
    const { events } = await this.#client.history(entry.id, { limit: shownOnOpen });
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
    await this.#named(this.#client.conversations().flatMap((entry) => [...peersOf([entry]), ...writersOf(entry)]));
    const entries = this.#client.conversations();
    if (entries.length === 0) this.#terminal.print("— no conversations yet: /open USERNAME");
    for (const [index, entry] of entries.entries()) {
      const unread = entry.unread > 0 ? `   (${entry.unread} unread)` : "";
      const writer = writersOf(entry).map((id) => `${this.#people.nameOf(id)}: `);
      const preview = entry.preview === null ? "" : `: ${writer.join("")}${printable(entry.preview.text)}`;
      const left = entry.left === true ? "   (left)" : "";
      this.#terminal.print(`${index + 1}  ${this.nameOf(entry)}${preview}${unread}${left}`);
    }
  }

  nameOf({ id, peerId, group }: Talk): string {
    if (group !== undefined) return printable(group.name);
    return peerId === undefined ? id : this.#people.nameOf(peerId);
  }

  #received(event: Shown): void {
    const { conversationId, seq } = event;
    const isOpen = conversationId === this.#open?.id;
    if (isOpen && this.#shownSeq === null) {
      this.#held.push(event);
      return;
    }
    if (isOpen) {
      if (seq <= (this.#shownSeq ?? 0)) return;
      this.#shownSeq = seq;
      this.#client.markRead(conversationId, seq);
      this.#renamed(event);
    }
    if (event.type === "new-message" ? this.#own.delete(event.clientMsgId) : !isOpen && this.#isMe(event.actorId))
      return;
    this.#print(
      () => (isOpen ? this.#line(event) : `* ${this.#where(conversationId)}${this.#line(event)}`),
      whoIn(event),
    );
  }

  #isMe(userId: UserId): boolean {
    return userId === this.#client.session?.user.id;
  }

  /** A group that is open has another name. */
  #renamed(event: Shown): void {
    if (event.type !== "group-changed" || event.change.kind !== "info") return;
    const { name } = event.change;
    const open = this.#open;
    if (open?.group === undefined || name === undefined) return;
    this.#open = { ...open, group: { ...open.group, name } };
    this.#prompt();
  }

  /** Of a group: its name, which who wrote does not tell. */
  #where(conversationId: ConversationId): string {
    const entry = this.#client.conversations().find(({ id }) => id === conversationId);
    return entry?.kind === "group" ? `[${this.nameOf(entry)}] ` : "";
  }

  async #page(events: readonly EventFrame[]): Promise<void> {
    const shown = events.filter((event) => event.type !== "void");
    await this.#named(shown.flatMap(whoIn));
    for (const event of shown) this.#terminal.print(this.#line(event));
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

  #line(event: Shown): string {
    if (event.type !== "new-message") return groupLine(event, (id) => this.#people.nameOf(id));
    const { senderId, content, createdAt } = event;
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

/** Whose names its line has. */
const whoIn = (event: Shown): UserId[] => (event.type === "new-message" ? [event.senderId] : peopleOf(event));

/** Who wrote the preview, where the entry's name does not tell. */
const writersOf = ({ kind, preview }: ConversationEntry): UserId[] =>
  kind === "group" && preview !== null ? [preview.senderId] : [];

const peersOf = (entries: readonly Talk[]): UserId[] =>
  entries.flatMap(({ peerId }) => (peerId === undefined ? [] : [peerId]));
