// The base class of every conversation actor, direct or group: its tables, its id, and the calls that all conversations
// answer.
//
// Every method of a Durable Object can be called from outside, so what the subclasses share is kept in properties.
import { DurableObject } from "cloudflare:workers";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { HistoryEvent } from "../../schema/history/packed-events.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import type { Allowed, AppendItem, AppendResult, Counted, PackedAcks, PackedItems } from "../../schema/rpc/append.ts";
import {
  refused,
  type ConversationRpc,
  type LogPage,
  type LogPageRequest,
  type MarkedRead,
  type ReadPage,
  type ReadRequest,
  type ReceiptsAnswer,
  type ReceiptsChoice,
  type ReceiptsRequest,
  type Refused,
} from "../../schema/rpc/conversation.ts";
import type {
  DroppedEvents,
  MessageAnswer,
  MessageChanged,
  MessageOp,
  MessageQuestion,
} from "../../schema/rpc/message-changes.ts";
import type { StoredTables } from "../../schema/rpc/sweep.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { Env } from "../runtime/env.ts";
import { Made } from "../runtime/made.ts";
import type { Modules } from "../runtime/migrate.ts";
import type { ConversationCore } from "./conversation-core.ts";
import { Allowance } from "./allowance.ts";
import { HistoryShards } from "./projections/history/history-shards.ts";
import { StoredHistory } from "./projections/history/stored-history.ts";
import { verifyWithoutLog } from "./projections/history/verify.ts";
import { packAcks, unpackItems, withCounts } from "../stream/packed-append.ts";

interface Append {
  readonly senderId: UserId;
  readonly items: readonly AppendItem[];
}

interface Tables {
  /** Those of the log are added to them. */
  readonly migrations: Modules;
  /** Null if the conversation was never created. */
  loadId(sql: SqlStorage): ConversationId | null;
}

/** The refusal of every call but those that make the conversation. */
const unmade = refused("CONVERSATION_NOT_FOUND");

export abstract class ConversationActor<Change = never, Done = never>
  extends DurableObject<Env>
  implements ConversationRpc
{
  protected readonly id: ConversationId;
  /** Whether storage knew the id when this instance of the object started. */
  protected readonly isStored: boolean;
  /** The subclass's constructor ends with its `start`: only the subclass knows who may do what. */
  protected readonly made: Made<ConversationCore<Change, Done>>;

  constructor(ctx: DurableObjectState, env: Env, tables: Tables) {
    super(ctx, env);
    this.made = new Made(ctx.storage, { log: logMigrations, ...tables.migrations });
    // An alarm starts an object without telling it its name.
    const storedId = this.made.hasTables ? tables.loadId(ctx.storage.sql) : null;
    this.isStored = storedId !== null;
    this.id = storedId ?? ((ctx.id.name ?? "") as ConversationId);
  }

  abstract open(request: { userId: UserId }): Promise<{ created: boolean } | Refused>;

  async append(request: Allowed & Append): Promise<readonly AppendResult[]> {
    const { results, counts } = await this.#append(request);
    return withCounts(results, counts);
  }

  /** The same of messages with files. A conversation of the version before would forget that they have some. */
  async appendFiles(request: Allowed & Append): Promise<readonly AppendResult[]> {
    return this.append(request);
  }

  async appendPacked(
    request: Allowed & { senderId: UserId; packed: PackedItems },
  ): Promise<PackedAcks | readonly AppendResult[]> {
    const { results, counts } = await this.#append({ ...request, items: unpackItems(request.packed) });
    const answer = packAcks(results);
    return "firstSeq" in answer ? { ...answer, ...counts } : withCounts(answer, counts);
  }

  async #append({
    senderId,
    items,
    allowance,
  }: Allowed & Append): Promise<{ results: readonly AppendResult[]; counts: Counted }> {
    const core = this.made.core;
    if (core === null) return { results: items.map(() => unmade), counts: {} };
    const allowed = new Allowance(allowance);
    const results = await core.append(senderId, items, allowed);
    return { results, counts: allowed.counted(core.memberCount) };
  }

  async tables(): Promise<StoredTables> {
    return this.made.tables();
  }

  async read(request: ReadRequest): Promise<ReadPage | Refused> {
    return this.made.core?.read(request) ?? unmade;
  }

  async loadPage(request: LogPageRequest): Promise<LogPage | Refused> {
    return this.made.core?.loadPage(request) ?? unmade;
  }

  async markRead(
    request: Allowed & { userId: UserId; seq: number; receipts?: ReceiptsChoice },
  ): Promise<(MarkedRead | Refused) & Counted> {
    if (this.made.core === null) return unmade;
    const allowed = new Allowance(request.allowance);
    const marked = await this.made.core.markRead(request.userId, request.seq, allowed, request.receipts);
    return { ...marked, ...allowed.counted(this.made.core.memberCount) };
  }

  async receipts(request: ReceiptsRequest): Promise<ReceiptsAnswer | Refused> {
    return this.made.core?.receipts.list(request) ?? unmade;
  }

  async changeMessage(
    request: Allowed & { userId: UserId; op: MessageOp; carried?: readonly HistoryEvent[] },
  ): Promise<(MessageChanged | Refused | DroppedEvents) & Counted> {
    if (this.made.core === null) return unmade;
    const allowed = new Allowance(request.allowance);
    const { userId, op, carried } = request;
    const changed = await this.made.core.changeMessage(userId, op, allowed, carried);
    return { ...changed, ...allowed.counted(this.made.core.memberCount) };
  }

  async askOfMessages<Q extends MessageQuestion>(request: {
    userId: UserId;
    question: Q;
  }): Promise<MessageAnswer<Q["kind"]> | Refused> {
    return this.made.core?.askOfMessages(request.userId, request.question) ?? unmade;
  }

  async setTyping(
    request: Allowed & { userId: UserId; active: boolean },
  ): Promise<({ readonly ok: true } | Refused) & Counted> {
    if (this.made.core === null) return unmade;
    const allowed = new Allowance(request.allowance);
    const done = this.made.core.setTyping(request.userId, request.active, allowed);
    return { ...done, ...allowed.counted(this.made.core.memberCount) };
  }

  async verifyHistory({ afterSeq }: { afterSeq: number }): Promise<HistoryReport | Refused> {
    if (this.made.core !== null) return this.made.core.verifyHistory(afterSeq);
    const { home, earlier } = new HistoryShards(this.env).homesOf(this.id);
    const report = await verifyWithoutLog(this.id, new StoredHistory([...earlier, home], this.env.ARCHIVE));
    // A log that was lost is a fault; a conversation that never existed is a refusal.
    return report.faults.length > 0 ? report : unmade;
  }

  /** @throws RangeError when the log has no such message */
  async erase({ seqs }: { seqs: readonly number[] }): Promise<void> {
    if (this.made.core === null) throw new RangeError("the conversation has no messages");
    this.made.core.erase(seqs);
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (!this.made.isKnown) return this.made.putOffAlarm();
    await this.made.core?.alarm(info?.isRetry === true);
  }
}
