// A device with the SDK, used like an app does: shows what the client emits and stores snapshots between runs.
import type { ClientMsgId, ConversationId, DeviceId, OpId, UserId } from "../../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import { KlatchClient, type Friends, type OutgoingChange, type OutgoingMessage } from "../../../sdk/entry.ts";
import type { UnsentMessage } from "../../../sdk/outbox/unsent-message.ts";
import { memorySessionStore, type Session, type SessionStore } from "../../../sdk/store/session-store.ts";
import type { Snapshot } from "../../../sdk/client/snapshot.ts";
import { changeKinds } from "../changes/kinds.ts";
import { claimsOf } from "../history/claims.ts";
import type { DeviceState } from "../history/final-state.ts";
import type { Recorder } from "../history/recorder.ts";
import { socketsOf } from "../network/faulty-socket.ts";
import { lastSeqOf } from "../check/facts.ts";
import { FrameFaults } from "../network/frame-faults.ts";
import { recordedFetch } from "../network/recorded-fetch.ts";
import type { Random } from "../../kit/random.ts";
import type { Account } from "./account.ts";
import type { ChaosDevice, SayOptions } from "./device.ts";
import { saidContent } from "./said-content.ts";
import { HeldInvitations } from "./held-invitations.ts";
import { OpenViews } from "./open-views.ts";

export interface DeviceParts {
  readonly name: string;
  /** The address of the faulty network, not of the server. */
  readonly url: string;
  readonly account: Account;
  readonly recorder: Recorder;
  readonly random: Random;
  /** All users of the run. */
  readonly everybody: () => readonly UserId[];
}

/** States of a change that has no answer yet. */
const isUnderWay: ReadonlySet<OutgoingChange["state"]> = new Set(["storing", "waiting", "sending"]);

export class SdkDevice implements ChaosDevice {
  #name: string;
  readonly userId: UserId;
  readonly #parts: DeviceParts;
  readonly #store: SessionStore;
  readonly #frameFaults: FrameFaults;
  readonly #maxInFlightPerConversation: number;
  #client: KlatchClient;
  #views: OpenViews;
  #held: HeldInvitations;
  #session: Session;
  /** What this start of the app has written. */
  #written: OutgoingMessage[] = [];
  readonly #pending = new Set<ClientMsgId>();
  /** Counts starts of the app; events of an earlier start are ignored. */
  #life = 0;
  #signIns = 0;
  /** Conversations that it knows of, also after a sign-out. */
  readonly #met = new Set<ConversationId>();
  #isStopped = false;

