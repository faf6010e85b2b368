// One socket of a user's device: its state, and sending frames.
import type { DownFrame } from "../../schema/protocol/down.ts";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import { renewFeature, serverFeatures } from "../../schema/protocol/features.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { SyncRequiredFrame } from "../../schema/protocol/sync.ts";
import type { PresenceNote, SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import { caughtUpPlace, type Place } from "../stream/stream-receiver.ts";
import { TokenBucket } from "../runtime/token-bucket.ts";
import { closeSocket } from "./close-socket.ts";
import { GivenSeqs } from "./given-seqs.ts";
import { packFrames } from "./pack-frames.ts";
import { bytesOf, costOf, weigh, type ReadCredit, type SentAs, type Weighed } from "./read-credit.ts";
import { SyncTurns } from "./sync-turns.ts";

/** One socket. A place is stored only if it differs from the default. */
export class Socket {
  readonly faults: TokenBucket;
  readonly ws: WebSocket;
  readonly #places = new Map<ConversationId, Place>();
  readonly #given: GivenSeqs;
  /** Lapses that the socket has no room for yet. */
  readonly #untold = new Map<ConversationId, SyncRequiredFrame>();
  #attachment: SocketAttachment;
  #queued: string[] = [];
  readonly #syncs = new SyncTurns();
  readonly #credit: ReadCredit;
  readonly #tooSlow: (socket: Socket) => void;
  #isCutOff = false;
  /** See `receiveMessage`. */
  renewal: Promise<void> | null = null;
  /** Changes when the authorisation runs out: what was begun before must not go on after a renewal. */
  #life = 0;

  /** @param tooSlow called once, when more would lie unread than the credit */
  constructor(
    ws: WebSocket,
    attachment: SocketAttachment,
    limits: Limits,
    nowMs: number,
    credit: ReadCredit,
    tooSlow: (socket: Socket) => void,
  ) {
    this.ws = ws;
    this.#attachment = attachment;
    this.#given = new GivenSeqs(attachment.given);
    for (const [conversationId, ahead] of this.#given.list())
      this.#places.set(conversationId, { state: "caught-up", ahead });
    this.#credit = credit;
    this.#tooSlow = tooSlow;
    this.faults = new TokenBucket(limits.LIMIT_FAULTS_PER_SECOND, limits.LIMIT_FAULTS_BURST, nowMs);
  }

  get deviceId(): DeviceId {
    return this.#attachment.deviceId;
  }

  /** The sign-in that opened this socket. `family` is missing on a socket that the version before accepted. */
  get signIn(): Pick<SocketAttachment, "deviceId" | "family"> {
    return this.#attachment;
  }

  get life(): number {
    return this.#life;
  }

  isAuthorised(nowMs: number): boolean {
    return nowMs < (this.#attachment.authUntil ?? 0);
  }

  /** When `auth-required` was sent (ms since 1970); undefined while authorised. */
  get askedAt(): number | undefined {
    return this.#attachment.askedAt;
  }

  /** A client that says what it understands, and does not name `renew`, can only come back with a new socket. */
  get mayRenew(): boolean {
    return this.#attachment.features?.includes(renewFeature) ?? true;
  }

  /** The authorisation ran out: as on a new socket, nothing is given from now on before the next first `sync`. */
  requireAuth(nowMs: number): void {
    this.#life += 1;
    this.#places.clear();
    this.#given.clear();
    this.#untold.clear();
    this.#attach({ ...this.#attachment, phase: "new", askedAt: nowMs });
    this.sendText(JSON.stringify({ type: "auth-required" } satisfies DownFrame));
  }

  /** @param until ms since 1970; an earlier time than the one in force changes nothing */
  renewUntil(until: number): void {
    const { askedAt: _asked, ...attachment } = this.#attachment;
    this.#attach({ ...attachment, authUntil: Math.max(until, attachment.authUntil ?? 0) });
  }

  get phase(): SocketAttachment["phase"] {
    return this.#attachment.phase;
  }

  /** See `SyncTurns`. */
  syncInTurn(sync: () => Promise<void>): Promise<boolean> {
    return this.#syncs.run(sync);
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
    this.#attach({ ...this.#attachment, features });
  }

  /** See `SocketAttachment.budget`. */
  get budget(): string | undefined {
    return this.#attachment.budget;
  }

  keepBudget(budget: string): void {
    this.#attach({ ...this.#attachment, budget });
  }

  get presence(): PresenceNote {
    return this.#attachment.presence ?? {};
  }

  notePresence(presence: PresenceNote): void {
    this.#attach({ ...this.#attachment, presence });
  }

  placeIn(conversationId: ConversationId): Place {
    return this.#places.get(conversationId) ?? caughtUpPlace;
  }

  setPlace(conversationId: ConversationId, place: Place): void {
    if (place.state === "caught-up" && place.ahead === 0) this.#places.delete(conversationId);
    else this.#places.set(conversationId, place);
    this.#given.note(conversationId, place.state === "caught-up" ? place.ahead : 0);
    if (place.state !== "lapsed") this.#untold.delete(conversationId);
    // The end of the sync attaches it; a session that restarts before it closes the socket.
    if (this.phase !== "syncing") this.#attach(this.#attachment);
  }

  /** The socket may lack events of the conversation. It gets no more of them until it syncs, and is told so. */
  lapse(frame: SyncRequiredFrame): void {
    const { conversationId } = frame;
    const untold = this.#untold.get(conversationId);
    // That the conversation was set back is not forgotten for a later lapse: the client would keep what is gone.
    const headSeq = Math.min(frame.headSeq, untold?.headSeq ?? frame.headSeq);
    this.#untold.set(conversationId, untold?.setBack === true ? { ...frame, headSeq, setBack: true } : frame);
    this.#tellLapses();
    this.setPlace(conversationId, { state: "lapsed", ahead: 0 });
  }

  #tellLapses(): void {
    for (const [conversationId, frame] of this.#untold) {
      const text = JSON.stringify(frame);
      if (!this.hasRoomFor([text], "lapse")) return;
      this.#untold.delete(conversationId);
      this.sendText(text);
    }
  }

  /**
   * Sends events, if there is room for all of them, and notes that this socket was given everything up to `seq`.
   *
   * @returns false: nothing was sent
   */
  give(packed: Weighed, conversationId: ConversationId, seq: number): boolean {
    if (!this.#hasRoomFor(packed, "event")) return false;
    for (const { text, bytes } of packed) this.#sendWeighed(text, bytes);
    this.#given.note(conversationId, seq);
    this.#attach(this.#attachment);
    return true;
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
    this.ws.serializeAttachment({
      ...attachment,
      given: this.#given.list(),
      credit: this.#credit.note(),
      hasUntold: this.#untold.size > 0,
    });
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
    const isProbed = this.#sendWeighed(text, costOf(text));
    if (isProbed || (!this.#isCutOff && !this.#credit.isNoted)) this.#attach(this.#attachment);
  }

  /** @returns whether a probe lies behind it, which the caller must attach */
  #sendWeighed(text: string, bytes: number): boolean {
    if (this.#isCutOff) return false;
    if (!this.#credit.covers(bytes)) {
      this.cutOff();
      return false;
    }
    this.#credit.spend(bytes);
    this.#put(text);
    const probe = this.#credit.dueProbe();
    if (probe === null) return false;
    this.#put(probe);
    return true;
  }

  /** Closes the socket of a client that does not read; nothing more is sent to it. */
  cutOff(): void {
    if (this.#isCutOff) return;
    this.#isCutOff = true;
    this.#tooSlow(this);
  }

  /**
   * Whether there is room for these texts; if not, the client is asked at once what it has read.
   *
   * @see SentAs
   */
  hasRoomFor(texts: readonly string[], as: SentAs): boolean {
    return this.#hasRoomFor(weigh(texts), as);
  }

  #hasRoomFor(weighed: Weighed, as: SentAs): boolean {
    if (this.#credit.hasRoomFor(bytesOf(weighed), as)) return true;
    const probe = this.#isCutOff ? null : this.#credit.wantedProbe();
    if (probe !== null) {
      this.#put(probe);
      this.#attach(this.#attachment);
    }
    return false;
  }

  /** The client echoed this nonce. @returns false: it was not sent, or was echoed already */
  proves(nonce: string): boolean {
    if (!this.#credit.proves(nonce)) return false;
    this.#tellLapses();
    this.#attach(this.#attachment);
    return true;
  }

  /** Resolves when the client has proved to have read more, or the socket is closed. */
  nextProof(): Promise<void> {
    return this.#credit.nextProof();
  }

  #put(text: string): void {
    try {
      this.ws.send(text);
    } catch {
      // Closed meanwhile; the device syncs when it reconnects.
    }
  }

  close(code: ErrorCode): void {
    this.#credit.end();
    closeSocket(this.ws, errorRuleOf(code).closeCode ?? 1011, code);
  }
}
