// A direct conversation: two members, named by its id. Frames arrive from UserSession, events leave to both.
import { DurableObject } from "cloudflare:workers";
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import {
  refused,
  type AppendItem,
  type AppendResult,
  type ConversationRpc,
  type LogPage,
  type LogPageRequest,
  type MarkedRead,
  type ReadPage,
  type ReadRequest,
  type Refused,
} from "../../schema/rpc/conversation.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import type { Env } from "../runtime/env.ts";
import { wholeLog } from "../conversation/log/visibility.ts";
import { migrate } from "../runtime/migrate.ts";
import { callActor } from "../runtime/retry.ts";
import { userSessionStub } from "../runtime/stubs.ts";
import { ConversationCore } from "../conversation/conversation-core.ts";
import { directMembers, directRules, judgeDirect } from "./members.ts";

export class Conversation extends DurableObject<Env> implements ConversationRpc {
  readonly #id: ConversationId;
  readonly #members: ReadonlySet<UserId>;
  readonly #core: ConversationCore;
  /** Null: nobody has opened it. */
  #openedAt: number | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, { log: logMigrations, conversation: conversationMigrations });
    const query = "SELECT conversation_id AS id, opened_at AS openedAt FROM conversation";
    const stored = ctx.storage.sql.exec<{ id: string; openedAt: number }>(query).toArray()[0];
    this.#openedAt = stored?.openedAt ?? null;
    this.#id = (stored?.id ?? ctx.id.name ?? "") as ConversationId;
    this.#members = directMembers(this.#id);
    const rules = directRules((userId) => judgeDirect(this.#members, this.#isOpened, userId));
    this.#core = new ConversationCore({
      ctx,
      env,
      conversationId: this.#id,
      beginFlush: () => rules,
      mayRead: (userId) => judgeDirect(this.#members, this.#isOpened, userId),
      isMember: (userId) => this.#isOpened && this.#members.has(userId),
      memberCount: () => this.#members.size,
      intervalsOf: () => wholeLog,
      describeFor: (userId) => {
        const peerId = [...this.#members].find((member) => member !== userId);
        return { kind: "direct", ...(peerId === undefined ? {} : { peerId }) };
      },
      exists: () => this.#isOpened,
      madeAt: () => this.#openedAt ?? 0,
    });
    for (const userId of this.#members) this.#core.publishers.resume(userId, { afterSeq: 0, untilSeq: null });
  }

  /** Both members may speak from now on, whoever opened it. @throws ActorUnavailable */
  async open({ userId }: { userId: UserId }): Promise<{ created: boolean } | Refused> {
    if (!this.#members.has(userId)) return refused("CONVERSATION_NOT_FOUND");
    if (this.#isOpened) return { created: false };
    // Before the row that says that it is done: if this fails, the next attempt does it again.
    const admissions = [...this.#members].map((member) =>
      callActor(() => userSessionStub(this.env, member).admit({ v: rpcVersion, conversationId: this.#id })),
    );
    await Promise.all(admissions);
    const openedAt = Date.now();
    const { rowsWritten } = this.ctx.storage.sql.exec(
      "INSERT INTO conversation VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
      this.#id,
      openedAt,
    );
    // Two calls at once: the row has the time of the first.
    this.#openedAt ??= openedAt;
    return { created: rowsWritten > 0 };
  }

  get #isOpened(): boolean {
    return this.#openedAt !== null;
  }

  async append({
    senderId,
    items,
  }: {
    senderId: UserId;
    items: readonly AppendItem[];
  }): Promise<readonly AppendResult[]> {
    return this.#core.append(senderId, items);
  }

  async read(request: ReadRequest): Promise<ReadPage | Refused> {
    return this.#core.read(request);
  }

  async loadPage(request: LogPageRequest): Promise<LogPage | Refused> {
    return this.#core.loadPage(request);
  }

  async markRead({ userId, seq }: { userId: UserId; seq: number }): Promise<MarkedRead | Refused> {
    return this.#core.markRead(userId, seq);
  }

  async setTyping({ userId, active }: { userId: UserId; active: boolean }): Promise<void> {
    this.#core.setTyping(userId, active);
  }

  async verifyHistory({ afterSeq }: { afterSeq: number }): Promise<HistoryReport | Refused> {
    return this.#core.verifyHistory(afterSeq);
  }

  override async alarm(): Promise<void> {
    await this.#core.alarm();
  }
}