  private constructor(parts: DeviceParts, store: SessionStore, session: Session) {
    this.#parts = parts;
    this.#store = store;
    this.#session = session;
    this.#name = parts.name;
    this.userId = session.user.id;
    this.#frameFaults = new FrameFaults(parts.random.fork(), { withSyncs: false });
    this.#maxInFlightPerConversation = parts.random.chance(0.5) ? 1 : 8;
    [this.#client, this.#views, this.#held] = this.#newClient(null);
    parts.recorder.addDevice(this.name, this.userId);
  }

  get name(): string {
    return this.#name;
  }

  get deviceId(): DeviceId {
    return this.#session.deviceId;
  }

  /** @param known conversations that it starts with, each from its first event */
  static async install(parts: DeviceParts, known: readonly ConversationId[]): Promise<SdkDevice> {
    const store = memorySessionStore();
    const device = new SdkDevice(parts, store, await parts.account.signIn(parts.name, store));
    for (const id of known) device.#met.add(id);
    await device.#begin(known);
    return device;
  }

  async #begin(known: readonly ConversationId[]): Promise<void> {
    [this.#client, this.#views, this.#held] = this.#newClient({
      userId: this.userId,
      inboxVersion: null,
      conversations: [],
      cursors: known.map((id) => [id, 0]),
    });
    await this.#client.restore();
  }

  get conversations(): readonly ConversationId[] {
    return this.#client.conversations({ hidden: true }).map(({ id }) => id);
  }

  get pending(): number {
    const changes = this.#client.outgoingChanges().filter(({ state }) => isUnderWay.has(state));
    return this.#pending.size + changes.length;
  }

  get friends(): Friends | null {
    return this.#client.session === null ? null : this.#client.friends;
  }

  start(): void {
    // An attempt that a sign-out ends rejects.
    this.#client.connect().catch(() => {});
  }

  say(conversationId: ConversationId, text: string, { poll, ...options }: SayOptions): void {
    const content = saidContent(text, poll);
    if (this.#client.session !== null) this.#follow(this.#client.send(conversationId, content, options));
  }

  change(_: OpId, frame: MessageChangeFrame): void {
    if (this.#client.session !== null) changeKinds[frame.type].bySdk(this.#client, frame);
  }

  read(conversationId: ConversationId): void {
    if (this.#client.session === null) return;
    this.#views.look();
    // The device watches whoever is asked about.
    for (const userId of this.#parts.everybody()) this.#client.presence.get(userId);
    const entry = this.#client.conversations({ hidden: true }).find(({ id }) => id === conversationId);
    const cursor = new Map(this.#client.snapshot()?.cursors).get(conversationId) ?? 0;
    // A sign-out ends it.
    if (entry?.left === undefined && cursor > 0) this.#client.markRead(conversationId, cursor).catch(() => {});
  }

  type(conversationId: ConversationId): void {
    if (this.#client.session !== null) this.#client.setTyping(conversationId, this.#parts.random.chance(0.5));
  }

  async restart(): Promise<void> {
    const snapshot = this.#client.snapshot();
    if (snapshot === null) return;
    this.#life += 1;
    this.#pending.clear();
    this.#written = [];
    this.#client.close();
    const life = this.#life;
    [this.#client, this.#views, this.#held] = this.#newClient(snapshot);
    const session = await this.#client.restore();
    // It was signing out.
    if (session === null && life === this.#life) return this.#signInAgain([]);
    this.start();
  }

  async signOut(): Promise<void> {
    const client = this.#client;
    const life = this.#life;
    let unsent: readonly UnsentMessage[] = [];
    const off = client.on("unsent", ({ messages }) => (unsent = messages));
    const { deviceId } = this;
    let isOut = false;
    await this.#parts.account.end("sign-out", { deviceId, spares: null }, async () => {
      const { untold } = await client.logout();
      isOut = true;
      // The server knows nothing of it yet: its session goes on.
      if (untold !== null) throw new Error("the server could not be told");
    });
    off();
    if (isOut && life === this.#life) await this.#signInAgain(unsent);
  }

  hurry(): void {
    if (this.#client.connection.state === "waiting") this.#client.probe();
  }

  calm(): void {
    this.#frameFaults.enabled = false;
  }

  get frameFaultCounts(): FrameFaults["counts"] {
    return this.#frameFaults.counts;
  }

  state(): DeviceState {
    const cursors = new Map(this.#client.snapshot()?.cursors);
    const listed = new Map(this.#client.conversations({ hidden: true }).map((entry) => [entry.id, entry]));
    const people = new Map(this.#parts.everybody().map((userId) => [userId, this.#client.friends.of(userId)]));
    return { name: this.name, cursors, listed, people, invitations: this.#held.shown, shown: this.#views.shown };
  }

  stop(): void {
    this.#isStopped = true;
    this.#client.close();
  }

  #follow(message: OutgoingMessage): void {
    const { acked, conversationId, clientMsgId } = message;
    const life = this.#life;
    const user = this.userId;
    this.#pending.add(clientMsgId);
    this.#written.push(message);
    void acked
      .then(({ seq }) => this.#parts.recorder.note({ kind: "ack", user, conversationId, clientMsgId, seq }))
      // Finally refused, which the wire has recorded, or the app or the sign-in was ended.
      .catch(() => {})
      .finally(() => {
        if (life === this.#life) this.#pending.delete(clientMsgId);
      });
  }

  /** The server has signed this device out. */
  #signedOut(code: string, unsent: readonly UnsentMessage[]): void {
    this.#parts.recorder.note({
      kind: "signed-out",
      device: this.name,
      family: claimsOf(this.#session.accessToken).family,
      code,
      pending: this.#written.filter(({ state }) => state !== "acked").map(({ clientMsgId }) => clientMsgId),
      givenBack: unsent.map(({ clientMsgId }) => clientMsgId),
    });
    void this.#signInAgain(unsent);
  }

  /** As a new installation of the app under the same device id, which sends what was given back. Never rejects. */
  async #signInAgain(unsent: readonly UnsentMessage[]): Promise<void> {
    const known = [...this.#met];
    const life = ++this.#life;
    this.#client.close();
    const name = `${this.#parts.name}.${++this.#signIns}`;
    const isOver = (): boolean => this.#isStopped || life !== this.#life;
    const session = await this.#parts.account.signInAgain(name, this.#store, this.deviceId, isOver);
    if (session === null || isOver()) return;
    this.#session = session;
    this.#name = name;
    this.#parts.recorder.addDevice(name, this.userId);
    this.#pending.clear();
    this.#written = [];
    await this.#begin(known);
    this.start();
    for (const { conversationId, content, clientMsgId, mentions, thread, silent, burnAfterMs } of unsent)
      this.#follow(this.#client.send(conversationId, content, { clientMsgId, mentions, thread, silent, burnAfterMs }));
  }

  #newClient(snapshot: Snapshot | null): [KlatchClient, OpenViews, HeldInvitations] {
    const { url, recorder, random } = this.#parts;
    const { name } = this;
    const client = new KlatchClient({
      url,
      snapshot,
      store: this.#store,
      maxInFlightPerConversation: this.#maxInFlightPerConversation,
      runtime: {
        fetch: recordedFetch(recorder, this.#frameFaults),
        WebSocket: socketsOf({ name, userId: this.userId, recorder, frameFaults: this.#frameFaults }),
        random: () => random.next(),
      },
    });
    const took = (conversationId: ConversationId, seq: number, toSeq: number): void =>
      recorder.note({ kind: "took", device: name, conversationId, seq, toSeq });
    client.on("conversation", ({ id }) => this.#met.add(id));
    client.on("signed-out", ({ code, unsent }) => {
      if (client === this.#client) this.#signedOut(code, unsent);
    });
    client.on("event", (event) => took(event.conversationId, event.seq, lastSeqOf(event)));
    return [client, new OpenViews(client, random.fork()), new HeldInvitations(client)];
  }
}
