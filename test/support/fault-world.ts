// Four people on the real actors, a conversation of two and a group of three: what they do, and what is done to the actors.
import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { conversationStub } from "../../durable-objects/runtime/stubs.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { LogPage, Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { conversationObject, sessionObject, TestUser, textMessage } from "./actors.ts";
import { FaultDevice } from "./fault-device.ts";
import { change, crash, groupObject, makeGroup } from "./group-actors.ts";

export interface SentMessage {
  readonly sender: Person;
  readonly frame: ReturnType<typeof textMessage>;
  /** Where it is, by every ack that a call was answered with. */
  readonly acks: { readonly seq: number }[];
  readonly refusals: string[];
  /** How often it was sent. */
  attempts: number;
}

export interface Person {
  readonly user: TestUser;
  readonly devices: readonly [FaultDevice, FaultDevice];
}

export type People = readonly [Person, Person, Person, Person];

/** For now; the message may be committed or not. */
const isOpen = (code: string): boolean => ["UNAVAILABLE", "INTERNAL", "RATE_LIMITED"].includes(code);

/** An answer that its caller still holds keeps the actor from hibernating. */
function released<T extends object>(answer: T): T {
  (answer as T & Partial<Disposable>)[Symbol.dispose]?.();
  return answer;
}

export class FaultWorld {
  readonly people: People;
  readonly direct: ConversationId;
  readonly group: ConversationId;
  readonly sent: SentMessage[] = [];
  /** The furthest that each was told that their cursor stands. */
  readonly confirmed = new Map<string, number>();
  readonly #running = new Set<Promise<unknown>>();

  private constructor(people: People, direct: ConversationId, group: ConversationId) {
    this.people = people;
    this.direct = direct;
    this.group = group;
  }

  static async make(): Promise<FaultWorld> {
    const person = async (): Promise<Person> => {
      const user = new TestUser();
      return {
        user,
        devices: [new FaultDevice(user, await user.signIn()), new FaultDevice(user, await user.signIn())],
      };
    };
    const people: People = await Promise.all([person(), person(), person(), person()]);
    const [owner, second, third] = people;
    const direct = await owner.user.open(second.user);
    const group = await makeGroup([owner.user, second.user, third.user]);
    await Promise.all(people.map(({ devices: [device] }) => device.connect()));
    return new FaultWorld(people, direct, group);
  }

  get devices(): readonly FaultDevice[] {
    return this.people.flatMap(({ devices }) => devices);
  }

  get conversations(): readonly ConversationId[] {
    return [this.direct, this.group];
  }

  /** Goes on by itself: what fails is as if it had never been answered. */
  begin(doing: Promise<unknown>): void {
    const running = doing.catch(() => undefined).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async untilQuiet(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** By the device's socket if it has one, else by a call. */
  send(sender: Person, device: FaultDevice, id: ConversationId, count: number): void {
    const messages = Array.from({ length: count }, (): SentMessage => {
      const frame = textMessage(id, `message ${this.sent.length}`);
      const message = { sender, frame, acks: [], refusals: [], attempts: 0 };
      this.sent.push(message);
      return message;
    });
    if (device.live === null) return messages.forEach((message) => this.begin(this.sendByCall(message)));
    for (const message of messages) message.attempts += 1;
    device.live.socket.send(...messages.map(({ frame }) => frame));
  }

  repeat(message: SentMessage, device: FaultDevice): void {
    if (device.live === null) return this.begin(this.sendByCall(message));
    message.attempts += 1;
    device.live.socket.send(message.frame);
  }

  /** @returns whether the answer says for good if the message is committed; @throws when there was none */
  async sendByCall(message: SentMessage): Promise<boolean> {
    const { type: _, conversationId, ...body } = message.frame;
    message.attempts += 1;
    const { user, devices } = message.sender;
    const answer = released(await user.ask(devices[0].id, { kind: "send-message", conversationId, body }));
    if (!("refusal" in answer)) return message.acks.push(answer) > 0;
    return !isOpen(answer.refusal.code) && message.refusals.push(answer.refusal.code) > 0;
  }

  /**
   * The seqs that a message was ever said to have, and whether it was ever refused for good. `isUnknown`: an answer was
   * lost, or left open whether the message is committed; a refusal answers one attempt, not those after it.
   */
  answersTo({ sender, frame, acks, refusals, attempts }: SentMessage): {
    readonly seqs: ReadonlySet<number>;
    readonly refused: boolean;
    readonly isUnknown: boolean;
  } {
    const fits = (id: ClientMsgId | undefined): boolean => id === frame.clientMsgId;
    const history = sender.devices.flatMap(({ watches }) => watches.flatMap(({ socket }) => socket.history));
    const acked = history.flatMap((one) => (one.type === "message-ack" && fits(one.clientMsgId) ? one.seq : []));
    const errors = history.flatMap((one) => (one.type === "error" && fits(one.clientMsgId) ? one.code : []));
    const refusedFor = [...refusals, ...errors.filter((code) => !isOpen(code))];
    return {
      seqs: new Set([...acks.map(({ seq }) => seq), ...acked]),
      refused: refusedFor.length > 0,
      isUnknown: attempts > acks.length + acked.length + refusedFor.length,
    };
  }

  async markRead({ user, devices }: Person, id: ConversationId, back: number): Promise<void> {
    const seq = Math.max(0, (devices[0].cursors().get(id) ?? 0) - back);
    const marked = released(await user.ask(devices[0].id, { kind: "mark-read", conversationId: id, seq }));
    if ("refusal" in marked) return;
    const key = `${user.id} ${id}`;
    this.confirmed.set(key, Math.max(this.confirmed.get(key) ?? 0, marked.cursorSeq));
  }

  changeGroup(by: Person, op: GroupOp): Promise<unknown> {
    return change(this.group, by.user, op);
  }

  /** What of a conversation somebody is shown over HTTP, oldest first. */
  async pages(userId: UserId, id: ConversationId): Promise<readonly string[]> {
    const frames: string[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: LogPage | Refused = released(await conversationStub(env, id).loadPage({ userId, after, limit: 7 }));
      if ("refusal" in page) return [page.refusal.code];
      frames.push(...page.events.map(({ frame }) => frame));
      after = page.after;
    }
    return frames;
  }

  // ---- what is done to the actors

  get actors(): readonly DurableObjectStub[] {
    return [
      ...this.people.map(({ user }) => sessionObject(user.id)),
      conversationObject(this.direct),
      groupObject(this.group),
    ];
  }

  /** As the platform does it: only one that nobody waits for. One that does not run cannot be put to sleep. */
  async hibernate(actor: DurableObjectStub): Promise<void> {
    await this.untilQuiet();
    await this.#untilAnswered();
    await evictDurableObject(actor).catch(() => undefined);
  }

  /** Every socket has its syncs, and answers to what it sent; what a crash took away is not waited for. */
  async #untilAnswered(): Promise<void> {
    const isAnswered = (): boolean =>
      this.devices.every(({ live }) => live?.caughtUp !== false) &&
      this.sent.every((message) => {
        const { seqs, refused } = this.answersTo(message);
        return seqs.size > 0 || refused;
      });
    for (let turn = 0; turn < 20 && !isAnswered(); turn++) {
      await scheduler.wait(5);
      for (const device of this.devices) device.look();
    }
    await scheduler.wait(5);
  }

  async crash(actor: DurableObjectStub): Promise<void> {
    await crash(actor);
  }

  async ring(actor: DurableObjectStub): Promise<void> {
    await runDurableObjectAlarm(actor).catch(() => undefined);
  }
}
