// Live session: the connection of one signed-in device, with its order of events, its inbox and its outbox. Longer than 300
// lines, because it makes all of these parts and binds them together; what each method does is done by one of them.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ConversationId, OpId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import type { ConversationEntry, WelcomeFrame } from "../../schema/protocol/sync.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import { windowsOf } from "./change-windows.ts";
import { Connection } from "./connection.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import { ConversationFeed } from "../inbox/conversation-feed.ts";
import { Downlink } from "./downlink.ts";
import { Echoes } from "./echoes.ts";
import { PeopleSync } from "../friends/people-sync.ts";
import type { PersonList } from "../friends/person-list.ts";
import { Hides } from "../states/hides.ts";
import { Inbox } from "../inbox/inbox.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { friendsFeature } from "../client/protocol-constants.ts";
import { LastTold } from "./last-told.ts";
import type { Live } from "./live.ts";
import type { LiveSessionParts } from "./live-session-parts.ts";
import type { GivenFile } from "../outbox/given-file.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { MessageEntry, OutgoingMessage, SendOptions } from "../outbox/outgoing-message.ts";
import { entryOf, storedOutbox, type Entry, type Kept } from "../outbox/stored-outbox.ts";
import { Writing } from "../outbox/writing.ts";
import { Pacer } from "./pacer.ts";
import { PresenceLink } from "../presence/presence-link.ts";
import { ReadMarks } from "../inbox/read-marks.ts";
import { Receipts } from "../inbox/receipts.ts";
import type { IncomingFrame } from "./socket.ts";
import type { Snapshot } from "../client/snapshot.ts";
import { rememberedFrom, type Remembered } from "../store/remembered.ts";
import { SyncDriver } from "./sync-driver.ts";
import { TypingSignals } from "./typing-signals.ts";
import { Uplink } from "./uplink.ts";

/** If a message or a `sync` stays unanswered for this long, the socket counts as dead. */
const answerTimeoutMs = 30_000;
/** Of the tab that holds the socket, where it is not told which tab asks. */
const ownTab = "";

export class LiveSession implements Live {
  readonly #parts: LiveSessionParts;
  readonly #feed: ConversationFeed;
  readonly #pacer = new Pacer();
  readonly #typing = new TypingSignals();
  readonly #echoes = new Echoes();
  readonly #presence: PresenceLink;
  readonly #inbox: Inbox;
  readonly #receipts: Receipts;
  readonly #marks: ReadMarks;
  readonly #writing: Writing;
  readonly #outbox: Outbox;
  readonly #hides: Hides;
  readonly #people: PeopleSync;
  readonly #sync: SyncDriver;
  readonly #uplink: Uplink;
  readonly #downlink: Downlink;
  readonly #connection: Connection;
  features: readonly string[] | null = null;
  readonly lastTold: LastTold;

