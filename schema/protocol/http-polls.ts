// HTTP bodies of polls: who has voted for what. A vote's own body is in `schema/protocol/poll.ts`.
import * as v from "valibot";
import { userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { pageQueryShape } from "./page-query.ts";
import { chosenOptions } from "./poll.ts";
import { listShape, queryNumber, seqNumber, strictShape } from "./shape.ts";

const option = queryNumber(v.pipe(v.number(), v.maxValue(wireLimits.maxPollOptions - 1)));

/** `option`: only who has chosen this one. */
export const votesQueryShape = strictShape({ ...pageQueryShape.entries, option: v.exactOptional(option) });
/** In the order of users. */
export const votesResultShape = listShape(strictShape({ userId: userIdShape, options: chosenOptions, seq: seqNumber }));
export type VotesResult = v.InferOutput<typeof votesResultShape>;
