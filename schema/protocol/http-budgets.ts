// HTTP bodies for operators: what a user's account may cost.
import * as v from "valibot";
import { reasonShape } from "./http-operators.ts";
import { strictShape, count } from "./shape.ts";

/** The most that an operator may raise a user's budgets by. */
const maxBudgetFactor = 1_000;
const factor = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxBudgetFactor));

/** Tools of earlier versions give no reason. */
export const setBudgetBodyShape = strictShape({ factor, reason: v.exactOptional(reasonShape) });
export type SetBudgetBody = v.InferOutput<typeof setBudgetBodyShape>;

/** `used` of today's `cap`, in UTC. */
export const budgetUsageShape = strictShape({ used: count, cap: count });
/** By budget; the set is open. */
export const userBudgetResultShape = strictShape({ factor, budgets: v.record(v.string(), budgetUsageShape) });
export type UserBudgetResult = v.InferOutput<typeof userBudgetResultShape>;
