// Tells sessions of invitations, and that they are over: a row is written with the change and stays until the session has
// answered. What a crash or a lost call cuts off, the alarm repeats.
import type { ListedGroup } from "../../schema/protocol/group.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { InvitationNews } from "../../schema/rpc/invitations.ts";
import { callActor } from "../runtime/calls.ts";
import { repeatAfterMs, type KindOfWork, type Ring } from "../runtime/due-work.ts";
import { eachInParallel } from "../runtime/in-parallel.ts";
import { nextVersion } from "../runtime/next-version.ts";
import type { InvitedNews } from "./group-state.ts";

interface Waiting extends InvitedNews {
  readonly userId: UserId;
  readonly version: number;
  readonly tryAt: number;
}

type Row = {
  userId: UserId;
  version: number;
  invitedBy: UserId | "";
  createdAt: number;
  until: number;
  tryAt: number;
};

export interface InvitationTellerHost {
  readonly sql: SqlStorage;
  readonly groupId: ConversationId;
  /** What somebody who is not a member may know of the group. */
  group(): ListedGroup;
  tell(userId: UserId, news: InvitationNews): Promise<{ readonly known: number }>;
  now(): number;
}

const atOnce = 32;

export class InvitationTeller implements KindOfWork {
  readonly deadlineMs = 60_000;
  readonly #host: InvitationTellerHost;
  /** Null: not read yet, or not since the last change. */
  #known: readonly Waiting[] | null = null;
  #newest = 0;

  constructor(host: InvitationTellerHost) {
    this.#host = host;
  }

  /** Within the transaction of the change; `tell` must follow, and the alarm be set. */
  save(news: ReadonlyMap<UserId, InvitedNews>): void {
    if (news.size === 0) return;
    const now = this.#host.now();
    for (const [userId, { invitedBy, createdAt, until }] of news) {
      const before = this.#all.find((waiting) => waiting.userId === userId)?.version ?? 0;
      this.#newest = nextVersion(Math.max(before, this.#newest), now);
      this.#put({ userId, version: this.#newest, invitedBy, createdAt, until, tryAt: now + repeatAfterMs });
    }
    this.#known = null;
  }

  /** @throws what a call threw; then the alarm makes it again */
  async tell(userIds: Iterable<UserId>): Promise<void> {
    const wanted = new Set(userIds);
    await this.#tellAll(this.#all.filter(({ userId }) => wanted.has(userId)));
  }

  dueAt(): number | null {
    return this.#all.length === 0 ? null : Math.min(...this.#all.map(({ tryAt }) => tryAt));
  }

  async run({ now }: Ring): Promise<void> {
    for (const { userId, version, until } of this.#all) if (until <= now) this.#delete(userId, version);
    await this.#tellAll(this.#all.filter(({ tryAt }) => tryAt <= now));
  }

  /** One that fails keeps no other from being told. */
  async #tellAll(waiting: readonly Waiting[]): Promise<void> {
    const causes: unknown[] = [];
    await eachInParallel(waiting, atOnce, (one) =>
      this.#tellOne(one).catch((cause: unknown) => void causes.push(cause)),
    );
    if (causes.length > 0) throw causes[0];
  }

  async #tellOne({ userId, version, invitedBy, createdAt, until, tryAt }: Waiting): Promise<void> {
    const { groupId: conversationId } = this.#host;
    const invitation = invitedBy === null ? null : { invitedBy, createdAt, group: this.#host.group() };
    const news = { conversationId, version, until, invitation };
    const { known } = await callActor(() => this.#host.tell(userId, news));
    if (known <= version) return this.#delete(userId, version);
    // Meanwhile there may be later news.
    if (this.#all.find((waiting) => waiting.userId === userId)?.version !== version) return;
    // The session knows a later version: this group was restored, or its clock set back.
    const later = { userId, version: known + 1, invitedBy, createdAt, until, tryAt };
    this.#put(later);
    this.#newest = Math.max(this.#newest, later.version);
    this.#known = null;
    await this.#tellOne(later);
  }

  #put({ userId, version, invitedBy, createdAt, until, tryAt }: Waiting): void {
    const query = "INSERT OR REPLACE INTO invitation_news VALUES (?, ?, ?, ?, ?, ?)";
    this.#host.sql.exec(query, userId, version, invitedBy ?? "", until, createdAt, tryAt);
  }

  #delete(userId: UserId, version: number): void {
    this.#host.sql.exec("DELETE FROM invitation_news WHERE user_id = ? AND version = ?", userId, version);
    this.#known = null;
  }

  get #all(): readonly Waiting[] {
    const query =
      "SELECT user_id AS userId, version, invited_by AS invitedBy, created_at AS createdAt, until, try_at AS tryAt FROM invitation_news";
    this.#known ??= [...this.#host.sql.exec<Row>(query)].map((row) => ({
      ...row,
      invitedBy: row.invitedBy === "" ? null : row.invitedBy,
    }));
    return this.#known;
  }
}
