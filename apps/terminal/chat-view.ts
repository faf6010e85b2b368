// The view: prints messages, the states of own messages and of the connection, and the prompt.
import { setTimeout as sleep } from "node:timers/promises";
import {
  contentText,
  type ConnectionStatus,
  type ConversationEntry,
  type ConversationId,
  type EventFrame,
  isMessageChange,
  type KlatchClient,
  type KlatchError,
  type MessagesResult,
  type OutgoingMessage,
  type ReceivedContent,
  type UserId,
} from "@klatch/sdk";
import { burnText } from "./burn-time.ts";
import { changeLine, stateTail } from "./chat-change-lines.ts";
import { groupLine, previewOf, unknownLine, writtenOf } from "./chat-group-lines.ts";
import { ChatMembers } from "./chat-members.ts";
import type { ChatPeople } from "./chat-people.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { isMuted, marksOf } from "./chat-settings.ts";
import { explain, heldReason, waitReason } from "./chat-refusals.ts";
import { retentionLine } from "./chat-retention.ts";
import { notesName } from "./chat-find.ts";
import { isGroupEvent, isShown, peersOf, whoIn, writersOf, type Shown } from "./chat-shown.ts";
import { clockTime, printable } from "./chat-text.ts";
import { cutToColumns } from "./lines/columns.ts";
import type { Line, Written } from "./lines/line.ts";
import { isolated } from "./lines/direction.ts";

/** "sending" is shown only after this time, because an ack usually comes sooner. */
const sendingShownAfterMs = 400;

const shownOnOpen = 10;
/** The time that an opened conversation waits for its members. */
const membersWaitMs = 1_000;

/** A message that has not failed waits in the store. */
const failureOf = ({ error }: OutgoingMessage): string =>
  error === null ? "sent at the next start" : `not sent: ${error.code}`;

/** How a message was sent that was not sent like any other. */
const sentHow = ({ silent, burnAfterMs }: { readonly silent?: boolean; readonly burnAfterMs?: number | undefined }) =>
  (silent === true ? " (silent)" : "") +
  (burnAfterMs === undefined ? "" : ` (burns ${burnText(burnAfterMs)} after reading)`);

/** The fields of a conversation that typed lines go to. */
export type OpenConversation = Pick<ConversationEntry, "id" | "kind" | "peerId" | "group">;
export class ChatView {
  readonly #client: KlatchClient;
  readonly #terminal: ChatTerminal;
  readonly #people: ChatPeople;
  readonly #members: ChatMembers;
  #open: OpenConversation | null = null;
  /** Events of the open conversation up to this seq are printed; null: its page is loading, and `held` waits for it. */
  #shownSeq: number | null = 0;
  #held: Shown[] = [];
  /** Messages that this terminal sends. They are printed when their acks arrive. */
  readonly #own = new Set<string>();
  #wasLive = false;
  /** Why the last attempt to connect was refused. */
  #waitReason = "";
  #reads: Promise<unknown> = Promise.resolve();
  /** Lines are printed in the order in which they arrived, although some wait for a name. */
  #turn: Promise<void> = Promise.resolve();

