// Blocks: whom a user has blocked, for themselves alone.
import type * as v from "valibot";
import { userIdShape } from "./ids.ts";
import { pageQueryShape } from "./page-query.ts";
import { listShape, strictShape, timeMs } from "./shape.ts";

export const blockShape = strictShape({ userId: userIdShape, blockedAt: timeMs });
/** Somebody whom the user has blocked. */
export type Block = v.InferOutput<typeof blockShape>;

export const blocksQueryShape = pageQueryShape;
/** The newest block first. */
export const blocksResultShape = listShape(blockShape);
export type BlocksResult = v.InferOutput<typeof blocksResultShape>;
