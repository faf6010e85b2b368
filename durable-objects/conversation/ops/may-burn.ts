// Where messages may burn: only between two people, since the clock begins when the other one has read. Pure.
import type { Refusal } from "../../../schema/protocol/errors.ts";
import type { Act } from "./operation.ts";

/** @returns FORBIDDEN for a message that burns, if there are not two people */
export const judgeBurn = (act: Act, areTwo: boolean): Refusal | null =>
  act.kind === "send" && act.item.burnAfterMs !== undefined && !areTwo
    ? { code: "FORBIDDEN", pointer: "/burnAfterMs" }
    : null;
