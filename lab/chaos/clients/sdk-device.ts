// A device with the SDK, used like an app does: shows what the client emits and stores snapshots between runs.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import { KlatchClient, type OutgoingMessage } from "../../../sdk/entry.ts";
import { memorySessionStore, type Session, type SessionStore } from "../../../sdk/store/session-store.ts";
import type { Snapshot } from "../../../sdk/client/snapshot.ts";
import type { DeviceState } from "../history/final-state.ts";
import type { Recorder } from "../history/recorder.ts";
import { socketsOf } from "../network/faulty-socket.ts";
import { FrameFaults } from "../network/frame-faults.ts";
import { recordedFetch } from "../network/recorded-fetch.ts";
import type { Random } from "../../kit/random.ts";
import type { ChaosDevice } from "./device.ts";

export interface DeviceParts {
  readonly name: string;
  /** The address of the faulty network, not of the server. */
  readonly url: string;
  readonly session: Session;
  readonly recorder: Recorder;
  readonly random: Random;
}

export class SdkDevice implements ChaosDevice {
  readonly name: string;
  readonly userId: UserId;
  readonly #parts: DeviceParts;
  readonly #store: SessionStore = memorySessionStore();
  readonly #frameFaults: FrameFaults;
  readonly #maxInFlightPerConversation: number;
  #client: KlatchClient;
  #pending = 0;
  /** Counts starts of the app; events of an earlier start are ignored. */
  #life = 0;

  private constructor(parts: DeviceParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.userId = parts.session.user.id;
    this.#frameFaults = new FrameFaults(parts.random.fork(), { withSyncs: false });
    this.#maxInFlightPerConversation = parts.random.chance(0.5) ? 1 : 8;
    this.#client = this.#newClient(null);
    parts.recorder.addDevice(this.name, this.userId);
  }

  /** @param known conversations that it starts with, each from its first event */
  static async install(parts: DeviceParts, known: readonly ConversationId[]): Promise<SdkDevice> {
    const device = new SdkDevice(parts);
    await device.#store.save(parts.session);
    device.#client = device.#newClient({
      userId: device.userId,
      inboxVersion: null,
      conversations: [],
      cursors: known.map((id) => [id, 0]),
    });
    await device.#client.restore();
    return device;
  }

  get conversations(): readonly ConversationId[] {
    return this.#client.conversations().map(({ id }) => id);
  }

  get pending(): number {
    return this.#pending;
  }

  start(): void {
    void this.#client.connect();
  }

  say(conversationId: ConversationId, text: string): void {
    const message = this.#client.send(conversationId, text);
    const life = this.#life;
    this.#pending += 1;
    void this.#follow(message).finally(() => {
      if (life === this.#life) this.#pending -= 1;
    });
  }

  read(conversationId: ConversationId): void {
    const entry = this.#client.conversations().find(({ id }) => id === conversationId);
    const cursor = new Map(this.#client.snapshot()?.cursors).get(conversationId) ?? 0;
    if (entry?.left === undefined && cursor > 0) void this.#client.markRead(conversationId, cursor);
  }

  type(conversationId: ConversationId): void {
    this.#client.setTyping(conversationId, this.#parts.random.chance(0.5));
  }

  async restart(): Promise<void> {
    const snapshot = this.#client.snapshot();
    this.#life += 1;
    this.#pending = 0;
    this.#client.close();
    this.#client = this.#newClient(snapshot);
    await this.#client.restore();
    this.start();
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
    const listed = new Map(this.#client.conversations().map((entry) => [entry.id, entry]));
    return { name: this.name, cursors, listed };
  }

  stop(): void {
    this.#client.close();
  }

  async #follow({ acked, conversationId, clientMsgId }: OutgoingMessage): Promise<void> {
    try {
      const { seq } = await acked;
      this.#parts.recorder.note({ kind: "ack", user: this.userId, conversationId, clientMsgId, seq });
    } catch {
      // Finally refused, which the wire has recorded, or the app was ended.
    }
  }

  #newClient(snapshot: Snapshot | null): KlatchClient {
    const { name, url, recorder, random } = this.#parts;
    const client = new KlatchClient({
      url,
      snapshot,
      store: this.#store,
      maxInFlightPerConversation: this.#maxInFlightPerConversation,
      runtime: {
        fetch: recordedFetch(recorder),
        WebSocket: socketsOf({ name, userId: this.userId, recorder, frameFaults: this.#frameFaults }),
        random: () => random.next(),
      },
    });
    const took = (conversationId: ConversationId, seq: number, toSeq: number): void =>
      recorder.note({ kind: "took", device: name, conversationId, seq, toSeq });
    client.on("message", ({ conversationId, seq }) => took(conversationId, seq, seq));
    client.on("member-changed", ({ conversationId, seq }) => took(conversationId, seq, seq));
    client.on("group-changed", ({ conversationId, seq }) => took(conversationId, seq, seq));
    client.on("void", ({ conversationId, seq, toSeq }) => took(conversationId, seq, toSeq));
    return client;
  }
}
