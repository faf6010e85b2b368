// Changes of the storm: users make groups, and in them join, leave, are removed or muted, permitted or not,
// over the faulty network.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../../kit/random.ts";
import type { Person, World } from "../world.ts";
import { isExpected, outcomeOfError } from "./step.ts";

const ops = {
  join: 10,
  leave: 6,
  add: 10,
  remove: 4,
  silence: 6,
  unsilence: 2,
  ban: 2,
  unban: 3,
  role: 2,
  transfer: 1,
  nickname: 2,
  "own-nickname": 4,
  link: 4,
  enter: 6,
  announce: 3,
  "history-visible": 3,
  "silence-all": 1,
  "unsilence-all": 2,
  create: 1,
  dissolve: 0.2,
} as const;
type Op = keyof typeof ops;

const maxGroups = 12;
const longestMuteMs = 2_000;
const patienceMs = 5_000;

interface Options {
  readonly signal: AbortSignal;
}

interface Change {
  readonly actor: Person;
  readonly groupId: ConversationId;
  readonly targetId: UserId;
  readonly signal: AbortSignal;
}

export class Changes {
  readonly #world: World;
  readonly #recorder: Recorder;
  readonly #random: Random;
  readonly #links: { readonly token: string; readonly groupId: ConversationId; readonly maker: UserId }[] = [];

  constructor(world: World, recorder: Recorder, random: Random) {
    this.#world = world;
    this.#recorder = recorder;
    this.#random = random;
  }

  /** One change by a random user. Never rejects: refusals are expected. */
  async step(): Promise<void> {
    const [actor, target] = [this.#random.pickOrNone(this.#world.people), this.#random.pickOrNone(this.#world.people)];
    const groupId = this.#random.pickOrNone(this.#world.groups);
    const op = this.#random.weighted(ops);
    if (actor === undefined || target === undefined || groupId === undefined) return;
    const change = { actor, groupId, targetId: target.userId, signal: AbortSignal.timeout(patienceMs) };
    try {
      const seq = await this.#apply(op, change);
      if (seq === undefined) return;
      this.#recorder.note({ kind: "changed", user: actor.userId, conversationId: groupId, op, seq });
    } catch (error) {
      if (!isExpected(error)) throw error;
    }
  }

  /** @returns the seq in the answer; undefined if the answer has none */
  async #apply(op: Op, { actor, groupId, targetId, signal }: Change): Promise<number | null | undefined> {
    const { groups } = actor.client;
    const options = { signal };
    switch (op) {
      case "join":
        await groups.join(groupId, options);
        return undefined;
      case "leave":
        return (await groups.leave(groupId, options)).seq;
      case "add":
        return this.#add(actor, groupId, targetId, options);
      case "remove":
        return (await groups.removeMember(groupId, targetId, options)).seq;
      case "silence": {
        const until = Date.now() + this.#random.between(100, longestMuteMs);
        return (await groups.silence(groupId, targetId, until, options)).seq;
      }
      case "unsilence":
        return (await groups.silence(groupId, targetId, null, options)).seq;
      case "ban":
        return this.#ban(actor, groupId, targetId, options);
      case "unban":
        await groups.unban(groupId, targetId, options);
        return undefined;
      case "role": {
        const role = this.#random.chance(0.5) ? "admin" : "member";
        return (await groups.setRole(groupId, targetId, role, options)).seq;
      }
      case "transfer":
        await groups.transfer(groupId, targetId, options);
        return undefined;
      case "nickname": {
        const nickname = `nick ${this.#random.between(1, 99)}`;
        return (await groups.setNickname(groupId, targetId, nickname, options)).seq;
      }
      case "own-nickname": {
        const nickname = `own ${this.#random.between(1, 99)}`;
        return (await groups.setNickname(groupId, actor.userId, nickname, options)).seq;
      }
      case "link": {
        const { token } = await groups.makeLink(groupId, options);
        this.#links.push({ token, groupId, maker: actor.userId });
        return undefined;
      }
      case "enter":
        return this.#enter(actor, options);
      case "announce":
        return (await groups.announce(groupId, `notice ${this.#random.between(1, 999)}`, options)).seq;
      case "history-visible":
        await groups.edit(groupId, { settings: { historyVisible: this.#random.chance(0.5) } }, options);
        return undefined;
      case "silence-all":
      case "unsilence-all":
        await groups.edit(groupId, { allSilenced: op === "silence-all" }, options);
        return undefined;
      case "create":
        return this.#create(actor, options);
      case "dissolve":
        return (await groups.dissolve(groupId, options)).seq;
    }
  }

  async #add({ client, userId: user }: Person, groupId: ConversationId, targetId: UserId, options: Options) {
    const asked = Date.now();
    const inviting = { kind: "inviting", user, conversationId: groupId, asked } as const;
    try {
      const { seq, invited = [] } = await client.groups.addMembers(groupId, [targetId], options);
      this.#recorder.note({ ...inviting, invited, outcome: "done" });
      return seq;
    } catch (error) {
      this.#recorder.note({ ...inviting, invited: [targetId], outcome: outcomeOfError(error) });
      throw error;
    }
  }

  /** It ends an invitation, too. */
  async #ban({ client, userId: user }: Person, conversationId: ConversationId, of: UserId, options: Options) {
    const asked = Date.now();
    const ban = { kind: "invitation", how: "ban", user, of, conversationId, createdAt: 0, asked } as const;
    try {
      const { seq } = await client.groups.ban(conversationId, of, options);
      this.#recorder.note({ ...ban, outcome: "done" });
      return seq;
    } catch (error) {
      this.#recorder.note({ ...ban, outcome: outcomeOfError(error) });
      throw error;
    }
  }

  async #enter({ client, userId: user }: Person, options: Options): Promise<undefined> {
    const link = this.#random.pickOrNone(this.#links);
    if (link === undefined) return;
    const asked = Date.now();
    await client.groups.joinByLink(link.token, options);
    const { groupId: conversationId, maker } = link;
    this.#recorder.note({ kind: "entered", user, maker, conversationId, asked });
  }

  async #create({ client, userId: user }: Person, options: Options): Promise<undefined> {
    if (this.#world.groups.length >= maxGroups) return undefined;
    const memberIds = this.#world.people.filter(() => this.#random.chance(0.5)).map(({ userId }) => userId);
    const settings = { joinPolicy: "free", historyVisible: this.#random.chance(0.5) } as const;
    const asked = Date.now();
    const made = await client.groups.create({ name: "Made in a storm", memberIds, settings }, options);
    const { id, invited = [] } = made;
    this.#recorder.note({ kind: "inviting", user, conversationId: id, invited, asked, outcome: "done" });
    this.#world.groups.push(id);
    return undefined;
  }
}
