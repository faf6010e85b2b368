// The base class of every conversation actor, direct or group: its tables, its id, and the calls that all conversations
// answer.
//
// Every method of a Durable Object can be called from outside, so what the subclasses share is kept in properties.
import { DurableObject } from "cloudflare:workers";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import type {
  Allowed,
  AppendItem,
  AppendResult,
  ConversationRpc,
  Counted,
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
import { Allowance } from "./allowance.ts";
import { packAcks, unpackItems, withCounts } from "../stream/packed-append.ts";

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

  async append(
    request: Allowed & { senderId: UserId; items: readonly AppendItem[] },
  ): Promise<readonly AppendResult[]> {
    const { senderId, items, allowance } = request;
    const allowed = new Allowance(allowance);
    const results = await this.core.append(senderId, items, allowed);
    return allowance === undefined ? results : withCounts(results, this.core.countsOf(allowed));
  }

  async appendPacked(
    request: Allowed & { senderId: UserId; packed: PackedItems },
  ): Promise<PackedAcks | readonly AppendResult[]> {
    const { senderId, packed, allowance } = request;
    const allowed = new Allowance(allowance);
    const answer = packAcks(await this.core.append(senderId, unpackItems(packed), allowed));
    if (allowance === undefined) return answer;
    const counts = this.core.countsOf(allowed);
    return "firstSeq" in answer ? { ...answer, ...counts } : withCounts(answer, counts);
  }

  async read(request: ReadRequest): Promise<ReadPage | Refused> {
    return this.core.read(request);
  }

  async loadPage(request: LogPageRequest): Promise<LogPage | Refused> {
    return this.core.loadPage(request);
  }

  async markRead(request: Allowed & { userId: UserId; seq: number }): Promise<(MarkedRead | Refused) & Counted> {
    const allowed = new Allowance(request.allowance);
    const marked = await this.core.markRead(request.userId, request.seq, allowed);
    return request.allowance === undefined ? marked : { ...marked, ...this.core.countsOf(allowed) };
  }

  async setTyping(
    request: Allowed & { userId: UserId; active: boolean },
  ): Promise<({ readonly ok: true } | Refused) & Counted> {
    const allowed = new Allowance(request.allowance);
    const done = this.core.setTyping(request.userId, request.active, allowed);
    return request.allowance === undefined ? done : { ...done, ...this.core.countsOf(allowed) };
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
