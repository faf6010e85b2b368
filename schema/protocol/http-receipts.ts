// HTTP bodies of receipts: who has read a message.
import * as v from "valibot";
import { userIdShape } from "./ids.ts";
import { pageLimit } from "./page-query.ts";
import { count, cursorShape, listFields, strictShape } from "./shape.ts";

/** `read`: those who have read it (`true`, the default), or those who have not. */
export const receiptsQueryShape = strictShape({
  read: v.optional(v.picklist(["true", "false"]), "true"),
  cursor: v.exactOptional(cursorShape),
  limit: pageLimit,
});

/**
 * The counts are of all, not of the page. `hiddenCount`: members who show no receipts, or to whom none are shown; they are
 * in no list.
 */
export const receiptsResultShape = strictShape({
  ...listFields(strictShape({ userId: userIdShape })),
  readCount: count,
  unreadCount: count,
  hiddenCount: count,
});
export type ReceiptsResult = v.InferOutput<typeof receiptsResultShape>;
