// Among a message's mentions: every member.
import type { UserId } from "@klatch/sdk";

export const everyone = "all" as UserId;
