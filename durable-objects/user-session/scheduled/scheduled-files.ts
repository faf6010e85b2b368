// The files of scheduled messages: their objects keep them from the moment of scheduling until the message is sent, cancelled
// or has other files. What the objects are still to be told follows from the two tables: so nothing has to be noted at a
// message's end, and no crash between two steps loses any of it.
import type { FileId } from "../../../schema/protocol/files.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { SharedFileRpc } from "../../../schema/rpc/shared-file.ts";
import { callActor } from "../../runtime/calls.ts";
import type { KindOfWork, Ring } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { refusalOfFiles, type AskedFile, type HoldingHost } from "../sending/hold-files.ts";

export interface ScheduledFilesHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly isFileId: HoldingHost["isFileId"];
  readonly file: (fileId: FileId) => Pick<SharedFileRpc, "keepForLater" | "letGo">;
  readonly now: () => number;
}

/** Files whose objects keep them, for a day at first. */
export interface KeptFiles {
  readonly laterId: string;
  readonly fileIds: readonly FileId[];
}

/** A text. */
export const noFiles: KeptFiles = { laterId: "", fileIds: [] };

/** What an object is to be told: for how long it keeps the file, or that it does so no longer. */
type Errand = { later_id: string; file_id: string; until: number; gone: number };

/** In one ring, and at a time; what is left is due at once. */
const [maxPerRing, atOnce] = [100, 6];

export class ScheduledFiles implements KindOfWork {
  readonly deadlineMs = 30_000;
  readonly #host: ScheduledFilesHost;
  /** Null: not looked yet. */
  #hasRows: boolean | null = null;

  constructor(host: ScheduledFilesHost) {
    this.#host = host;
  }

  /**
   * Before the message is stored. If it never is, they are let go of after a day.
   * @returns why it may not have them, as if it were sent now. @throws ActorUnavailable
   */
  async keep(asks: readonly AskedFile[]): Promise<KeptFiles | Refused> {
    const { userId, isFileId, file, now } = this.#host;
    const laterId = crypto.randomUUID();
    const until = now() + wireLimits.fileUnsentMs;
    const refusal = await refusalOfFiles({ isFileId }, asks, ({ fileId }) =>
      file(fileId).keepForLater({ userId, laterId, until }),
    );
    return refusal ?? { laterId, fileIds: asks.map(({ fileId }) => fileId) };
  }

  /** Within the transaction that stores the message. */
  add({ laterId, fileIds }: KeptFiles, sendAt: number): void {
    for (const fileId of fileIds)
      this.#host.sql.exec("INSERT INTO scheduled_file VALUES (?, ?, ?, 0)", laterId, fileId, keptUntil(sendAt));
    this.#hasRows = null;
  }

  /** Its time is another one. What is kept for longer already stays so. */
  move(laterId: string, sendAt: number): void {
    if (laterId === "") return;
    const query = "UPDATE scheduled_file SET until = ?1 WHERE later_id = ?2 AND until < ?1";
    this.#host.sql.exec(query, keptUntil(sendAt), laterId);
  }

  dueAt(now: number): number | null {
    this.#hasRows ??= this.#host.sql.exec("SELECT 1 FROM scheduled_file LIMIT 1").toArray().length > 0;
    return this.#hasRows && this.#errands(1).length > 0 ? now : null;
  }

  async run({ now, signal }: Ring): Promise<void> {
    if (this.dueAt(now) === null) return;
    const failures: unknown[] = [];
    await eachInParallel(this.#errands(maxPerRing), atOnce, async (errand) => {
      if (signal.aborted) return;
      try {
        await this.#tell(errand);
      } catch (cause) {
        failures.push(cause);
      }
    });
    this.#hasRows = null;
    if (failures.length > 0) throw new Error("not every file was told", { cause: failures[0] });
  }

  async #tell({ later_id: laterId, file_id, until, gone }: Errand): Promise<void> {
    const { sql, userId, file } = this.#host;
    const fileId = file_id as FileId;
    if (gone === 1) {
      await callActor(() => file(fileId).letGo({ laterId }));
      sql.exec("DELETE FROM scheduled_file WHERE later_id = ? AND file_id = ?", laterId, fileId);
      return;
    }
    // A file that is gone, as after a restore, is one with which the message will be refused.
    await callActor(() => file(fileId).keepForLater({ userId, laterId, until }));
    sql.exec("UPDATE scheduled_file SET told = ? WHERE later_id = ? AND file_id = ?", until, laterId, fileId);
  }

  #errands(limit: number): Errand[] {
    const isGone = "later_id NOT IN (SELECT later_id FROM scheduled_message)";
    const query = `SELECT later_id, file_id, until, ${isGone} AS gone FROM scheduled_file WHERE told < until OR gone LIMIT ?`;
    return this.#host.sql.exec<Errand>(query, limit).toArray();
  }
}

/** One that failed can be sent again for some time. */
const keptUntil = (sendAt: number): number => sendAt + wireLimits.scheduledFilesKeptMs;
