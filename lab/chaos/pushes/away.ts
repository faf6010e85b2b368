// Somebody who is away all the time: no device of theirs has a socket. A browser of theirs is told by web push, by a service that
// fails at random.
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { vapidKeyShape, type WebSubscription } from "../../../schema/protocol/push.ts";
import { patiently } from "../../kit/patiently.ts";
import type { Random } from "../../kit/random.ts";
import type { PushAnswer, WebPushService } from "../../push/web-push-service.ts";
import { authorizedCalls } from "../clients/authorized-call.ts";
import type { Told } from "../../push/check-told.ts";
import type { Notified } from "../history/final-state.ts";
import type { Recorder } from "../history/recorder.ts";
import { isExpected } from "../storm/step.ts";
import type { Person } from "../world.ts";

/** What the browser's service worker is given of conversations; it is told of friend requests and invitations, too. */
const toldShape = v.object({
  type: v.literal("message"),
  conversationId: v.custom<ConversationId>((id) => typeof id === "string"),
  seq: v.number(),
  unread: v.number(),
  badge: v.optional(v.number()),
  body: v.optional(v.string()),
});

const anyShape = v.object({ type: v.string() });

/** The last is an answer that takes long. */
const faults: readonly PushAnswer[] = [
  { status: 503 },
  { status: 429, retryAfter: "1" },
  "silence",
  { status: 201, afterMs: 1_500 },
];
const pageSize = 200;
const lookEveryMs = 250;
/** A claim whose consumer was killed holds for a minute, and what a conversation could not deliver comes after three (HIB-5). */
const longestMs = 240_000;

export class Away {
  readonly person: Person;
  readonly #subscription: WebSubscription;
  readonly #subscribedAt: number;
  readonly #service: WebPushService;
  /** What was said to them last, and nothing comes after. */
  #lastWord: Notified["lastWord"] = null;

  private constructor(person: Person, subscription: WebSubscription, subscribedAt: number, service: WebPushService) {
    this.person = person;
    this.#subscription = subscription;
    this.#subscribedAt = subscribedAt;
    this.#service = service;
  }

  /** Before the storm. */
  static async subscribe(person: Person, serverUrl: string, service: WebPushService): Promise<Away> {
    const call = authorizedCalls(person.direct, serverUrl, (address, init) => fetch(address, init));
    const { body } = await patiently(() => call({ method: "GET", path: "/api/push/vapid-key" }));
    const subscription = service.subscribe(v.parse(vapidKeyShape, body).key);
    const { status } = await patiently(() => call({ method: "PUT", path: "/api/devices/me/push", body: subscription }));
    if (status >= 300) throw new Error(`not subscribed: ${status}`);
    return new Away(person, subscription, Date.now(), service);
  }

  /** The service fails once, or the person reads everything on a device that is gone at once. Never rejects. */
  async step(random: Random, recorder: Recorder): Promise<void> {
    if (random.chance(0.7)) this.#service.of(this.#subscription).answers.push(random.pick(faults));
    else await this.#readAll(recorder);
  }

  async #readAll(recorder: Recorder): Promise<void> {
    const { userId: user, call, client } = this.person;
    try {
      const { status } = await call({ method: "POST", path: "/api/conversations/read", body: {} });
      if (status >= 300) return;
      const { items } = await client.listInbox({ limit: pageSize });
      for (const { id: conversationId, cursorSeq: seq } of items)
        recorder.note({ kind: "read", user, conversationId, seq });
    } catch (error) {
      // The network failed, or the server was killed.
      if (!isExpected(error) && !(error instanceof TypeError)) throw error;
    }
  }

  /** From now on the service takes what it gets. */
  calm(): void {
    this.#service.of(this.#subscription).answers.length = 0;
  }

  /** Until the browser was told of this message, the last one, or it takes too long. */
  isToldLast(conversationId: ConversationId, seq: number): Promise<boolean> {
    this.#lastWord = { conversationId, seq };
    return this.isTold(conversationId, seq);
  }

  async isTold(conversationId: ConversationId, seq: number): Promise<boolean> {
    const until = Date.now() + longestMs;
    const has = (): boolean => this.#told().some((one) => one.conversationId === conversationId && one.seq >= seq);
    while (!has() && Date.now() < until) await sleep(lookEveryMs);
    return has();
  }

  notified(): Notified {
    return {
      userId: this.person.userId,
      subscribedAt: this.#subscribedAt,
      lastWord: this.#lastWord,
      told: this.#told(),
    };
  }

  #told(): readonly Told[] {
    return this.#service.of(this.#subscription).received.flatMap(({ how: { at }, data }) => {
      if (!v.is(anyShape, data) || data.type !== "message") return [];
      const { type: _, ...told } = v.parse(toldShape, data);
      return [{ at, ...told }];
    });
  }
}
