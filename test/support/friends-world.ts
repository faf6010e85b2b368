// Two sessions and the conversation of the two, in memory, with calls that get lost, are not answered, or come again.
import { judgeFriends, relationOf, strangers, type Friendship } from "../../durable-objects/direct/friendship.ts";
import { ActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Friends } from "../../durable-objects/user-session/people/friends.ts";
import { PeopleTable } from "../../durable-objects/user-session/people/people-table.ts";
import type { Random } from "../../lab/kit/random.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { FriendAct, Related, Relation } from "../../schema/rpc/people.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite } from "./sqlite.ts";

export const [ada, bob] = ["user_ada" as UserId, "user_bob" as UserId];
export const otherOf = (userId: UserId): UserId => (userId === ada ? bob : ada);

type Fate = "answered" | "lost" | "unanswered";

class Side {
  readonly #storage = openSqlite();
  readonly #world: FriendsWorld;
  readonly me: UserId;
  isBlocking = false;
  /** At some time. */
  hasBlocked = false;
  readonly told: number[] = [];
  table: PeopleTable;
  friends: Friends;

  constructor(world: FriendsWorld, me: UserId) {
    this.#world = world;
    this.me = me;
    migrate(this.#storage, { "user-session": userSessionMigrations });
    [this.table, this.friends] = this.#wake();
  }

  crash(): void {
    [this.table, this.friends] = this.#wake();
  }

  get rowsWritten(): number {
    return Number(this.#storage.sql.exec("SELECT total_changes() AS n").one()["n"]);
  }

  get relation(): Relation {
    return this.table.get(otherOf(this.me))?.relation ?? {};
  }

  act(act: FriendAct): ReturnType<Friends["act"]> {
    return this.friends.act(otherOf(this.me), act);
  }

  /** Blocks the other one, as the session does. */
  block(): ReturnType<Friends["partBy"]> {
    return this.friends.partBy(otherOf(this.me), () => {
      [this.isBlocking, this.hasBlocked] = [true, true];
      return Promise.resolve({ before: false });
    });
  }

  ring(): Promise<void> {
    return this.friends.run({ now: this.#world.now, isRetry: false, signal: new AbortController().signal });
  }

  #wake(): [PeopleTable, Friends] {
    const { sql } = this.#storage;
    const table = new PeopleTable(sql);
    const friends = new Friends({
      sql,
      userId: this.me,
      table,
      budgets: { take: () => null },
      conversation: () => ({ relate: (call) => this.#world.relate(call.by, call.act) }),
      session: (userId) => ({
        noteRelation: ({ of, version, relation }) =>
          this.#world.send(() => this.#world.side(userId).friends.note(of, version, relation)),
      }),
      isBlocked: () => this.isBlocking,
      befriended: () => {},
      changed: ({ peopleVersion }) => void this.told.push(peopleVersion),
      arm: () => {},
      now: () => this.#world.now,
    });
    return [table, friends];
  }
}

export class FriendsWorld {
  now = 1_000;
  /** Of the next call: whether it arrives, and whether its answer does. */
  fate: () => Fate = () => "answered";
  friendship: Friendship = strangers;
  /** Rows written by the conversation. */
  pairRows = 0;
  readonly #late: (() => void)[] = [];
  readonly #sides = new Map([ada, bob].map((userId) => [userId, new Side(this, userId)]));

  side(userId: UserId): Side {
    const side = this.#sides.get(userId);
    if (side === undefined) throw new Error("nobody");
    return side;
  }

  seenBy(userId: UserId): Relation {
    return relationOf(this.friendship, userId, this.now);
  }

  /** A call to a session that arrived before arrives once more. */
  repeatOne(random: Random): void {
    random.pickOrNone(this.#late)?.();
  }

  async send(call: () => void): Promise<void> {
    const fate = this.fate();
    await Promise.resolve();
    if (fate === "lost") throw new ActorUnavailable("lost");
    this.#late.push(call);
    call();
    if (fate === "unanswered") throw new ActorUnavailable("no answer");
  }

  async relate(by: UserId, act: FriendAct): Promise<Related> {
    const fate = this.fate();
    await Promise.resolve();
    if (fate === "lost") throw new ActorUnavailable("lost");
    const before = this.friendship;
    const judged = judgeFriends(before, by, act, this.now);
    if (!("refusal" in judged)) this.friendship = judged.friendship;
    if (this.friendship !== before) this.pairRows += 1;
    if (fate === "unanswered") throw new ActorUnavailable("no answer");
    const { version } = this.friendship;
    const views = { mine: this.seenBy(by), theirs: this.seenBy(otherOf(by)) };
    return { ...("refusal" in judged && judged), version, ...views };
  }
}
