// A device with its own minimal client of the protocol. It asks again for whatever is missing, sends unanswered
// messages again, and starts every conversation from its first event.
import { setTimeout as sleep } from "node:timers/promises";
import type { DownFrame } from "../../../schema/protocol/down.ts";
import { errorRuleOf } from "../../../schema/protocol/errors.ts";
import type { ConversationId, DeviceId, OpId, UserId } from "../../../schema/protocol/ids.ts";
import { isEvent, type EventFrame } from "../../../schema/protocol/events/events.ts";
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { SendMessageFrame } from "../../../schema/protocol/message.ts";
import type { SyncFrame } from "../../../schema/protocol/sync.ts";
import type { UpFrame } from "../../../schema/protocol/up.ts";
import { protocolName } from "../../../sdk/client/protocol-constants.ts";
import { renewFeature } from "../../../schema/protocol/features.ts";
import type { WebSocketConstructor, WebSocketLike } from "../../../sdk/client/runtime.ts";
import { UuidV7Source } from "../../../sdk/client/uuid-v7.ts";
import type { DeviceState } from "../history/final-state.ts";
import { downFramesOf } from "../history/wire.ts";
import { socketsOf } from "../network/faulty-socket.ts";
import { FrameFaults } from "../network/frame-faults.ts";
import type { ChaosDevice, SayOptions } from "./device.ts";
import { saidContent } from "./said-content.ts";
import { recordedFetch } from "../network/recorded-fetch.ts";
import { sendOverHttp, type HttpMessage } from "./http-send.ts";
import { RawSignIn } from "./raw-sign-in.ts";
import type { DeviceParts } from "./sdk-device.ts";

/** A socket that receives nothing for this long is given up; each tick sends a ping. */
const silenceMs = 2_500;
const tickMs = 500;
/** Missing events are requested together after this time. */
const gatherMs = 80;
const renewAgainMs = 200;
/** How the `requestId` of a renewal begins. */
const renewing = "renew-";

export class RawDevice implements ChaosDevice {
  readonly userId: UserId;
  readonly friends = null;
  readonly #parts: DeviceParts;
  readonly #signIn: RawSignIn;
  readonly #frameFaults: FrameFaults;
  #WebSocket: WebSocketConstructor;
  readonly #ids: UuidV7Source;
  readonly #cursors = new Map<ConversationId, number>();
  /** Messages by `clientMsgId`, and changes by the id of the change, which is their `requestId`. */
  readonly #unanswered = new Map<string, SendMessageFrame | MessageChangeFrame>();
  readonly #lacking = new Set<ConversationId>();
  #inboxVersion: number | null = null;
  /** For each sync in progress on this socket: whether it asks for the inbox. */
  #asksInbox: boolean[] = [];
  #hasSynced = false;
  #socket: WebSocketLike | null = null;
  #isOpen = false;
  #heardAt = 0;
  #overHttp = 0;
  #isConnecting = false;
  #stopped = false;
  #ticking: NodeJS.Timeout | undefined;
  #asking: NodeJS.Timeout | undefined;

  private constructor(parts: DeviceParts, frameFaults: FrameFaults, signIn: RawSignIn) {
    this.#parts = parts;
    this.userId = parts.account.userId;
    this.#frameFaults = frameFaults;
    this.#signIn = signIn;
    signIn.onSignedIn = () => this.#signedIn();
    this.#WebSocket = this.#socketsOfThisSignIn();
    this.#ids = new UuidV7Source(() => parts.random.next());
  }

  static async install(parts: DeviceParts, known: readonly ConversationId[]): Promise<RawDevice> {
    const frameFaults = new FrameFaults(parts.random.fork(), { withSyncs: true });
    const signIn = await RawSignIn.begin(parts, recordedFetch(parts.recorder, frameFaults));
    const device = new RawDevice(parts, frameFaults, signIn);
    for (const id of known) device.#cursors.set(id, 0);
    return device;
  }

  get name(): string {
    return this.#signIn.name;
  }

  get deviceId(): DeviceId {
    return this.#signIn.deviceId;
  }

