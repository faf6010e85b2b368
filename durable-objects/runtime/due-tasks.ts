// Tasks that run once, at their time. Each is a row until it is done.
import { type KindOfWork, type Ring, retryDelayMs } from "./due-work.ts";
import { eachInParallel } from "./in-parallel.ts";
import { logError } from "./logger.ts";
import { withDeadline } from "./calls.ts";

/** Further tasks are done by the next ring, which follows at once. */
const maxTasksPerRing = 100;
const maxParallelTasks = 8;
const taskDeadlineMs = 5_000;

type TaskRow = { kind: string; key: string; dueAt: number; attempt: number };

/** Does one task. May be called again after the task was done, and while another call for it is still running. */
export type TaskHandler = (key: string, now: number) => void | Promise<void>;

export class DueTasks<Kind extends string> implements KindOfWork {
  readonly deadlineMs = 70_000;
  readonly #sql: SqlStorage;
  /** When the first is due. Undefined: not read since the rows changed; every commit of the object asks. */
  #firstAt: number | null | undefined;
  readonly #handlers: Readonly<Record<string, TaskHandler>>;

  constructor(sql: SqlStorage, handlers: Readonly<Record<Kind, TaskHandler>>) {
    this.#sql = sql;
    this.#handlers = handlers;
  }

  /** Adds a task, in the transaction of its cause; `DueWork.arm` must follow. Replaces a task with the same key. */
  add(kind: Kind, key: string, dueAt: number): void {
    this.#write("INSERT OR REPLACE INTO due_task VALUES (?, ?, ?, 0)", kind, key, dueAt);
  }

  dueAt(): number | null {
    if (this.#firstAt === undefined) {
      const query = "SELECT min(due_at) AS dueAt FROM due_task";
      this.#firstAt = this.#sql.exec<{ dueAt: number | null }>(query).one().dueAt;
    }
    return this.#firstAt;
  }

  async run({ now, isRetry, signal }: Ring): Promise<void> {
    const first = this.dueAt();
    if (first === null || first > now) return;
    const query = "SELECT kind, key, due_at AS dueAt, attempt FROM due_task WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    const due = this.#sql.exec<TaskRow>(query, now, maxTasksPerRing).toArray();
    // One of these tasks may have broken the last ring. One at a time it is identified, and from then on comes last.
    await eachInParallel(due, isRetry ? 1 : maxParallelTasks, async (task) => {
      if (!signal.aborted) await this.#do(isRetry ? this.#postpone(task, now) : task, now, isRetry);
    });
  }

  async #do(task: TaskRow, now: number, isPostponed: boolean): Promise<void> {
    const { kind, key, dueAt, attempt } = task;
    try {
      await withDeadline(async () => this.#handlerOf(kind)(key, now), taskDeadlineMs);
      // Unless the task was added again meanwhile.
      this.#write(
        "DELETE FROM due_task WHERE kind = ? AND key = ? AND due_at = ? AND attempt = ?",
        kind,
        key,
        dueAt,
        attempt,
      );
    } catch (cause) {
      logError("due task failed", cause, { kind, attempt });
      if (!isPostponed) this.#postpone(task, now);
    }
  }

  /** @throws Error when this version has no handler for such a task: the row waits for a version that has */
  #handlerOf(kind: string): TaskHandler {
    const handler = this.#handlers[kind];
    if (handler === undefined) throw new Error("unknown kind of task");
    return handler;
  }

  #postpone(task: TaskRow, now: number): TaskRow {
    const attempt = task.attempt + 1;
    const dueAt = now + retryDelayMs(attempt);
    const { kind, key } = task;
    this.#write(
      "UPDATE due_task SET due_at = ?, attempt = ? WHERE kind = ? AND key = ? AND due_at = ? AND attempt = ?",
      dueAt,
      attempt,
      kind,
      key,
      task.dueAt,
      task.attempt,
    );
    return { kind, key, dueAt, attempt };
  }

  #write(query: string, ...values: readonly (string | number)[]): void {
    this.#sql.exec(query, ...values);
    this.#firstAt = undefined;
  }
}
