// HTTP bodies of receipts: who has read a message, and whether a user shows what they have read.
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

/** `receipts`: whether others see how far this user has read. */
export const privacyShape = strictShape({ receipts: v.boolean() });
export type PrivacySettings = v.InferOutput<typeof privacyShape>;

/** What is left out stays as it is. */
export const privacyPatchShape = v.pipe(
  strictShape({ receipts: v.exactOptional(v.boolean()) }),
  v.check((patch) => Object.keys(patch).length > 0, "nothing to change"),
);
export type PrivacyPatch = v.InferOutput<typeof privacyPatchShape>;
