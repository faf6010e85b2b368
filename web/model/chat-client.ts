// The SDK's client as the page uses it.
import type { InterimClient, InterimOutgoing, InterimTimeline } from "./interim-client.ts";

export type ChatClient = InterimClient;
export type Timeline = InterimTimeline;
export type Outgoing = InterimOutgoing;