  get conversations(): readonly ConversationId[] {
    return [...this.#cursors.keys()];
  }

  get pending(): number {
    return this.#unanswered.size + this.#overHttp;
  }

  get frameFaultCounts(): FrameFaults["counts"] {
    return this.#frameFaults.counts;
  }

  start(): void {
    void this.#connect();
    this.#ticking = setInterval(() => this.#tick(), tickMs);
  }

  say(conversationId: ConversationId, text: string, options: SayOptions): void {
    const clientMsgId = this.#ids.next(Date.now());
    const content = saidContent(text, options.poll);
    if (this.#parts.random.chance(0.1)) return void this.#sayOverHttp({ conversationId, clientMsgId, text, options });
    const frame: SendMessageFrame = { type: "send-message", conversationId, clientMsgId, content };
    const { mentions = [], thread, silent, burnAfterMs } = options;
    if (mentions.length > 0) frame.mentions = [...mentions];
    if (thread !== undefined) frame.thread = thread;
    if (silent !== undefined) frame.silent = silent;
    if (burnAfterMs !== undefined) frame.burnAfterMs = burnAfterMs;
    this.#ask(clientMsgId, frame);
  }

  change(opId: OpId, frame: MessageChangeFrame): void {
    this.#ask(opId, { ...frame, requestId: opId });
  }

  /** Sends it, and again until it is answered. */
  #ask(id: string, frame: SendMessageFrame | MessageChangeFrame): void {
    this.#unanswered.set(id, frame);
    this.#send(frame);
  }

  read(conversationId: ConversationId): void {
    const seq = this.#cursors.get(conversationId) ?? 0;
    if (seq > 0) this.#send({ type: "mark-read", conversationId, seq });
  }

  type(conversationId: ConversationId): void {
    this.#send({ type: "typing", conversationId, active: true });
  }

  restart(): Promise<void> {
    this.#socket?.close();
    return Promise.resolve();
  }

  signOut(): Promise<void> {
    return this.#signIn.signOut();
  }

  hurry(): void {
    if (this.#socket === null) void this.#connect();
  }

  calm(): void {
    this.#frameFaults.enabled = false;
  }

  state(): DeviceState {
    return {
      name: this.name,
      cursors: new Map(this.#cursors),
      listed: null,
      people: null,
      invitations: null,
      shown: [],
    };
  }

  stop(): void {
    this.#stopped = true;
    this.#signIn.stop();
    clearInterval(this.#ticking);
    clearTimeout(this.#asking);
    this.#socket?.close();
  }

  #socketsOfThisSignIn(): WebSocketConstructor {
    const { name, userId } = this;
    return socketsOf({ name, userId, recorder: this.#parts.recorder, frameFaults: this.#frameFaults });
  }

  /** What is unanswered is sent again on the next socket. */
  #signedIn(): void {
    this.#WebSocket = this.#socketsOfThisSignIn();
    this.#drop();
  }

  async #renew(socket: WebSocketLike): Promise<void> {
    while (this.#socket === socket) {
      if (!(await this.#signIn.freshen())) {
        await sleep(renewAgainMs);
        continue;
      }
      const { accessToken } = this.#signIn;
      return this.#send({ type: "renew", accessToken, requestId: `${renewing}${this.#ids.next(Date.now())}` });
    }
  }

  async #connect(): Promise<void> {
    if (this.#stopped || this.#socket !== null || this.#isConnecting) return;
    this.#isConnecting = true;
    const isFresh = await this.#signIn.freshen();
    this.#isConnecting = false;
    if (this.#isOver()) return;
    if (!isFresh) return this.#connectLater();
    const socket = new this.#WebSocket(`${this.#parts.url.replace("http", "ws")}/ws`, [
      protocolName,
      `bearer.${this.#signIn.accessToken}`,
    ]);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket !== socket) return;
      this.#heardAt = Date.now();
      for (const frame of downFramesOf(data) ?? []) this.#receive(frame);
    });
    // "close" follows.
    socket.addEventListener("error", () => {});
    socket.addEventListener("close", () => this.#lost(socket));
  }

  #lost(socket: WebSocketLike): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#isOpen = false;
    this.#connectLater();
  }

  #connectLater(): void {
    setTimeout(() => void this.#connect(), this.#parts.random.between(20, 300)).unref();
  }

  /** Whether there is nothing to connect, or no more. */
  #isOver(): boolean {
    return this.#stopped || this.#socket !== null;
  }

