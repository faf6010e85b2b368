// The view: prints messages as they come or are asked for, and what becomes of one's own.
import { setTimeout as sleep } from "node:timers/promises";
import {
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
import { everyone } from "../text/mentions/everyone.ts";
import { burnText } from "./burn-time.ts";
import { changeLine, stateTail } from "./chat-change-lines.ts";
import { fileTail } from "./chat-files.ts";
import { groupLine, unknownLine, writtenOf } from "./chat-group-lines.ts";
import { ChatMembers } from "./chat-members.ts";
import type { ChatPeople } from "./chat-people.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { isQuiet } from "./chat-settings.ts";
import { heldReason } from "./chat-refusals.ts";
import { printInbox } from "./chat-inbox.ts";
import { ChatNames, type OpenConversation } from "./chat-names.ts";
import { retentionLine } from "./chat-retention.ts";
import { shownText } from "./chat-stickers.ts";
import { ChatStatus } from "./chat-status.ts";
import { isGroupEvent, isShown, peersOf, whoIn, writersOf, type Shown } from "./chat-shown.ts";
import { clockTime } from "./chat-text.ts";
import type { Line, Written } from "./lines/line.ts";

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

export class ChatView {
  readonly #client: KlatchClient;
  readonly #terminal: ChatTerminal;
  readonly #people: ChatPeople;
  readonly #members: ChatMembers;
  readonly #names: ChatNames;
  readonly #status: ChatStatus;
  #open: OpenConversation | null = null;
  /** Events of the open conversation up to this seq are printed; null: its page is loading, and `held` waits for it. */
  #shownSeq: number | null = 0;
  #held: Shown[] = [];
  /** Messages that this terminal sends. They are printed when their acks arrive. */
  readonly #own = new Set<string>();
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
    this.#names = new ChatNames(client, people);
    this.#status = new ChatStatus({ client, terminal, names: this.#names, open: () => this.#open });
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
    if (entry.request === true) this.#terminal.print("— a message request: an answer accepts it, /block ends it");
    this.#status.prompt();
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
    /** What the server found in a file may be another kind of content. */
    const written = (): Written => this.#written(message.conversationId, message.content, message.mentions);
    const under = message.thread === undefined ? "" : ` ↳ #${message.thread}`;
    let told: KlatchError | null = null;
    const tell = (): void => {
      told = message.heldBy;
      const isLive = this.#client.connection.state === "live";
      const usual = message.file?.progress.state === "sending" ? "uploading…" : "sending…";
      const why = told === null ? (isLive ? usual : "waiting for the connection…") : heldReason(told);
      this.#terminal.say({ head: "… ", written: written(), tail: `   (${why})` });
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
            written: written(),
            tail: `   ✓ ${seq}${under}`,
          })),
        () => this.#terminal.say({ head: "✗ ", written: written(), tail: `   (${failureOf(message)})` }),
      )
      .finally(() => {
        clearTimeout(timer);
        off();
      });
  }

  async inbox(): Promise<void> {
    await this.#named(this.#client.conversations().flatMap((entry) => [...peersOf([entry]), ...writersOf(entry)]));
    printInbox({ client: this.#client, terminal: this.#terminal, people: this.#people, names: this.#names });
  }

  /** Inside the client's own words. */
  nameOf(conversation: OpenConversation): string {
    return this.#names.embedded(conversation);
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
      (isMessageChange(event) || this.#isQuiet(event) || (isGroupEvent(event) && this.#isMe(event.actorId)))
    )
      return;
    this.#print(() => {
      const line = this.#line(event);
      return isOpen ? line : { ...line, head: `* ${this.#where(conversationId)}${line.head}` };
    }, whoIn(event));
  }

  /** The user has said that they are not told of it while another conversation is open. */
  #isQuiet(event: Shown): boolean {
    const entry = this.#client.conversations({ hidden: true }).find(({ id }) => id === event.conversationId);
    const mentions = event.type === "new-message" ? (event.mentions ?? []) : [];
    const isMeant = mentions.some((id) => id === everyone || this.#isMe(id));
    return entry !== undefined && isQuiet(entry, isMeant, Date.now());
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
    this.#status.prompt();
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
    const { conversationId, senderId, content, mentions, thread, seq } = event;
    const tail = fileTail(content, seq) + (thread === undefined ? "" : `   ↳ #${thread}`);
    return {
      head: `${time} ${this.#people.nameOf(senderId)}${sentHow(event)}: `,
      written: this.#written(conversationId, content, mentions),
      ...(tail !== "" && { tail }),
    };
  }

  #written(id: ConversationId, content: ReceivedContent, mentions: readonly UserId[] = []): Written {
    const text = shownText(content);
    return writtenOf({ type: content.type, text }, this.#members.marked(id, text, mentions));
  }
}
