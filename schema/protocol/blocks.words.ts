// The API documents' texts for blocks. Workers do not bundle them.
import { blockShape, blocksResultShape } from "./blocks.ts";
import { fromServer, type Component } from "./component.ts";
import { timeMs, userIds } from "./examples/story.ts";

const block = { userId: userIds.bob, blockedAt: timeMs };

export const blockComponents = {
  Block: fromServer(blockShape, "Somebody whom the caller has blocked.", block, {
    userId: "Whom.",
    blockedAt: "Since when, ms since 1970.",
  }),
  BlocksResult: fromServer(blocksResultShape, "A page of blocks, the newest first.", { items: [block], next: null }),
} as const satisfies Record<string, Component>;
