// Jobs that died, for operators: see them, send them to the queue again, drop them.
import { logLine } from "../../durable-objects/runtime/logger.ts";
import { jobIdShape } from "../../schema/jobs/envelope.ts";
import { deadLettersQueryShape, type DeadLetter, type DeadLettersResult } from "../../schema/protocol/http-admin.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import {
  deleteDeadLetter,
  listDeadLetters as listRows,
  loadDeadLetter,
  type DeadLetterPosition,
  type DeadLetterRow,
} from "../consumers/dead-letters.ts";
import { jsonResponse, noContent } from "../http/json-response.ts";
import { operatorOnly } from "../http/operator.ts";
import { readQuery, readSegment } from "../http/query.ts";
import { isRefused } from "../http/request-context.ts";

const cursorOf = ({ diedAt, id }: DeadLetterPosition): string => `${diedAt}_${id}`;

function positionOf(cursor: string): DeadLetterPosition {
  const end = cursor.indexOf("_");
  return { diedAt: Number(cursor.slice(0, end)), id: cursor.slice(end + 1) };
}

const deadLetterOf = ({ job, ...row }: DeadLetterRow): DeadLetter => ({ ...row, job: JSON.parse(job) as unknown });

/** GET /api/admin/dead-letters */
export const listDeadLetters = operatorOnly(async (request, { env }) => {
  const parsed = readQuery(request.url, deadLettersQueryShape);
  if (isRefused(parsed)) return parsed;
  const { cursor } = parsed.query;
  const { rows, next } = await listRows(env.DIRECTORY, cursor === undefined ? null : positionOf(cursor));
  const deadLetters = rows.map(deadLetterOf);
  return jsonResponse({ deadLetters, cursor: next && cursorOf(next) } satisfies DeadLettersResult);
});

/** POST /api/admin/dead-letters/:id/replay: the job as it came, under the id it had. Sent first: nothing in between can lose it. */
export const replayDeadLetter = operatorOnly(async (request, { env }) => {
  const id = readSegment(request.params["id"], jobIdShape);
  const row = id === null ? null : await loadDeadLetter(env.DIRECTORY, id);
  if (row === null) return refused("NOT_FOUND");
  await env.JOBS.send(JSON.parse(row.job), { contentType: "json" });
  await deleteDeadLetter(env.DIRECTORY, row.id);
  logLine("info", "dead letter replayed", { jobId: row.id, kind: row.kind });
  return noContent();
});

/** DELETE /api/admin/dead-letters/:id */
export const dropDeadLetter = operatorOnly(async (request, { env }) => {
  const id = readSegment(request.params["id"], jobIdShape);
  if (id === null || !(await deleteDeadLetter(env.DIRECTORY, id))) return refused("NOT_FOUND");
  logLine("info", "dead letter dropped", { jobId: id });
  return noContent();
});
