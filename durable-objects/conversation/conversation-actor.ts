// The base class of every conversation actor, direct or group: its tables, its id, and the calls that all conversations
// answer.
//
// Every method of a Durable Object can be called from outside, so what the subclasses share is kept in properties.
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
  PackedAcks,
  PackedItems,
  ReadPage,
  ReadRequest,
  Refused,
} from "../../schema/rpc/conversation.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { Env } from "../runtime/env.ts";
import { migrate } from "../runtime/migrate.ts";
import type { ConversationCore } from "./conversation-core.ts";
import { packAcks, unpackItems } from "../stream/packed-append.ts";

interface Tables {
  /** Migrations by module name; those of the log are added to them. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
  /** Null if the conversation was never created. */
  loadId(sql: SqlStorage): ConversationId | null;
}

export abstract class ConversationActor<Change = never, Done = never>
  extends DurableObject<Env>
  implements ConversationRpc
{
  protected readonly id: ConversationId;
  /** Whether storage knew the id when this instance of the object started. */
  protected readonly isStored: boolean;
  /** Created by the subclass's constructor: only the subclass knows who may do what. */
  protected abstract readonly core: ConversationCore<Change, Done>;

  constructor(ctx: DurableObjectState, env: Env, tables: Tables) {
    super(ctx, env);
    migrate(ctx.storage, { log: logMigrations, ...tables.migrations });
    // An alarm starts an object without telling it its name.
    const storedId = tables.loadId(ctx.storage.sql);
    this.isStored = storedId !== null;
    this.id = storedId ?? ((ctx.id.name ?? "") as ConversationId);
  }

  abstract open(request: { userId: UserId }): Promise<{ created: boolean } | Refused>;

  async append(request: { senderId: UserId; items: readonly AppendItem[] }): Promise<readonly AppendResult[]> {
    return this.core.append(request.senderId, request.items);
  }

  async appendPacked(request: {
    senderId: UserId;
    packed: PackedItems;
  }): Promise<PackedAcks | readonly AppendResult[]> {
    return packAcks(await this.core.append(request.senderId, unpackItems(request.packed)));
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

  async setTyping({ userId, active }: { userId: UserId; active: boolean }): Promise<{ ok: true } | Refused> {
    return this.core.setTyping(userId, active);
  }

  async verifyHistory({ afterSeq }: { afterSeq: number }): Promise<HistoryReport | Refused> {
    return this.core.verifyHistory(afterSeq);
  }

  async erase({ seqs }: { seqs: readonly number[] }): Promise<void> {
    this.core.erase(seqs);
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.core.alarm(info?.isRetry === true);
  }
}