  /** Gives the socket up. */
  #drop(): void {
    const socket = this.#socket;
    if (socket === null) return;
    socket.close();
    this.#lost(socket);
  }

  #tick(): void {
    if (this.#socket === null) return;
    if (Date.now() - this.#heardAt > silenceMs) return this.#drop();
    if (this.#isOpen) this.#socket.send("ping");
  }

  #receive(frame: DownFrame): void {
    if (isEvent(frame)) return this.#take(frame);
    switch (frame.type) {
      case "welcome":
        this.#isOpen = true;
        [this.#asksInbox, this.#hasSynced] = [[], false];
        this.#sync(this.#cursors.keys(), true);
        for (const unanswered of this.#unanswered.values()) this.#send(unanswered);
        return;
      case "auth-required":
        if (this.#socket !== null) void this.#renew(this.#socket);
        return;
      case "done":
        this.#unanswered.delete(frame.requestId);
        // The first sync after a renewal brings everything level.
        if (!frame.requestId.startsWith(renewing)) return;
        [this.#asksInbox, this.#hasSynced] = [[], false];
        this.#sync(this.#cursors.keys(), true);
        for (const unanswered of this.#unanswered.values()) this.#send(unanswered);
        return;
      case "probe":
        return this.#send({ type: "echo", nonce: frame.nonce });
      case "message-ack":
        this.#unanswered.delete(frame.clientMsgId);
        return;
      case "conversation-changed":
        if (!this.#cursors.has(frame.conversationId)) this.#meet(frame.conversationId);
        return;
      case "sync-required":
        return this.#fetch(frame.conversationId);
      case "sync-done":
        // Only a sync that asked for the inbox was told everything up to this version.
        if (this.#asksInbox.shift() === true) this.#inboxVersion = frame.inboxVersion;
        return;
      case "error":
        return this.#refused(frame);
      default:
    }
  }

  #take(event: EventFrame): void {
    const { conversationId, seq } = event;
    const toSeq = event.type === "void" ? event.toSeq : seq;
    const cursor = this.#cursors.get(conversationId);
    if (cursor === undefined) return this.#meet(conversationId);
    if (toSeq <= cursor) return;
    if (seq > cursor + 1) return this.#fetch(conversationId);
    this.#cursors.set(conversationId, toSeq);
    this.#parts.recorder.note({ kind: "took", device: this.name, conversationId, seq, toSeq });
  }

  /** Adds a conversation that the device did not know. */
  #meet(conversationId: ConversationId): void {
    this.#cursors.set(conversationId, 0);
    this.#fetch(conversationId);
  }

  #fetch(conversationId: ConversationId): void {
    this.#lacking.add(conversationId);
    this.#asking ??= setTimeout(() => {
      this.#asking = undefined;
      this.#sync([...this.#lacking], false);
    }, gatherMs);
  }

  #sync(conversationIds: Iterable<ConversationId>, inbox: boolean): void {
    const frame: SyncFrame = { type: "sync", features: [renewFeature] };
    // Sometimes asks for the whole inbox again, like a device that lost its storage.
    if (inbox && this.#inboxVersion !== null && this.#parts.random.chance(0.7)) frame.inboxVersion = this.#inboxVersion;
    this.#asksInbox.push(frame.inboxVersion !== undefined || !this.#hasSynced);
    this.#hasSynced = true;
    frame.cursors = Object.fromEntries([...conversationIds].map((id) => [id, this.#cursors.get(id) ?? 0]));
    this.#lacking.clear();
    this.#send(frame);
  }

  #refused(refusal: DownFrame & { type: "error" }): void {
    const { code, clientMsgId, requestId, conversationId, retryAfterMs = 300 } = refusal;
    const isFatal = errorRuleOf(code).class === "fatal";
    const id = clientMsgId ?? (requestId?.startsWith(renewing) === true ? undefined : requestId);
    if (id !== undefined) {
      if (isFatal) this.#unanswered.delete(id);
      else setTimeout(() => this.#again(id), retryAfterMs).unref();
      return;
    }
    if (conversationId !== undefined) return isFatal ? undefined : this.#fetch(conversationId);
    // The refused sync gets no `sync-done`.
    this.#asksInbox.shift();
    if (!isFatal) setTimeout(() => this.#sync(this.#cursors.keys(), true), retryAfterMs).unref();
  }

  #again(id: string): void {
    const frame = this.#unanswered.get(id);
    if (frame !== undefined) this.#send(frame);
  }

  async #sayOverHttp(message: HttpMessage): Promise<void> {
    const { url, recorder } = this.#parts;
    const sender = { url, user: this.userId, accessToken: this.#signIn.accessToken, recorder };
    this.#overHttp += 1;
    await sendOverHttp(sender, message);
    this.#overHttp -= 1;
  }

  /** On a dead socket nothing is sent; unanswered frames are sent again on the next one. */
  #send(frame: UpFrame): void {
    if (this.#isOpen) this.#socket?.send(JSON.stringify(frame));
  }
}
