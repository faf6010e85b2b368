// The entry in `mentions` that means every member.
import type { UserId } from "@klatch/sdk";

export const everyone = "all" as UserId;
