// Who takes part: attackers, those who stall sockets, watchers who share conversations with both, pairs who talk apart.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Knowledge } from "./inputs/known-ids.ts";
import { People, type Person } from "./people.ts";
import type { NeighbourPlan } from "./watch/neighbours.ts";

const counts = { attackers: 6, stallers: 3, watchers: 3, pairs: 2 } as const;
/** What attackers do to groups empties them: there are always some that are new. */
const maxGroups = 4;

export class World {
  readonly #server: string;
  readonly #people: People;
  readonly #attackers: Person[];
  readonly #watchers: readonly Person[];
  readonly #directs: ConversationId[] = [];
  readonly #groups: ConversationId[] = [];
  #pairs: NeighbourPlan["pairs"] = [];
  readonly stallers: readonly Person[];

  private constructor(server: string, people: People, attackers: Person[], watchers: Person[], stallers: Person[]) {
    this.#server = server;
    this.#people = people;
    this.#attackers = attackers;
    this.#watchers = watchers;
    this.stallers = stallers;
  }

  static async make(server: string): Promise<World> {
    const people = new People(server);
    const [attackers, watchers, stallers] = await Promise.all([
      people.registerSome(counts.attackers),
      people.registerSome(counts.watchers),
      people.registerSome(counts.stallers),
    ]);
    const world = new World(server, people, attackers, watchers, stallers);
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
      foreign: this.#pairs.map(({ conversationId }) => conversationId as ConversationId),
      users: people.map(({ userId }) => userId),
      usernames: people.map(({ username }) => username),
    };
  }

  /** Somebody new in the place of an attacker whose device was signed out. */
  async replace(seat: number): Promise<Person> {
    const person = await this.#people.register();
    this.#attackers[seat] = person;
    await this.#acquaint(person, seat);
    return person;
  }

  /** One more group of all who take part, by the first attacker; the oldest is left alone from now on. */
  async renewGroups(): Promise<void> {
    const [owner, ...others] = this.#attackers;
    if (owner === undefined) return;
    this.#groups.push(await this.#people.createGroup(owner, [...others, ...this.#watchers, ...this.stallers]));
    if (this.#groups.length > maxGroups) this.#groups.shift();
  }

  async #acquaint(attacker: Person, seat: number): Promise<void> {
    const next = this.#attackers[(seat + 1) % this.#attackers.length] as Person;
    const watcher = this.#watchers[seat % this.#watchers.length] as Person;
    for (const other of [next, watcher]) this.#directs.push(await this.#people.openDirect(attacker, other));
  }

  async #makePair(): Promise<NeighbourPlan["pairs"][number]> {
    const [one, other] = [await this.#people.register(), await this.#people.register()];
    const conversationId = await this.#people.openDirect(one, other);
    return { tokens: [one.accessToken, other.accessToken], conversationId };
  }
}
