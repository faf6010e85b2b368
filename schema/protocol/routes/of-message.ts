// What the routes of a single message share: how the path names it, and what a change of it answers.
import { changedMessageShape } from "../message-changes.ts";
import { conversationId, seq } from "./segments.ts";

export const ofMessage = { conversationId, seq } as const;
export const messageChanged = { 200: changedMessageShape } as const;
