// The client's name for one of its frames: it comes back in the frame's answer, so that a client knows which frame an
// answer or refusal belongs to.
import * as v from "valibot";
import { strictShape, wellFormedText } from "./shape.ts";
import { wireLimits } from "./limits.ts";

export const requestIdShape = wellFormedText(wireLimits.requestIdMaxChars, 1);

/** Optional in every frame that a client sends, and in the frames that answer one. */
export const requestId = v.exactOptional(requestIdShape);

/** The shape of a frame that a client sends. */
export const upShape = <const Type extends string, const Fields extends v.ObjectEntries>(type: Type, fields: Fields) =>
  strictShape({ type: v.literal(type), ...fields, requestId });
