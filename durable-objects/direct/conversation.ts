// The actor of a direct conversation: two members, named by its id, or one, whose notes it has. Messages arrive from
// UserSession; events go to all members.
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { refused, type BlockCopy, type DirectRpc, type Refused } from "../../schema/rpc/conversation.ts";
import type { Related } from "../../schema/rpc/people.ts";
import { ConversationActor } from "../conversation/conversation-actor.ts";
import { ConversationCore } from "../conversation/conversation-core.ts";
import { wholeLog } from "../conversation/log/visibility.ts";
import type { Env } from "../runtime/env.ts";
import { readLimits } from "../runtime/limits.ts";
import { callActor } from "../runtime/calls.ts";
import { userSessionStub } from "../runtime/stubs.ts";
import { BlockCopies } from "./blocks.ts";
import { judgeFriends, relationOf, strangers, type Friendship } from "./friendship.ts";
import { directMembers, directRules, judgeDirect } from "./members.ts";

const tables = {
  migrations: { conversation: conversationMigrations },
  loadId: (sql: SqlStorage): ConversationId | null => {
    const row = sql.exec<{ id: ConversationId }>("SELECT conversation_id AS id FROM conversation").toArray()[0];
    return row?.id ?? null;
  },
};

/** Of what the two have to do with each other, whether they have a conversation or not. */
const friendshipKey = "friendship";

export class Conversation extends ConversationActor implements DirectRpc {
  readonly #members: ReadonlySet<UserId>;
  /** Null until somebody opens the conversation. */
  #openedAt: number | null;
  /** Somebody opens it now: blocks that are told meanwhile wait until it is done. */
  #opening: Promise<unknown> = Promise.resolve();
  readonly #blocks: BlockCopies;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, tables);
    this.#openedAt = this.isStored ? loadOpenedAt(ctx.storage.sql) : null;
    this.#members = directMembers(this.id);
    this.#blocks = new BlockCopies(ctx.storage.sql, this.isStored);
    this.made.start(() => this.#makeCore());
  }

  #makeCore(): ConversationCore {
    const rules = directRules(
      this.#members,
      (userId) => judgeDirect(this.#members, this.#isOpened, userId),
      () => this.#blocks.isAny,
      readLimits(this.env),
    );
    const core = new ConversationCore({
      ctx: this.ctx,
      env: this.env,
      conversationId: this.id,
      beginFlush: () => rules,
      mayRead: (userId) => judgeDirect(this.#members, this.#isOpened, userId),
      isMember: (userId) => this.#isOpened && this.#members.has(userId),
      mayShowTyping: () => !this.#blocks.isAny,
      mayShowReads: () => !this.#blocks.isAny,
      memberCount: () => this.#members.size,
      members: () => this.#members,
      memberships: () => [...this.#members].map((userId) => [userId, 0]),
      intervalsOf: () => wholeLog,
      describeFor: (userId) => {
        // In one's notes oneself.
        const peerId = [...this.#members].find((member) => member !== userId) ?? userId;
        return { kind: "direct", peerId };
      },
      exists: () => this.#isOpened,
      madeAt: () => this.#openedAt ?? 0,
    });
    for (const userId of this.#members) core.publishers.resume(userId, { afterSeq: 0, untilSeq: null });
    return core;
  }

  /** Opens the conversation: its members may send from now on, whoever opened it. @throws ActorUnavailable */
  override async open({ userId }: { userId: UserId }): Promise<{ created: boolean } | Refused> {
    this.made.assertKnown();
    if (!this.#members.has(userId)) return refused("CONVERSATION_NOT_FOUND");
    if (this.#isOpened) return { created: false };
    const opening = this.#open();
    this.#opening = Promise.allSettled([this.#opening, opening]);
    return opening;
  }

  async setBlock({ by, version, active }: BlockCopy & { readonly by: UserId }): Promise<{ readonly taken: boolean }> {
    this.made.assertKnown();
    await this.#opening;
    if (!this.#isOpened || !this.#members.has(by)) return { taken: false };
    this.#blocks.put(by, { version, active });
    return { taken: true };
  }

  /** In a value of its own: who asks to become friends makes no conversation, which has two dozen tables. */
  async relate({ by, act }: Parameters<DirectRpc["relate"]>[0]): Promise<Related> {
    this.made.assertKnown();
    const other = [...this.#members].find((member) => member !== by);
    if (!this.#members.has(by) || other === undefined) throw new Error("not one of two people");
    const { kv } = this.ctx.storage;
    const now = Date.now();
    const before = kv.get<Friendship>(friendshipKey) ?? strangers;
    const judged = judgeFriends(before, by, act, now);
    const friendship = "refusal" in judged ? before : judged.friendship;
    if (friendship !== before) kv.put(friendshipKey, friendship);
    return {
      ...("refusal" in judged && judged),
      version: friendship.version,
      mine: relationOf(friendship, by, now),
      theirs: relationOf(friendship, other, now),
    };
  }

  async #open(): Promise<{ created: boolean }> {
    // Sessions are told before the row is written: if a call fails, the next attempt repeats it.
    const admissions = [...this.#members].map(async (member) => {
      const admit = () => userSessionStub(this.env, member).admit({ conversationId: this.id });
      return { member, block: (await callActor(admit))?.block };
    });
    const admitted = await Promise.all(admissions);
    this.made.make();
    const openedAt = Date.now();
    const { rowsWritten } = this.ctx.storage.sql.exec(
      "INSERT INTO conversation VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
      this.id,
      openedAt,
    );
    // With two calls at once, the row keeps the time of the first.
    this.#openedAt ??= openedAt;
    for (const { member, block } of admitted) if (block !== undefined) this.#blocks.put(member, block);
    return { created: rowsWritten > 0 };
  }

  get #isOpened(): boolean {
    return this.#openedAt !== null;
  }
}

const loadOpenedAt = (sql: SqlStorage): number =>
  sql.exec<{ openedAt: number }>("SELECT opened_at AS openedAt FROM conversation").one().openedAt;
