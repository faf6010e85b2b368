// Dead letters, for operators: list, replay, drop.
import { logLine } from "../../durable-objects/runtime/logger.ts";
import type { DeadLetter } from "../../schema/protocol/http-dead-letters.ts";
import type { deadLetterRoutes } from "../../schema/protocol/routes/dead-letters.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import {
  deleteDeadLetter,
  finishReplay,
  listDeadLetters as listRows,
  loadDeadLetter,
  type DeadLetterRow,
} from "../consumers/dead-letters.ts";
import type { HandlersOf } from "../http/handler.ts";
import { actOf, beginRecord, recordOf } from "../operators/acts.ts";

const deadLetterOf = ({ job, ...row }: DeadLetterRow): DeadLetter => ({ ...row, job: JSON.parse(job) as unknown });

export const deadLetterHandlers: HandlersOf<typeof deadLetterRoutes> = {
  async listDeadLetters({ env, query: { cursor } }) {
    const { page, next } = await listRows(env.DIRECTORY, cursor);
    return { status: 200, body: { items: page.map(deadLetterOf), next } };
  },

  /**
   * Sends the job as it was received, under its old id. The record comes first and the deletion last: a crash in between
   * loses neither, and the record says that the act was begun.
   */
  async replayDeadLetter({ env, operator, path, body }) {
    const row = await loadDeadLetter(env.DIRECTORY, path.id);
    if (row === null) return refused("NOT_FOUND");
    const act = actOf(operator, "dead-letter-replayed", row.id, body?.reason ?? null);
    await beginRecord(env.DIRECTORY, act, { kind: row.kind });
    await env.JOBS.send(JSON.parse(row.job), { contentType: "json" });
    await finishReplay(env.DIRECTORY, row.id, act.id);
    logLine("info", "dead letter replayed", { jobId: row.id, kind: row.kind });
    return { status: 204 };
  },

  async dropDeadLetter({ env, operator, path, body }) {
    const act = actOf(operator, "dead-letter-dropped", path.id, body?.reason ?? null);
    if (!(await deleteDeadLetter(env.DIRECTORY, path.id, recordOf(act, {})))) return refused("NOT_FOUND");
    logLine("info", "dead letter dropped", { jobId: path.id });
    return { status: 204 };
  },
};
