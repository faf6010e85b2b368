// How a page of a list is asked for.
import * as v from "valibot";
import { wireLimits } from "./limits.ts";
import { cursorShape, queryNumber, strictShape } from "./shape.ts";

/** How many there are in a page. */
export const pageLimit = v.optional(
  queryNumber(v.pipe(v.number(), v.minValue(1), v.maxValue(wireLimits.maxPageSize))),
  String(wireLimits.defaultPageSize),
);

/** A list of which nothing is chosen but the page. */
export const pageQueryShape = strictShape({ cursor: v.exactOptional(cursorShape), limit: pageLimit });
