// Blocks: whom a user has blocked, for themselves alone.
import * as v from "valibot";
import { userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { cursorShape, listShape, queryNumber, strictShape, timeMs } from "./shape.ts";

export const blockShape = strictShape({ userId: userIdShape, blockedAt: timeMs });
/** Somebody whom the user has blocked. */
export type Block = v.InferOutput<typeof blockShape>;

export const blocksQueryShape = strictShape({
  cursor: v.exactOptional(cursorShape),
  limit: v.optional(
    queryNumber(v.pipe(v.number(), v.minValue(1), v.maxValue(wireLimits.maxPageSize))),
    String(wireLimits.defaultPageSize),
  ),
});
/** The newest block first. */
export const blocksResultShape = listShape(blockShape);
export type BlocksResult = v.InferOutput<typeof blocksResultShape>;
