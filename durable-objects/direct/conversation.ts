// The actor of a direct conversation: two members, named by its id, or one, whose notes it has. Messages arrive from
// UserSession; events go to all members.
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { refused, type BlockCopy, type DirectRpc, type Refused } from "../../schema/rpc/conversation.ts";
import type { Related } from "../../schema/rpc/people.ts";
import { ConversationActor } from "../conversation/conversation-actor.ts";
import { ConversationCore } from "../conversation/conversation-core.ts";
import { wholeLog, type Intervals } from "../conversation/log/visibility.ts";
import type { Env } from "../runtime/env.ts";
import { readLimits } from "../runtime/limits.ts";
import { callActor } from "../runtime/calls.ts";
import { userSessionStub } from "../runtime/stubs.ts";
import { BlockCopies } from "./blocks.ts";
import { isRejected, judgeFriends, relationOf, strangers, type Friendship } from "./friendship.ts";
import { firstContact, isShown, type ContactChange } from "./contact.ts";
import { ContactStore } from "./contact-store.ts";
import { followContact, resumeContact } from "./contact-streams.ts";
import { GoneMembers } from "./gone-members.ts";
import { directMembers, directRules, judgeDirect, type ContactDone } from "./members.ts";

const tables = {
  migrations: { conversation: conversationMigrations },
  loadId: (sql: SqlStorage): ConversationId | null => {
    const row = sql.exec<{ id: ConversationId }>("SELECT conversation_id AS id FROM conversation").toArray()[0];
    return row?.id ?? null;
  },
};

/** Of their friendship, which needs no conversation. */
const friendshipKey = "friendship";

export class Conversation extends ConversationActor<ContactChange, ContactDone> implements DirectRpc {
  readonly #members: ReadonlySet<UserId>;
  /** Null until somebody opens the conversation. */
  #openedAt: number | null;
  /** Blocks and deleted accounts that are told while somebody opens it wait until that is done. */
  #opening: Promise<unknown> = Promise.resolve();
  readonly #blocks: BlockCopies;
  readonly #contact: ContactStore;
  readonly #gone: GoneMembers;
  /** Null until it is first needed. */
  #friendshipKnown: Friendship | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, tables);
    this.#openedAt = this.isStored ? loadOpenedAt(ctx.storage.sql) : null;
    this.#members = directMembers(this.id);
    this.#blocks = new BlockCopies(ctx.storage.sql, this.isStored);
    this.#contact = new ContactStore(ctx.storage.kv, this.isStored);
    this.#gone = new GoneMembers(ctx.storage.sql, this.isStored);
    this.made.start(() => this.#makeCore());
  }

