// The API documents' texts for presence over HTTP. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { timeMs, userIds } from "./examples/story.ts";
import { presenceResultShape, presenceShape } from "./presence.ts";

const bob = { userId: userIds.bob, online: true, away: false, devices: ["phone" as const] };
const carol = { userId: userIds.carol, online: false, away: false, devices: [], lastSeenAt: timeMs };

export const presenceComponents = {
  Presence: fromServer(
    presenceShape,
    "Somebody as the caller sees them: offline, too, if they are invisible or do not let the caller see it.",
    bob,
    {
      userId: "Who.",
      lastSeenAt:
        "When they were last online, ms since 1970; left out while they are online, and if the caller does not see it.",
    },
  ),
  PresenceResult: fromServer(presenceResultShape, "How people are now.", { items: [bob, carol], next: null }),
} as const satisfies Record<string, Component>;
