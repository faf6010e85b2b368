// One socket of a user's device: its state, and sending frames.
import type { DownFrame } from "../../schema/protocol/down.ts";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import { serverFeatures } from "../../schema/protocol/features.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import { wireLimits, type Limits } from "../../schema/protocol/limits.ts";
import type { SocketAttachment } from "../../schema/rpc/user-session.ts";
import type { EventRun } from "../stream/event-run.ts";
import { caughtUpPlace, type Place } from "../stream/stream-receiver.ts";
import { TokenBucket } from "../runtime/token-bucket.ts";

/** Well below 256 KiB even if every character takes three bytes. */
const maxCharsPerSocketMessage = 80_000;
/** Including the running one: each may name thousands of conversations and keeps its frame in memory while it waits. */
const maxWaitingSyncs = 8;

/** Conversations whose last event is noted in the attachment: 80 bytes each of the 16,384 that the platform allows. */
const maxGiven = 16;

/** One socket. A place is stored only if it differs from the default. */
export class Socket {
  readonly faults: TokenBucket;
  readonly #ws: WebSocket;
  readonly #places = new Map<ConversationId, Place>();
  /** See `SocketAttachment.given`; the one that changed last is last. */
  readonly #given: Map<ConversationId, number>;
  #attachment: SocketAttachment;
  #queued: string[] = [];
  #syncs: Promise<void> = Promise.resolve();
  #waitingSyncs = 0;
  readonly #unheard: UnheardCount;
  readonly #tooSlow: (socket: Socket) => void;
  #isCutOff = false;

  /** @param tooSlow called once, when too much was sent that the client may not have read */
  constructor(
    ws: WebSocket,
    attachment: SocketAttachment,
    limits: Limits,
    nowMs: number,
    unheard: UnheardCount,
    tooSlow: (socket: Socket) => void,
  ) {
    this.#ws = ws;
    this.#attachment = attachment;
    this.#given = new Map(attachment.given);
    for (const [conversationId, ahead] of this.#given) this.#places.set(conversationId, { state: "caught-up", ahead });
    this.#unheard = unheard;
    this.#tooSlow = tooSlow;
    this.faults = new TokenBucket(limits.LIMIT_FAULTS_PER_SECOND, limits.LIMIT_FAULTS_BURST, nowMs);
  }

  get deviceId(): DeviceId {
    return this.#attachment.deviceId;
  }

  get phase(): SocketAttachment["phase"] {
    return this.#attachment.phase;
  }

  /**
   * Runs one sync after the other, so that a later one finds the places that the earlier one set. @returns false when
   * too many are waiting
   */
  async syncInTurn(sync: () => Promise<void>): Promise<boolean> {
    if (this.#waitingSyncs >= maxWaitingSyncs) return false;
    this.#waitingSyncs += 1;
    const mine = this.#syncs.then(sync).finally(() => (this.#waitingSyncs -= 1));
    this.#syncs = mine.catch(() => {}); // the caller of `syncInTurn` gets the error
    await mine;
    return true;
  }

  /** A socket whose session restarts in the middle of a sync is closed then: see `phase`. */
  syncBegins(): void {
    this.#setPhase("syncing");
  }

  syncEnds(): void {
    this.#setPhase("live");
  }

  /** What the client understands beyond the first version, as far as this server knows it. */
  get features(): readonly string[] {
    return this.#attachment.features ?? [];
  }

  /** @param said by the client: unknown names are dropped, so that what is kept is small */
  setFeatures(said: readonly string[]): void {
    const features = serverFeatures.filter((name) => said.includes(name));
    if (features.length > 0) this.#attach({ ...this.#attachment, features });
  }

  /** See `SocketAttachment.budget`. */
  get budget(): string | undefined {
    return this.#attachment.budget;
  }

  keepBudget(budget: string): void {
    this.#attach({ ...this.#attachment, budget });
  }

  placeIn(conversationId: ConversationId): Place {
    return this.#places.get(conversationId) ?? caughtUpPlace;
  }

  setPlace(conversationId: ConversationId, place: Place): void {
    if (place.state === "caught-up" && place.ahead === 0) this.#places.delete(conversationId);
    else this.#places.set(conversationId, place);
    this.#note(conversationId, place.state === "caught-up" ? place.ahead : 0);
    // The end of the sync attaches it; a session that restarts before it closes the socket.
    if (this.phase !== "syncing") this.#attach(this.#attachment);
  }

  /** Notes that this socket was given everything up to `seq`. Call it in the step that sends. */
  noteGiven(conversationId: ConversationId, seq: number): void {
    this.#note(conversationId, seq);
    this.#attach(this.#attachment);
  }

  /** @param seq 0: it is not known what the socket has */
  #note(conversationId: ConversationId, seq: number): void {
    this.#given.delete(conversationId);
    if (seq === 0) return;
    this.#given.set(conversationId, seq);
    const [oldest] = this.#given.keys();
    if (this.#given.size > maxGiven && oldest !== undefined) this.#given.delete(oldest);
  }

  /** Frames as JSON text, in order, in as few WebSocket messages as the protocol allows. */
  send(frames: readonly string[]): void {
    for (const text of packFrames(frames)) this.sendText(text);
  }

  #setPhase(phase: SocketAttachment["phase"]): void {
    if (this.phase === phase) return;
    this.#attach({ ...this.#attachment, phase });
  }

  #attach(attachment: SocketAttachment): void {
    this.#attachment = attachment;
    this.#ws.serializeAttachment({ ...attachment, given: [...this.#given] });
  }

