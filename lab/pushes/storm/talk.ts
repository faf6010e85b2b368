// People write, and now and then change or take back what they wrote. Each call is repeated until it is answered.
import * as v from "valibot";
import { messageAckBody } from "../../../schema/protocol/message.ts";
import type { Random } from "../../kit/random.ts";
import { done, steadily } from "../steadily.ts";
import { deviceOf, type Conversation, type Person, type World } from "../world.ts";

/** Of the messages: changed or taken back a moment later, or sent so that nobody is to be told. */
const odds = { edited: 0.04, recalled: 0.04, silent: 0.04 } as const;

export class Talk {
  readonly #world: World;
  #said = 0;
  #edited = 0;
  #recalled = 0;
  acked = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get counts() {
    return { acked: this.acked, edited: this.#edited, recalled: this.#recalled };
  }

  /** Somebody says something somewhere. @throws Error when it is refused */
  async step(random: Random): Promise<void> {
    const sender = random.pick(this.#world.people);
    const conversation = random.pick(sender.conversations);
    const end = random.weighted({ ...odds, stays: 1 - odds.edited - odds.recalled - odds.silent });
    const seq = await this.say(sender, conversation, end === "silent");
    if (end === "edited") await this.#edit(sender, conversation, seq);
    if (end === "recalled") await this.#recall(sender, conversation, seq);
  }

  /** @returns the message's seq */
  async say(sender: Person, conversation: Conversation, silent = false): Promise<number> {
    const text = `text ${++this.#said}`;
    const { id: conversationId } = conversation;
    const body = { clientMsgId: crypto.randomUUID(), content: { type: "text", text }, ...(silent && { silent }) };
    const { seq } = v.parse(messageAckBody, await this.#call(sender, "POST", `${conversationId}/messages`, body));
    conversation.headSeq = Math.max(conversation.headSeq, seq);
    this.#world.written.push({ conversationId, seq, text });
    this.acked += 1;
    return seq;
  }

  async #edit(sender: Person, { id: conversationId }: Conversation, seq: number): Promise<void> {
    const text = `text ${++this.#said}`;
    // Before the answer: whoever is told may be told of it first.
    this.#world.written.push({ conversationId, seq, text });
    const content = { type: "text", text };
    await this.#call(sender, "PATCH", `${conversationId}/messages/${seq}`, { opId: crypto.randomUUID(), content });
    this.#edited += 1;
  }

  async #recall(sender: Person, { id }: Conversation, seq: number): Promise<void> {
    await this.#call(sender, "DELETE", `${id}/messages/${seq}`);
    this.#recalled += 1;
  }

  #call(sender: Person, method: string, rest: string, body?: object): Promise<unknown> {
    return done(steadily(this.#world.url, deviceOf(sender), [method, `/api/conversations/${rest}`], body));
  }
}