  constructor(client: KlatchClient, terminal: ChatTerminal, people: ChatPeople, members = new ChatMembers(client)) {
    this.#client = client;
    this.#terminal = terminal;
    this.#people = people;
    this.#members = members;
    client.on("event", (event) => {
      if (isShown(event)) this.#received(event);
    });
    client.on("connection", (status) => this.#connection(status));
    client.on("conversation", () => this.#prompt());
    client.on("error", (error) =>
      terminal.print(error.code === "RATE_LIMITED" ? `! ${explain(error)}` : `! ${error.code}: ${error.message}`),
    );
  }

  get open(): OpenConversation | null {
    return this.#open;
  }

  /** Opens a conversation: prints its last messages, then new events as they arrive. */
  async enter(entry: OpenConversation): Promise<void> {
    this.#open = entry;
    this.#shownSeq = null;
    this.#held = [];
    await this.#named(peersOf([entry]));
    this.#terminal.print(`— talking to ${this.nameOf(entry)}`);
    this.#prompt();
    // The first line of a script may mention somebody.
    const members = Promise.race([this.#members.load(entry), sleep(membersWaitMs, undefined, { ref: false })]);
    const page = await this.#client.history(entry.id, { limit: shownOnOpen });
    const { events } = page;
    await this.#page(page);
    await members;
    if (this.#open.id !== entry.id) return;
    this.#shownSeq = events.at(-1)?.seq ?? 0;
    for (const message of this.#held.splice(0)) this.#received(message);
  }

  async history(conversationId: ConversationId, limit: number): Promise<void> {
    await this.#page(await this.#client.history(conversationId, { limit }), true);
  }

  /** Prints messages, each with its number. */
  async numbered(events: readonly EventFrame[]): Promise<void> {
    const messages = events.filter((event) => event.type === "new-message");
    await this.#named(messages.flatMap(whoIn));
    for (const event of messages) this.#terminal.say({ ...this.#line(event), tail: stateTail(event.seq, undefined) });
  }

  /** Marks everything up to `seq` as read. */
  read(conversationId: ConversationId, seq: number): void {
    // A refusal is told by the client's event `error`.
    this.#reads = Promise.allSettled([this.#reads, this.#client.markRead(conversationId, seq)]);
  }

  /** Resolves when the server has all read marks so far, or has refused them. Never rejects. */
  async readsKept(): Promise<void> {
    await this.#reads;
  }

  /** Prints the state of an outgoing message. */
  follow(message: OutgoingMessage): void {
    this.#own.add(message.clientMsgId);
    const written = this.#written(message.conversationId, message.content, message.mentions);
    const under = message.thread === undefined ? "" : ` ↳ #${message.thread}`;
    let told: KlatchError | null = null;
    const tell = (): void => {
      told = message.heldBy;
      const isLive = this.#client.connection.state === "live";
      const why = told === null ? (isLive ? "sending…" : "waiting for the connection…") : heldReason(told);
      this.#terminal.say({ head: "… ", written, tail: `   (${why})` });
    };
    const timer = setTimeout(tell, sendingShownAfterMs);
    const off = this.#client.on("outbox", (changed) => {
      // The server may say so long after the message was shown as waiting.
      if (changed === message && message.heldBy !== null && message.heldBy.limit !== told?.limit) tell();
    });
    message.acked
      .then(
        ({ seq, createdAt }) =>
          this.#print(() => ({
            head: `${clockTime(createdAt)} you${sentHow(message)}: `,
            written,
            tail: `   ✓ ${seq}${under}`,
          })),
        () => this.#terminal.say({ head: "✗ ", written, tail: `   (${failureOf(message)})` }),
      )
      .finally(() => {
        clearTimeout(timer);
        off();
      });
  }

  async inbox(): Promise<void> {
    await this.#named(this.#client.conversations().flatMap((entry) => [...peersOf([entry]), ...writersOf(entry)]));
    const entries = this.#client.conversations();
    if (entries.length === 0) this.#terminal.print("— no conversations yet: /open USERNAME");
    this.#terminal.printTable(
      entries.map((entry, index) => {
        const name = this.#plainName(entry);
        const writer = writersOf(entry).map((id) => `${this.#people.nameOf(id)}: `);
        const preview = entry.preview === null ? "" : writer.join("") + previewOf(entry.preview);
        const tail = marksOf(entry, Date.now()) + (entry.left === true ? "   (left)" : "");
        const line = `${index + 1}  ${name}${preview === "" ? "" : ": "}${preview}${tail}`;
        return { line, cells: [`${index + 1}`, name, preview], tail };
      }),
    );
  }

  /** Inside the client's own words. */
  nameOf(conversation: OpenConversation): string {
    return isolated(this.#plainName(conversation));
  }

  #plainName({ id, peerId, group }: OpenConversation): string {
    if (group !== undefined) return printable(group.name);
    if (peerId !== undefined && peerId === this.#client.session?.user.id) return notesName;
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
      if (!isMessageChange(event)) this.read(conversationId, seq);
      this.#renamed(event);
    }
    if (event.type === "new-message" && this.#own.delete(event.clientMsgId)) return;
    if (
      !isOpen &&
      (isMessageChange(event) || this.#isMuted(conversationId) || (isGroupEvent(event) && this.#isMe(event.actorId)))
    )
      return;
    this.#print(() => {
      const line = this.#line(event);
      return isOpen ? line : { ...line, head: `* ${this.#where(conversationId)}${line.head}` };
    }, whoIn(event));
  }

