// The participants of a run: attackers, stallers, watchers who share conversations with both, and pairs of their own.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Knowledge } from "./inputs/known-ids.ts";
import { RefusedError } from "../kit/api-client.ts";
import { makeGroup, makePair, makePeople, makePerson, openDirect, type Person } from "../kit/people.ts";
import type { NeighbourPlan } from "./watch/neighbours.ts";

const counts = { attackers: 6, stallers: 3, watchers: 3, pairs: 2 } as const;
/** Attacks empty groups, so there are always some new ones. */
const maxGroups = 4;

export class World {
  readonly #server: string;
  readonly #attackers: Person[];
  readonly #watchers: readonly Person[];
  readonly #directs: ConversationId[] = [];
  readonly #groups: ConversationId[] = [];
  #pairs: NeighbourPlan["pairs"] = [];
  readonly stallers: readonly Person[];

  private constructor(
    server: string,
    attackers: readonly Person[],
    watchers: readonly Person[],
    stallers: readonly Person[],
  ) {
    this.#server = server;
    this.#attackers = [...attackers];
    this.#watchers = watchers;
    this.stallers = stallers;
  }

  static async make(server: string): Promise<World> {
    const [attackers, watchers, stallers] = await Promise.all([
      makePeople(server, counts.attackers),
      makePeople(server, counts.watchers),
      makePeople(server, counts.stallers),
    ]);
    const world = new World(server, attackers, watchers, stallers);
    for (const [index, attacker] of attackers.entries()) await world.#acquaint(attacker, index);
    world.#pairs = await Promise.all(Array.from({ length: counts.pairs }, () => world.#makePair()));
    await world.renewGroups();
    return world;
  }

  get seats(): number {
    return this.#attackers.length;
  }

  attacker(seat: number): Person {
    return this.#attackers[seat] as Person;
  }

  get neighbours(): NeighbourPlan {
    const watchers = this.#watchers.map(({ accessToken }) => accessToken);
    return { server: this.#server, pairs: this.#pairs, watchers };
  }

  get knowledge(): Knowledge {
    const people = [...this.#attackers, ...this.#watchers, ...this.stallers];
    return {
      own: [...this.#directs.slice(-counts.attackers * 2), ...this.#groups],
      foreign: this.#pairs.map(({ conversationId }) => conversationId),
      users: people.map(({ userId }) => userId),
      usernames: people.map(({ username }) => username),
      accessTokens: people.map(({ accessToken }) => accessToken),
      refreshTokens: this.#attackers.flatMap(({ refreshToken }) => refreshToken ?? []),
      deviceSecrets: people.flatMap(({ deviceSecret }) => deviceSecret ?? []),
    };
  }

  /** Replaces an attacker whose device was signed out. */
  async replace(seat: number): Promise<Person> {
    const person = await makePerson(this.#server);
    this.#attackers[seat] = person;
    await this.#acquaint(person, seat);
    return person;
  }

  /** Makes one more group of all participants, owned by an attacker; the oldest is not attacked any more. */
  async renewGroups(): Promise<void> {
    this.#groups.push(await this.#makeGroup());
    if (this.#groups.length > maxGroups) this.#groups.shift();
  }

  /** Made by the first attacker whose device is still signed in: a signed-out one notices only with its next socket. */
  async #makeGroup(): Promise<ConversationId> {
    for (const owner of this.#attackers) {
      const others = [...this.#attackers, ...this.#watchers, ...this.stallers].filter((one) => one !== owner);
      try {
        // What they try includes blocks and choices of privacy.
        return (await makeGroup(this.#server, [owner, ...others], true)).conversationId;
      } catch (error) {
        if (!(error instanceof RefusedError && error.status === 401)) throw error;
      }
    }
    throw new Error("all attackers are signed out");
  }

  async #acquaint(attacker: Person, seat: number): Promise<void> {
    const next = this.#attackers[(seat + 1) % this.#attackers.length] as Person;
    const watcher = this.#watchers[seat % this.#watchers.length] as Person;
    for (const other of [next, watcher]) this.#directs.push(await openDirect(this.#server, attacker, other));
  }

  async #makePair(): Promise<NeighbourPlan["pairs"][number]> {
    const { sender, receiver, conversationId } = await makePair(this.#server);
    return { tokens: [sender.accessToken, receiver.accessToken], conversationId };
  }
}