  /** Frames that are queued in the same turn leave in one WebSocket message. */
  queue(frame: DownFrame): void {
    this.queueText(JSON.stringify(frame));
  }

  queueText(frame: string): void {
    this.#queued.push(frame);
    if (this.#queued.length > 1) return;
    queueMicrotask(() => {
      const frames = this.#queued;
      this.#queued = [];
      this.send(frames);
    });
  }

  sendText(text: string): void {
    if (this.#isCutOff) return;
    if (!this.#unheard.isBelievedAfter(text.length)) {
      this.#isCutOff = true;
      return this.#tooSlow(this);
    }
    try {
      this.#ws.send(text);
    } catch {
      // Closed meanwhile; the device syncs when it reconnects.
    }
  }

  close(code: ErrorCode): void {
    closeSocket(this.#ws, errorRuleOf(code).closeCode ?? 1011, code);
  }
}

export function closeSocket(ws: WebSocket, code: number, reason: string): void {
  try {
    ws.close(code, reason);
  } catch {
    // Closed already.
  }
}

/** The texts of the WebSocket messages that carry these events: nearly always one, as it was delivered. */
export function packRun(run: EventRun, unread: number | null): string[] {
  const text = run.text(unread);
  if (run.length > wireLimits.maxFramesPerSocketMessage || text.length > maxCharsPerSocketMessage)
    return packFrames(run.frames(unread));
  return run.length < 2 ? [text].filter((one) => one !== "") : [`[${text}]`];
}

/** The texts of the WebSocket messages that carry these frames: a single frame as it is, several as an array. */
export function packFrames(frames: readonly string[]): string[] {
  const texts: string[] = [];
  let pack: string[] = [];
  let chars = 0;
  const close = (): void => {
    if (pack.length > 0) texts.push(pack.length === 1 ? (pack[0] as string) : `[${pack.join(",")}]`);
    [pack, chars] = [[], 0];
  };
  for (const frame of frames) {
    if (pack.length >= wireLimits.maxFramesPerSocketMessage || chars + frame.length > maxCharsPerSocketMessage) close();
    pack.push(frame);
    chars += frame.length;
  }
  close();
  return texts;
}

/**
 * Tells whether a client still reads. The platform shows no send buffer, and frees none when a socket is closed.
 *
 * A `ping` is answered in its place behind the data, and the client sends the next one after the `pong`: a client that
 * pings has read. Frames prove nothing, since a client may write and never read. So what was sent to a socket since its
 * last ping bounds what may be unread.
 */
export class UnheardCount {
  readonly #limit: number;
  readonly #lastPingAt: () => number;
  #chars = 0;
  /** The newest ping seen. */
  #pingAt = 0;

  /** @param lastPingAt ms since 1970, 0 for never; called only when too much was sent */
  constructor(limit: number, lastPingAt: () => number) {
    this.#limit = limit;
    this.#lastPingAt = lastPingAt;
  }

  /** Whether the client is still assumed to read after this text is sent too. */
  isBelievedAfter(chars: number): boolean {
    this.#chars += chars;
    if (this.#chars <= this.#limit) return true;
    const pingAt = this.#lastPingAt();
    // Compares for equality, not for later: the clock may have been set back.
    if (pingAt === this.#pingAt) return false;
    this.#pingAt = pingAt;
    this.#chars = chars;
    return true;
  }
}