  #makeCore(): ConversationCore<ContactChange, ContactDone> {
    const limits = readLimits(this.env);
    const isQuiet = (): boolean => this.#blocks.isAny || this.#gone.isAny || this.#contact.pendingGuest !== undefined;
    const core: ConversationCore<ContactChange, ContactDone> = new ConversationCore<ContactChange, ContactDone>({
      ctx: this.ctx,
      env: this.env,
      conversationId: this.id,
      beginFlush: () =>
        directRules({
          members: this.#members,
          limits,
          contact: this.#contact.now,
          headSeq: core.log.headSeq,
          judge: (userId) => judgeDirect(this.#members, this.#isOpened, userId),
          isBlocked: (by) => this.#blocks.has(by),
          isGone: this.#gone.isAny,
          save: (contact) => this.#contact.save(contact),
          committed: (before, after) => {
            this.#contact.committed(after);
            followContact(core.publishers, before, after);
          },
        }),
      mayRead: (userId) =>
        this.#intervalsOf(userId).length > 0
          ? judgeDirect(this.#members, this.#isOpened, userId)
          : { code: "CONVERSATION_NOT_FOUND" },
      isMember: (userId) => this.#isOpened && this.#members.has(userId) && this.#isReached(userId),
      mayShowTyping: () => !isQuiet(),
      mayShowReads: () => !isQuiet(),
      areFriends: () => this.#friendship.since !== null,
      memberCount: () => this.#members.size,
      members: () => this.#members,
      memberships: () => [...this.#members].map((userId) => [userId, 0]),
      intervalsOf: (userId) => this.#intervalsOf(userId),
      describeFor: (userId) => {
        // In one's notes oneself.
        const peerId = this.#peerOf(userId) ?? userId;
        return {
          kind: "direct",
          peerId,
          ...(this.#gone.has(peerId) && { peerDeleted: true as const }),
          ...(this.#contact.pendingGuest === userId && { request: true as const }),
        };
      },
      exists: () => this.#isOpened,
      madeAt: () => this.#openedAt ?? 0,
    });
    for (const userId of this.#members) resumeContact(core.publishers, userId, this.#intervalsOf(userId));
    return core;
  }

  /** Opens the conversation: its members may send from now on, whoever opened it. @throws ActorUnavailable */
  override async open({ userId }: { userId: UserId }): Promise<{ created: boolean } | Refused> {
    this.made.assertKnown();
    if (!this.#members.has(userId)) return refused("CONVERSATION_NOT_FOUND");
    if (this.#isOpened) {
      // Whoever opens what is hidden from them accepts it.
      if (!this.#isReached(userId)) await this.#changeContact(userId, { kind: "accept" });
      return { created: false };
    }
    const opening = this.#open(userId);
    this.#opening = Promise.allSettled([this.#opening, opening]);
    return opening;
  }

  async setBlock({ by, version, active }: BlockCopy & { readonly by: UserId }): Promise<{ readonly taken: boolean }> {
    this.made.assertKnown();
    await this.#opening;
    if (!this.#isOpened || !this.#members.has(by)) return { taken: false };
    this.#blocks.put(by, { version, active });
    // Whoever began is answered as before; the guest is shown nothing more of it.
    if (this.#contact.pendingGuest === by)
      await this.#changeContact(by, { kind: "shun", active: this.#blocks.has(by) });
    return { taken: true };
  }

  /** Whoever was never shown the conversation is told nothing of it now. @throws ActorUnavailable */
  async setGone({ userId }: { readonly userId: UserId }): Promise<{ readonly taken: boolean }> {
    this.made.assertKnown();
    await this.#opening;
    if (!this.#isOpened || !this.#members.has(userId)) return { taken: false };
    this.#gone.add(userId);
    const others = [...this.#members].filter((member) => !this.#gone.has(member) && this.#isReached(member));
    const changed = { conversationId: this.id };
    await Promise.all(others.map((member) => callActor(() => userSessionStub(this.env, member).entryChanged(changed))));
    return { taken: true };
  }

  /** The member whom the first contact is meant for accepts it. Idempotent. */
  async accept({ userId }: { userId: UserId }): Promise<{ readonly ok: true } | Refused> {
    if (!this.#isOpened || !this.#members.has(userId)) return refused("CONVERSATION_NOT_FOUND");
    return this.#changeContact(userId, { kind: "accept" });
  }

  /** Friendship is a value beside the tables: a request to become friends makes no conversation, which has two dozen. */
  async relate({ by, act }: Parameters<DirectRpc["relate"]>[0]): Promise<Related> {
    this.made.assertKnown();
    const other = this.#peerOf(by);
    if (!this.#members.has(by) || other === undefined) throw new Error("not one of two people");
    const now = Date.now();
    const before = this.#friendship;
    const judged = judgeFriends(before, by, act, now);
    const friendship = "refusal" in judged ? before : judged.friendship;
    if (friendship !== before) this.ctx.storage.kv.put(friendshipKey, friendship);
    this.#friendshipKnown = friendship;
    const guest = this.#contact.pendingGuest;
    if (friendship.since !== null && guest !== undefined) await this.#changeContact(guest, { kind: "accept" });
    return {
      ...("refusal" in judged && judged),
      version: friendship.version,
      mine: relationOf(friendship, by, now),
      theirs: relationOf(friendship, other, now),
    };
  }

  async #changeContact(userId: UserId, change: ContactChange): Promise<ContactDone | Refused> {
    return this.made.core?.log.change(userId, change) ?? refused("CONVERSATION_NOT_FOUND");
  }

  #intervalsOf(userId: UserId): Intervals {
    const contact = this.#contact.now;
    return contact?.guest === userId ? contact.intervals : wholeLog;
  }

  /** Whether what happens now reaches this member. */
  #isReached(userId: UserId): boolean {
    const contact = this.#contact.now;
    return contact?.guest !== userId || isShown(contact);
  }

  async #open(openedBy: UserId): Promise<{ created: boolean }> {
    // Sessions are told before the row is written: if a call fails, the next attempt repeats it.
    const admissions = [...this.#members].map(async (member) => {
      const admit = () => userSessionStub(this.env, member).admit({ conversationId: this.id });
      return { member, ...(await callActor(admit)) };
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
    for (const { member, block, gone } of admitted) {
      if (block !== undefined) this.#blocks.put(member, block);
      if (gone === true) this.#gone.add(member);
    }
    const guest = admitted.find(({ member }) => member !== openedBy);
    if (rowsWritten > 0 && guest?.contact !== undefined) this.#begin(openedBy, guest.member, guest.contact);
    // Both have begun at the same time.
    if (rowsWritten === 0 && !this.#isReached(openedBy)) await this.#changeContact(openedBy, { kind: "accept" });
    return { created: rowsWritten > 0 };
  }

  /** Whoever was rejected as a friend lately is not shown. @param as what the guest's session has decided */
  #begin(by: UserId, guest: UserId, as: "shown" | "hidden"): void {
    const isHidden = as === "hidden" || isRejected(this.#friendship, by, Date.now()) || this.#blocks.has(guest);
    const contact = firstContact(guest, !isHidden);
    this.#contact.save(contact);
    this.#contact.committed(contact);
    const publishers = this.made.core?.publishers;
    if (publishers !== undefined && !isShown(contact)) publishers.unsubscribe(guest, 0);
  }

  get #friendship(): Friendship {
    this.#friendshipKnown ??= this.ctx.storage.kv.get<Friendship>(friendshipKey) ?? strangers;
    return this.#friendshipKnown;
  }

  #peerOf(userId: UserId): UserId | undefined {
    return [...this.#members].find((member) => member !== userId);
  }

  get #isOpened(): boolean {
    return this.#openedAt !== null;
  }
}

const loadOpenedAt = (sql: SqlStorage): number =>
  sql.exec<{ openedAt: number }>("SELECT opened_at AS openedAt FROM conversation").one().openedAt;
