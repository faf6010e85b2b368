// One user's avatar with its pictures in R2, the directory and the session's tasks, in one process: R2 and the directory fail, the
// Worker stops between any two steps, writes come late, time passes.
import { noteSweep, sweepAvatars, type AvatarTask } from "../../durable-objects/avatars/sweep-avatars.ts";
import { DueTasks } from "../../durable-objects/runtime/due-tasks.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { OwnAvatar } from "../../durable-objects/user-session/account/own-avatar.ts";
import { userIds } from "../../schema/protocol/examples/story.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { openSqlite } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

const owner = userIds.alice;

export class AvatarWorld {
  now = 1_795_000_000_000;
  /** Whether the next thing outside the session fails: before it happened, or after. */
  fate: () => "done" | "lost" | "unanswered" = () => "done";
  /** When each was written: ms since 1970. */
  readonly pictures = new Map<string, number>();
  /** As the directory has it; null: the account is deleted. */
  shown: string | null = "";
  readonly #storage = openSqlite();
  readonly #slow: { readonly key: string; readonly until: number }[] = [];
  #tasks!: DueTasks<AvatarTask>;
  #avatar!: OwnAvatar;
  #made = 0;

  constructor() {
    migrate(this.#storage, { due: dueMigrations });
    this.crash();
  }

  /** The session loses its memory. */
  crash(): void {
    this.#tasks = new DueTasks<AvatarTask>(this.#storage.sql, {
      "sweep-avatars": (_key, now) => this.#avatar.sweep(now),
    });
    this.#avatar = new OwnAvatar({
      userId: owner,
      tasks: this.#tasks,
      bucket: standInFor<R2Bucket>({
        list: ({ prefix = "", cursor = "" }: R2ListOptions = {}) => this.#outside(() => this.#page(prefix, cursor)),
        delete: (keys: string[]) => this.#outside(() => keys.forEach((key) => this.pictures.delete(key))),
      }),
      directory: standInFor<D1Database>({
        prepare: () => ({
          bind: () => ({ first: () => this.#outside(() => (this.shown === null ? null : { avatar: this.shown })) }),
        }),
      }),
      arm: () => {},
      now: () => this.now,
    });
  }

  /** As the Worker does it. @param slowly the write comes some minutes later, and nobody knows of it */
  async upload(slowly = false): Promise<void> {
    this.#avatar.note();
    const path = `/avatars/${owner}/${++this.#made}`;
    if (slowly) return void this.#slow.push({ key: path.slice(1), until: this.now + 600_000 });
    await this.#outside(() => void this.pictures.set(path.slice(1), this.now));
    // Another change's sweep may be due just then.
    await this.pass(20_000);
    await this.#name(path);
  }

  async choose(emoji: string): Promise<void> {
    this.#avatar.note();
    await this.#name(emoji);
  }

  async deleteAccount(): Promise<void> {
    const bucket = standInFor<R2Bucket>({
      list: ({ prefix = "", cursor = "" }: R2ListOptions = {}) => this.#outside(() => this.#page(prefix, cursor)),
      delete: (keys: string[]) => this.#outside(() => keys.forEach((key) => this.pictures.delete(key))),
    });
    this.shown = null;
    await sweepAvatars({ bucket, ownerId: owner, shown: "", before: Number.POSITIVE_INFINITY });
  }

  arriveSlowly(): void {
    const slow = this.#slow.shift();
    if (slow !== undefined && this.now < slow.until) this.pictures.set(slow.key, this.now);
  }

  /** The alarm rings as it is due. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (let at = this.#tasks.dueAt(); at !== null && at <= until; at = this.#tasks.dueAt()) {
      this.now = Math.max(this.now, at);
      await this.#tasks.run({ now: this.now, isRetry: false, signal: new AbortController().signal });
    }
    this.now = until;
  }

  get waiting(): number {
    return this.#storage.sql.exec("SELECT key FROM due_task").toArray().length;
  }

  /** The pictures that are there. */
  get kept(): readonly string[] {
    return [...this.pictures.keys()].map((key) => `/${key}`);
  }

  /** Notes a sweep as a group does, within the transaction of its change. */
  noteWithin(): void {
    this.#storage.transactionSync(() => noteSweep(this.#tasks, this.now));
  }

  async #name(avatar: string): Promise<void> {
    await this.#outside(() => {
      if (this.shown !== null) this.shown = avatar;
    });
  }

  /** Two at a time, so that lists have pages. */
  #page(prefix: string, cursor: string): object {
    const keys = [...this.pictures.keys()].filter((key) => key.startsWith(prefix) && key > cursor).toSorted();
    const objects = keys.slice(0, 2).map((key) => ({ key, uploaded: new Date(this.pictures.get(key) ?? 0) }));
    return { objects, truncated: keys.length > 2, cursor: objects.at(-1)?.key };
  }

  async #outside<T>(act: () => T): Promise<T> {
    const fate = this.fate();
    await Promise.resolve();
    if (fate === "lost") throw new Error("it was not reached");
    const done = act();
    if (fate === "unanswered") throw new Error("it did not answer");
    return done;
  }
}
