// Everything that lives for one signed-in device: its socket, the order of events, the inbox, and what waits to be sent.
import type { Content } from "../schema/protocol/content.ts";
import type { ConversationId, UserId } from "../schema/protocol/ids.ts";
import type { ConversationEntry, WelcomeFrame } from "../schema/protocol/sync.ts";
import { Connection, type ConnectionStatus } from "./connection.ts";
import { ConversationFeed } from "./conversation-feed.ts";
import { Downlink } from "./downlink.ts";
import type { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import { Inbox } from "./inbox.ts";
import { KlatchError } from "./klatch-error.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";
import { OutboxEntry, type OutgoingMessage, type SendOptions } from "./outgoing-message.ts";
import { Pacer } from "./pacer.ts";
import { ReadMarks } from "./read-marks.ts";
import type { Runtime } from "./runtime.ts";
import type { ServerClock } from "./server-clock.ts";
import type { Session } from "./session-store.ts";
import type { IncomingFrame } from "./socket.ts";
import type { Snapshot } from "./snapshot.ts";
import { SyncDriver } from "./sync-driver.ts";
import type { TokenKeeper } from "./token-keeper.ts";
import { TypingSignals } from "./typing-signals.ts";
import { Uplink } from "./uplink.ts";
import { UuidV7Source } from "./uuid-v7.ts";

export interface LiveSessionParts {
  readonly session: Session;
  readonly socketUrl: string;
  readonly runtime: Runtime;
  readonly clock: ServerClock;
  readonly tokens: TokenKeeper;
  readonly emitter: Emitter<KlatchEvents>;
  readonly outbox: OutboxOptions;
  readonly snapshot: Snapshot | null;
}

/** A message or `sync` without an answer for this long: the socket is taken for dead. */
const answerTimeoutMs = 30_000;

export class LiveSession {
  readonly #parts: LiveSessionParts;
  readonly #feed = new ConversationFeed();
  readonly #pacer = new Pacer();
  readonly #typing = new TypingSignals();
  readonly #ids: UuidV7Source;
  readonly #inbox = new Inbox();
  readonly #marks: ReadMarks;
  readonly #outbox: Outbox;
  readonly #sync: SyncDriver;
  readonly #uplink: Uplink;
  readonly #downlink: Downlink;
  readonly #connection: Connection;

  constructor(parts: LiveSessionParts) {
    this.#parts = parts;
    const { runtime, emitter, snapshot, session } = parts;
    for (const entry of snapshot?.conversations ?? []) this.#inbox.put(entry);
    for (const [id, cursor] of snapshot?.cursors ?? []) this.#feed.restore(id, cursor);
    this.#ids = new UuidV7Source(runtime.random);
    this.#marks = new ReadMarks(runtime.random);
    this.#outbox = new Outbox(parts.outbox, runtime.random, (entry) => emitter.emit("outbox", entry));
    this.#sync = new SyncDriver(this.#feed, snapshot?.inboxVersion ?? null, runtime.random);
    this.#uplink = new Uplink(runtime, this.#pacer, [this.#sync, this.#marks, this.#outbox, this.#typing]);
    this.#connection = new Connection(runtime, parts.socketUrl, parts.tokens, {
      onWelcome: (welcome, send) => this.#welcomed(welcome, send),
      onFrames: (frames) => this.#receive(frames),
      onTick: (nowMs) => this.#checkAnswers(nowMs),
      onLost: () => this.#lost(),
      onStatus: (status) => emitter.emit("connection", status),
      onError: (cause) => emitter.emit("error", new KlatchError("UNAVAILABLE", "Connecting failed.", { cause })),
    });
    this.#downlink = new Downlink({
      me: session.user.id,
      runtime,
      emitter,
      feed: this.#feed,
      sync: this.#sync,
      inbox: this.#inbox,
      outbox: this.#outbox,
      marks: this.#marks,
      pacer: this.#pacer,
      onLevel: () => this.#connection.level(),
    });
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

  /** Ends the socket; messages that are not acked fail with `error`. */
  close(status: ConnectionStatus, error: KlatchError): void {
    this.#connection.stop(status);
    this.#marks.clear();
    this.#outbox.failAll(error);
  }

  send(conversationId: ConversationId, content: Content, options: SendOptions): OutgoingMessage {
    const clientMsgId = this.#ids.next(this.#parts.clock.now());
    const entry = new OutboxEntry(clientMsgId, conversationId, content, options);
    this.#outbox.add(entry);
    this.#uplink.schedule();
    return entry;
  }

  markRead(conversationId: ConversationId, seq: number): void {
    if (seq <= (this.#inbox.get(conversationId)?.cursorSeq ?? 0)) return;
    this.#marks.add(conversationId, seq);
    this.#uplink.schedule();
  }

  setTyping(conversationId: ConversationId, active: boolean): void {
    if (this.status.state !== "live") return;
    this.#typing.set(conversationId, active);
    this.#uplink.schedule();
  }

  conversations(): ConversationEntry[] {
    return this.#inbox.list();
  }

  /** An entry that came over HTTP. */
  learn(entry: ConversationEntry): ConversationEntry {
    this.#feed.heardOf(entry.id, entry.headSeq);
    return this.#inbox.put(entry);
  }

  snapshot(): Snapshot {
    return {
      userId: this.userId,
      inboxVersion: this.#sync.inboxVersion,
      conversations: this.#inbox.list(),
      cursors: this.#feed.cursors().toReversed(),
    };
  }

  #welcomed(welcome: WelcomeFrame, send: (text: string) => void): void {
    const { limits } = welcome;
    this.#parts.clock.observe(welcome.serverTime);
    this.#pacer.configure(limits, this.#parts.runtime.now());
    this.#outbox.limit({ maxContentBytes: limits.maxContentBytes, maxFrameBytes: limits.maxSocketMessageBytes - 3 });
    this.#sync.begin();
    this.#uplink.open(send, limits);
  }

  #receive(frames: readonly IncomingFrame[]): void {
    for (const frame of frames) {
      // A listener may have closed the connection, or signed the user out.
      if (this.status.state !== "syncing" && this.status.state !== "live") return;
      this.#downlink.receive(frame);
    }
    this.#uplink.schedule();
  }

  #checkAnswers(nowMs: number): void {
    const askedMs = [this.#outbox.oldestSentAtMs(), this.#sync.sinceMs].filter((time) => time !== null);
    if (askedMs.some((time) => nowMs - time > answerTimeoutMs)) this.#connection.restart();
  }

  #lost(): void {
    this.#uplink.close();
    this.#typing.clear();
    this.#marks.disconnected();
    this.#outbox.disconnected();
  }
}
