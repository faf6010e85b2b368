// Conversations' history, for operators: which have any, and whether it is what their logs hold.
import { callActor } from "../../durable-objects/runtime/retry.ts";
import { conversationStub } from "../../durable-objects/runtime/stubs.ts";
import { StoredHistory } from "../../durable-objects/conversation/projections/history/stored-history.ts";
import {
  historyQueryShape,
  verifyHistoryQueryShape,
  type HistoryReport,
  type HistoryResult,
} from "../../schema/protocol/http-history.ts";
import { conversationIdShape, isGroupId, membersOfDirect } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import { jsonResponse } from "../http/json-response.ts";
import { operatorOnly } from "../http/operator.ts";
import { readQuery, readSegment } from "../http/query.ts";
import { isRefused } from "../http/request-context.ts";

const pageSize = 100;
/** Both tiers are asked a few times for one report. */
const verifyTimeoutMs = 60_000;

/** GET /api/admin/history */
export const listHistory = operatorOnly(async (request, { env }) => {
  const parsed = readQuery(request.url, historyQueryShape);
  if (isRefused(parsed)) return parsed;
  const { cursor = "" } = parsed.query;
  const found = await new StoredHistory(env.DIRECTORY, env.ARCHIVE).conversationIds(cursor, pageSize + 1);
  const conversationIds = found.slice(0, pageSize);
  const next = found.length > pageSize ? (conversationIds.at(-1) ?? null) : null;
  return jsonResponse({ conversationIds, cursor: next } satisfies HistoryResult);
});

/** GET /api/admin/history/:conversationId/verify */
export const verifyHistory = operatorOnly(async (request, { env }) => {
  const id = readSegment(request.params["conversationId"], conversationIdShape);
  // No actor is made for an id that nobody could have.
  if (id === null || (!isGroupId(id) && membersOfDirect(id) === null)) return refused("CONVERSATION_NOT_FOUND");
  const parsed = readQuery(request.url, verifyHistoryQueryShape);
  if (isRefused(parsed)) return parsed;
  const afterSeq = parsed.query.after;
  const report = await callActor(
    () => conversationStub(env, id).verifyHistory({ v: rpcVersion, afterSeq }),
    verifyTimeoutMs,
  );
  return isRefused(report) ? report : jsonResponse(report satisfies HistoryReport);
});