  #isMuted(conversationId: ConversationId): boolean {
    const entry = this.#client.conversations({ hidden: true }).find(({ id }) => id === conversationId);
    return entry !== undefined && isMuted(entry, Date.now());
  }

  #isMe(userId: UserId): boolean {
    return userId === this.#client.session?.user.id;
  }

  /** The open group was renamed. */
  #renamed(event: Shown): void {
    if (event.type !== "group-changed" || event.change.kind !== "info") return;
    const { name } = event.change;
    const open = this.#open;
    if (open?.group === undefined || name === undefined) return;
    this.#open = { ...open, group: { ...open.group, name } };
    this.#prompt();
  }

  /** The name of a group, which a line needs because the author's name does not say it. */
  #where(conversationId: ConversationId): string {
    const entry = this.#client.conversations().find(({ id }) => id === conversationId);
    return entry?.kind === "group" ? `[${this.nameOf(entry)}] ` : "";
  }

  /** @param isNumbered what became of a message follows it anyway, and its number too */
  async #page({ events, states = {} }: MessagesResult, isNumbered = false): Promise<void> {
    const listed = events.filter(isShown).filter((event) => !isMessageChange(event));
    const shown = listed.filter(({ seq }) => states[seq]?.hidden !== true);
    await this.#named(shown.flatMap(whoIn));
    for (const event of shown) {
      const state = states[event.seq];
      if (event.type !== "new-message") this.#terminal.say(this.#line(event));
      else {
        const line = this.#line({ ...event, content: state?.content ?? event.content });
        const isPlain = !isNumbered && state === undefined;
        this.#terminal.say(isPlain ? line : { ...line, tail: stateTail(event.seq, state) + (line.tail ?? "") });
      }
    }
    const last = events.at(-1);
    if (last !== undefined) this.read(last.conversationId, last.seq);
  }

  /** Prints a line in order, once the names of these people are known or took too long. */
  #print(line: () => Line, people: readonly UserId[] = []): void {
    this.#turn = this.#named(people).then(() => this.#terminal.say(line()));
  }

  /** Resolves when earlier lines are printed and the names of these people are known or took too long. */
  async #named(people: readonly UserId[]): Promise<void> {
    await Promise.all([this.#people.meet(people), this.#turn]);
  }

  #line(event: Shown): Line {
    if (isMessageChange(event)) return changeLine(event, (id) => (this.#isMe(id) ? "you" : this.#people.nameOf(id)));
    if (event.type === "conversation-settings-changed")
      return { head: retentionLine(event, (id) => (this.#isMe(id) ? "you" : this.#people.nameOf(id))) };
    if (isGroupEvent(event)) return { head: groupLine(event, (id) => this.#people.nameOf(id)) };
    const time = clockTime(event.createdAt);
    if (event.type !== "new-message")
      return {
        head: `${time} — ${unknownLine(event.fallback)}`,
      };
    const { conversationId, senderId, content, mentions, thread } = event;
    return {
      head: `${time} ${this.#people.nameOf(senderId)}${sentHow(event)}: `,
      written: this.#written(conversationId, content, mentions),
      ...(thread !== undefined && { tail: `   ↳ #${thread}` }),
    };
  }

  #written(id: ConversationId, content: ReceivedContent, mentions: readonly UserId[] = []): Written {
    const text = contentText(content);
    return writtenOf({ type: content.type, text }, this.#members.marked(id, text, mentions));
  }

  #connection(status: ConnectionStatus): void {
    const { state } = status;
    if (state === "live") this.#terminal.print("— connected");
    else if (state === "stopped") this.#terminal.print(`— disconnected: ${status.code}`);
    const reason = waitReason(status);
    // Once for all attempts that are refused for it.
    if (state === "waiting" && reason !== "" && reason !== this.#waitReason)
      this.#terminal.print(`— not connected: ${reason}. Trying again by itself`);
    else if (state === "waiting" && this.#wasLive) this.#terminal.print("— connection lost, trying again");
    if (state !== "live" && state !== "waiting") return this.#prompt();
    this.#wasLive = state === "live";
    this.#waitReason = reason;
    this.#prompt();
  }

  #prompt(): void {
    const offline = this.#client.connection.state === "live" ? "" : "(offline) ";
    const elsewhere = this.#client
      .conversations()
      .reduce((sum, { id, unread }) => sum + (id === this.#open?.id ? 0 : unread), 0);
    const unread = elsewhere > 0 ? ` [${elsewhere} unread]` : "";
    const { columns } = this.#terminal.screen ?? { columns: Number.POSITIVE_INFINITY };
    const name = this.#open === null ? "" : cutToColumns(this.#plainName(this.#open), Math.floor(columns / 3));
    this.#terminal.setPrompt(`${offline}${isolated(name)}${unread}> `);
  }
}
