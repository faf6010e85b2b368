// Whom the user has blocked. The session's row decides, and the direct conversation judges by a copy of it: the call returns
// when both are written, and the alarm repeats what a crash has cut off. Ending a block goes the other way round, so that the
// conversation never refuses what the session takes for open (decision 77).
import type { Block, BlocksResult } from "../../../schema/protocol/blocks.ts";
import { directConversationId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, type BlockCopy, type DirectRpc, type Refused } from "../../../schema/rpc/conversation.ts";
import type { PageQuery } from "../../../schema/rpc/session-questions.ts";
import { callActor } from "../../runtime/calls.ts";
import { repeatAfterMs, type KindOfWork, type Ring } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { nextVersion } from "../../runtime/next-version.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { newestFirst } from "../newest-first.ts";

type State = "told" | "telling" | "ending";
const states: readonly State[] = ["told", "telling", "ending"];

interface StoredBlock extends Block {
  readonly version: number;
  readonly state: State;
}

type Row = { user_id: UserId; at: number; version: number; state: number };

export interface BlocksHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly budgets: Pick<Budgets, "take">;
  stub(conversationId: ConversationId): Pick<DirectRpc, "setBlock">;
  /** Whether somebody may have opened the conversation. */
  isOpened(conversationId: ConversationId): boolean;
  /** Tells the user's devices what they show of this person and of the conversation with them now. */
  changed(userId: UserId, conversationId: ConversationId): void;
  arm(): void;
  now(): number;
}

const atOnce = 5;

export class Blocks implements KindOfWork {
  readonly deadlineMs = 60_000;
  readonly #host: BlocksHost;
  /** By whom it concerns; null: not read yet. */
  #known: Map<UserId, StoredBlock> | null = null;

  constructor(host: BlocksHost) {
    this.#host = host;
  }

  /** Whether the user has blocked this one: until the conversation knows of its end, too. */
  has(userId: UserId): boolean {
    return this.#all.has(userId);
  }

  /** Since when; undefined: they are not blocked. */
  blockedAt(userId: UserId): number | undefined {
    return this.#all.get(userId)?.blockedAt;
  }

  /** The rows are gone with the account. */
  forget(): void {
    this.#known = null;
  }

  /** What a conversation of the two has to know when somebody opens it. */
  copyFor(userId: UserId): BlockCopy | undefined {
    const block = this.#all.get(userId);
    return block === undefined ? undefined : { version: block.version, active: block.state !== "ending" };
  }

  /**
   * @returns whether they were blocked before; FORBIDDEN: oneself; TOO_MANY
   * @throws ActorUnavailable: it is so here, and the conversation will know of it
   */
  async set(userId: UserId, active: boolean): Promise<{ before: boolean } | Refused> {
    if (userId === this.#host.userId) return refused("FORBIDDEN");
    const refusal = this.#host.budgets.take({ settings: 1, calls: 1 });
    if (refusal !== null) return { refusal };
    const block = this.#all.get(userId);
    const before = block !== undefined;
    const state = active ? "telling" : "ending";
    const isSo = active ? block?.state === "told" : !before;
    if (isSo) return { before };
    if (block?.state === state) {
      await this.#tell(block);
      return { before };
    }
    if (block === undefined && this.#all.size >= wireLimits.maxBlocks) return refused("TOO_MANY");
    const version = this.#nextVersion();
    const next: StoredBlock = { userId, blockedAt: block?.blockedAt ?? version, version, state };
    this.#put(next);
    this.#host.arm();
    if (active) this.#host.changed(userId, this.#conversationWith(userId));
    await this.#tell(next);
    return { before };
  }

  list(query: PageQuery): BlocksResult {
    const { items, next } = newestFirst([...this.#all.values()], query, ({ blockedAt }) => blockedAt);
    return { items: items.map(({ userId, blockedAt }) => ({ userId, blockedAt })), next };
  }

  dueAt(): number | null {
    const waiting = [...this.#all.values()].filter(({ state }) => state !== "told");
    return waiting.length === 0 ? null : Math.min(...waiting.map(({ version }) => version)) + repeatAfterMs;
  }

  async run({ now }: Ring): Promise<void> {
    const waiting = [...this.#all.values()].filter(
      ({ state, version }) => state !== "told" && version + repeatAfterMs <= now,
    );
    await eachInParallel(waiting, atOnce, (block) => this.#tell(block));
  }

  /** @throws ActorUnavailable */
  async #tell(block: StoredBlock): Promise<void> {
    const { userId, version, state } = block;
    const id = this.#conversationWith(userId);
    // Whoever opens it asks this session first.
    if (this.#host.isOpened(id))
      await callActor(() =>
        this.#host.stub(id).setBlock({ by: this.#host.userId, version, active: state !== "ending" }),
      );
    // Meanwhile they may have thought better of it.
    if (this.#all.get(userId)?.version !== version) return;
    if (state === "ending") {
      this.#host.sql.exec("DELETE FROM block WHERE user_id = ?", userId);
      this.#all.delete(userId);
      this.#host.changed(userId, id);
    } else this.#put({ ...block, state: "told" });
  }

  #conversationWith(userId: UserId): ConversationId {
    return directConversationId(this.#host.userId, userId);
  }

  #nextVersion(): number {
    let newest = 0;
    for (const { version } of this.#all.values()) newest = Math.max(newest, version);
    return nextVersion(newest, this.#host.now());
  }

  #put(block: StoredBlock): void {
    const { userId, blockedAt, version, state } = block;
    const query = "INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?)";
    this.#host.sql.exec(query, userId, blockedAt, version, states.indexOf(state));
    this.#all.set(userId, block);
  }

  get #all(): Map<UserId, StoredBlock> {
    this.#known ??= new Map(
      [...this.#host.sql.exec<Row>("SELECT * FROM block")].map((row) => [
        row.user_id,
        { userId: row.user_id, blockedAt: row.at, version: row.version, state: states[row.state] ?? "telling" },
      ]),
    );
    return this.#known;
  }
}

export const blocksAnswers = (blocks: Blocks): Answers<"list-blocks"> => ({
  "list-blocks": ({ query }) => blocks.list(query),
});
