// Refreshes many entries of the inbox at once.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { logError } from "../../runtime/logger.ts";
import type { InboxRow } from "./inbox-row.ts";

/** Calls to conversations for one question. */
export const maxParallelCalls = 32;

/** An unreachable conversation keeps its last entry and stays stale. */
export const refreshEntries = (
  stale: readonly InboxRow[],
  read: (conversationId: ConversationId) => Promise<unknown>,
): Promise<void> =>
  eachInParallel(stale, maxParallelCalls, async ({ conversationId }) => {
    await read(conversationId).catch((cause: unknown) => logError("entry not refreshed", cause, { conversationId }));
  });