  constructor(parts: LiveSessionParts) {
    this.#parts = parts;
    const { runtime, emitter, session, keeper } = parts;
    const remembered = rememberedFrom(parts.state, parts.snapshot, keeper);
    this.lastTold = new LastTold(emitter);
    this.#presence = new PresenceLink(runtime.random, (people) => emitter.emit("presence", { people }));
    this.#inbox = new Inbox((entry) => keeper.put("conversations", entry.id, entry));
    this.#feed = new ConversationFeed((id, cursor) => keeper.put("cursors", id, cursor), parts.newConversations);
    this.#marks = new ReadMarks(runtime.random, (id, seq) => keeper.put("readMarks", id, seq));
    this.#receipts = new Receipts((id, seqs) => keeper.put("receipts", id, seqs));
    this.#writing = new Writing(
      parts,
      () => this.#uplink.schedule(),
      () => this.features,
    );
    this.#outbox = this.#writing.outbox;
    this.#hides = new Hides(
      {
        keeper,
        fetch: parts.fetchHidden,
        onHidden: (conversationId, seqs) => emitter.emit("hidden", { conversationId, seqs }),
      },
      parts.state,
    );
    this.#people = new PeopleSync(
      { keeper, runtime, fetch: parts.fetchPeople, onNews: (news) => emitter.emit("friends", news) },
      parts.state,
    );
    this.#sync = new SyncDriver(this.#feed, remembered.inboxVersion, runtime.random);
    this.#uplink = new Uplink(runtime, this.#pacer, [
      this.#echoes,
      this.#sync,
      this.#marks,
      this.#outbox,
      this.#typing,
      this.#presence,
    ]);
    this.#connection = new Connection(runtime, parts.socketUrl, parts.tokens, {
      onWelcome: (welcome, send) => this.#welcomed(welcome, send),
      onFrames: (frames) => this.#receive(frames),
      onResumed: (welcome, send) => this.#begin(welcome, send),
      onTick: (nowMs) => this.#checkAnswers(nowMs),
      onLost: () => this.#lost(),
      onSuspended: () => this.#suspended(),
      onStatus: (status) => emitter.emit("connection", status),
      onError: (cause) => emitter.emit("error", new KlatchError("UNAVAILABLE", "Connecting failed.", { cause })),
    });
    this.#downlink = new Downlink({
      me: session.user.id,
      runtime,
      emitter,
      feed: this.#feed,
      sync: this.#sync,
      lastTold: this.lastTold,
      inbox: this.#inbox,
      outbox: this.#outbox,
      marks: this.#marks,
      echoes: this.#echoes,
      pacer: this.#pacer,
      receipts: this.#receipts,
      hides: this.#hides,
      presence: this.#presence,
      people: this.#people,
      hasPeople: () => this.features?.includes(friendsFeature) === true,
      keeper,
      onCaughtUp: () => this.#connection.caughtUp(),
    });
    this.#restore(remembered);
  }

  get userId(): UserId {
    return this.#parts.session.user.id;
  }

  get status(): ConnectionStatus {
    return this.#connection.status;
  }

  connect(): void {
    this.#connection.start();
  }

  probe(): void {
    this.#connection.probe();
  }

  /** Messages that are not acked fail with `error`, unless the store keeps them for the next run. */
  close(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void {
    this.#connection.stop(status);
    this.#marks.close(error);
    this.#hides.close();
    this.#people.close();
    this.#writing.fileSending.stop();
    if (this.#parts.isDurable && messages === "kept") this.#outbox.abandonAll(error);
    else this.#outbox.failAll(error);
  }

  get people(): PersonList {
    return this.#people.list;
  }

  get isFull(): boolean {
    return this.#outbox.isFull;
  }

  send(conversationId: ConversationId, content: Content, options: SendOptions, file?: GivenFile): OutgoingMessage {
    return this.#writing.send(conversationId, content, options, file);
  }

  change(frameOf: (opId: OpId) => MessageChangeFrame): OutgoingChange {
    return this.#writing.change(frameOf);
  }

  /** Takes what any tab has stored. */
  take(kept: Kept): void {
    this.#writing.take(kept);
  }

  discard(id: string): void {
    this.#outbox.get(id)?.discard();
  }

  pauseFile(id: string, isPaused: boolean): void {
    const entry = this.#outbox.get(id);
    if (entry !== null) this.#outbox.pauseFile(entry, isPaused);
  }

  markRead(conversationId: ConversationId, seq: number): Promise<void> {
    if (seq <= (this.#inbox.get(conversationId)?.cursorSeq ?? 0)) return Promise.resolve();
    const confirmed = this.#marks.add(conversationId, seq);
    this.#uplink.schedule();
    return confirmed;
  }

  setTyping(conversationId: ConversationId, active: boolean): void {
    if (this.status.state !== "live") return;
    this.#typing.set(conversationId, active);
    this.#uplink.schedule();
  }

  watchPresence(userIds: readonly UserId[], tab = ownTab): void {
    this.#presence.watch(tab, userIds);
    this.#uplink.schedule();
  }

  setFront(front: boolean, tab = ownTab): void {
    this.#presence.setFront(tab, front);
    this.#uplink.schedule();
  }

  conversations(): InboxEntry[] {
    return this.#inbox.all();
  }

  /** Takes an inbox entry from an HTTP answer. @returns the entry as the inbox has it now */
  learn(entry: ConversationEntry): InboxEntry {
    if (this.#feed.noteHead(entry.id, entry.headSeq)) this.#sync.require(entry.id);
    this.#uplink.schedule();
    return this.#inbox.put(entry);
  }

  expired(conversationId: ConversationId, seqs: readonly number[]): InboxEntry | null {
    return this.#inbox.expired(conversationId, seqs);
  }

  outgoing(conversationId: ConversationId | undefined): MessageEntry[] {
    return this.#outbox.outgoing(conversationId);
  }

  changes(conversationId: ConversationId | undefined): OutgoingChange[] {
    return this.#outbox.changes(conversationId).map(({ handle }) => handle);
  }

  /** Everything that is on its way. */
  entries(): Entry[] {
    return this.#outbox.all(undefined);
  }

  receipts(conversationId: ConversationId): ReadonlyMap<UserId, number> {
    return this.#receipts.of(conversationId);
  }

  headOf(conversationId: ConversationId): number {
    return Math.max(this.#feed.headOf(conversationId) ?? 0, this.#inbox.get(conversationId)?.headSeq ?? 0);
  }

  cursorOf(conversationId: ConversationId): number | null {
    return this.#feed.cursorOf(conversationId);
  }

  snapshot(): Snapshot {
    return {
      userId: this.userId,
      inboxVersion: this.#sync.inboxVersion,
      conversations: this.#inbox.all(),
      cursors: this.#feed.cursors().reverse(),
    };
  }

  #restore({ conversations, cursors }: Remembered): void {
    const { state } = this.#parts;
    for (const entry of conversations) this.#inbox.restore(entry);
    for (const [id, cursor] of cursors) this.#feed.restore(id, cursor);
    for (const [id, seqs] of state?.receipts ?? []) this.#receipts.restore(id as ConversationId, seqs);
    for (const [id, seq] of state?.readMarks ?? []) void this.#marks.add(id as ConversationId, seq);
    for (const kept of storedOutbox(state)) this.#outbox.add(entryOf(kept, this.#outbox));
  }

  #welcomed(welcome: WelcomeFrame, send: (text: string) => void): void {
    const { limits, features } = welcome;
    const { maxContentBytes, maxSocketMessageBytes } = limits;
    this.features = features;
    this.#parts.clock.observe(welcome.serverTime);
    this.lastTold.learn("change-windows", windowsOf(limits));
    this.lastTold.learn("file-limit", { maxBytes: limits.fileMaxBytes ?? null });
    this.#pacer.configure(limits, this.#parts.runtime.now());
    this.#outbox.limit({ maxContentBytes, maxFrameBytes: maxSocketMessageBytes - 3, features });
    this.#writing.fileSending.look(null);
    this.#begin(welcome, send);
  }

  #begin({ limits, features }: WelcomeFrame, send: (text: string) => void): void {
    this.#sync.begin();
    this.#presence.begin(features);
    this.#uplink.open(send, limits);
  }

  #receive(frames: readonly IncomingFrame[]): void {
    for (const frame of frames) {
      // A listener of an earlier frame may have closed the connection or signed the user out.
      if (this.status.state !== "syncing" && this.status.state !== "live") return;
      this.#handle(frame);
    }
    this.#uplink.schedule();
  }

  /** Thrown out of a socket's listener, an error would end a Node process and lose the frames that came with this one. */
  #handle(frame: IncomingFrame): void {
    try {
      this.#downlink.receive(frame);
    } catch (cause) {
      const error = new KlatchError("INTERNAL", "A frame of the server could not be handled.", { cause });
      this.#parts.emitter.emit("error", error);
    }
  }

  #checkAnswers(nowMs: number): void {
    const askedMs = [this.#outbox.oldestSentAtMs(), this.#sync.sinceMs].filter((time) => time !== null);
    if (askedMs.some((time) => nowMs - time > answerTimeoutMs)) this.#connection.restart();
  }

  #lost(): void {
    this.#echoes.clear();
    this.#suspended();
  }

  #suspended(): void {
    this.#uplink.close();
    this.#typing.clear();
    this.#marks.disconnected();
    this.#outbox.disconnected();
  }
}
