// The actor of a conversation, direct or group: its tables, its name, and the calls that every conversation answers.
//
// Every method of an actor can be called from outside: what only the actors share is in properties.
import { DurableObject } from "cloudflare:workers";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import type {
  AppendItem,
  AppendResult,
  ConversationRpc,
  LogPage,
  LogPageRequest,
  MarkedRead,
  ReadPage,
  ReadRequest,
  Refused,
} from "../../schema/rpc/conversation.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { Env } from "../runtime/env.ts";
import { migrate } from "../runtime/migrate.ts";
import type { ConversationCore } from "./conversation-core.ts";

interface Tables {
  /** By module, beside the log's. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
  /** null: the conversation was never made. */
  loadId(sql: SqlStorage): ConversationId | null;
}

export abstract class ConversationActor<Change = never, Done = never>
  extends DurableObject<Env>
  implements ConversationRpc
{
  protected readonly id: ConversationId;
  /** Whether storage knew the id when this life of the object began. */
  protected readonly isStored: boolean;
  /** Made by the actor's constructor: only it knows who may do what. */
  protected abstract readonly core: ConversationCore<Change, Done>;

  constructor(ctx: DurableObjectState, env: Env, tables: Tables) {
    super(ctx, env);
    migrate(ctx.storage, { log: logMigrations, ...tables.migrations });
    // An alarm wakes an object without telling its name.
    const storedId = tables.loadId(ctx.storage.sql);
    this.isStored = storedId !== null;
    this.id = storedId ?? ((ctx.id.name ?? "") as ConversationId);
  }

  abstract open(request: { v: number; userId: UserId }): Promise<{ created: boolean } | Refused>;

  async append(request: { senderId: UserId; items: readonly AppendItem[] }): Promise<readonly AppendResult[]> {
    return this.core.append(request.senderId, request.items);
  }

  async read(request: ReadRequest): Promise<ReadPage | Refused> {
    return this.core.read(request);
  }

  async loadPage(request: LogPageRequest): Promise<LogPage | Refused> {
    return this.core.loadPage(request);
  }

  async markRead({ userId, seq }: { userId: UserId; seq: number }): Promise<MarkedRead | Refused> {
    return this.core.markRead(userId, seq);
  }

  async setTyping({ userId, active }: { userId: UserId; active: boolean }): Promise<void> {
    this.core.setTyping(userId, active);
  }

  async verifyHistory({ afterSeq }: { afterSeq: number }): Promise<HistoryReport | Refused> {
    return this.core.verifyHistory(afterSeq);
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.core.alarm(info?.isRetry === true);
  }
}
