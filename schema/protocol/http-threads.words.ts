// The API documents' texts for the bodies of threads. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { newMessage } from "./events/new-message.ts";
import { conversationId, timeMs as exampleTime, userIds } from "./examples/story.ts";
import { followedThreadShape, threadResultShape } from "./http-threads.ts";
import { messageIdOf } from "./ids.ts";
import { threadStateShape } from "./message-state.ts";

const thread = { count: 1, lastReplyAt: exampleTime, mine: true as const };

const { unread, unreadMentions, ...root } = newMessage.example;

/** Part of states, too. */
export const threadStateComponents = {
  ThreadState: fromServer(threadStateShape, "The replies under a message.", thread, {
    count: "Replies that the caller sees and that are not gone; those that they hid for themselves count.",
    lastReplyAt:
      "When the newest reply was sent that the caller sees, gone or not; milliseconds since 1970. Left out before the first.",
    mine: "The caller follows the thread. Who wrote its first message or a reply in it does.",
  }),
} as const satisfies Record<string, Component>;

export const threadComponents = {
  ThreadResult: fromServer(
    threadResultShape,
    "The first message of a thread, and a page of its replies.",
    {
      root,
      events: [
        {
          ...root,
          seq: 43,
          messageId: messageIdOf(conversationId, 43),
          senderId: userIds.bob,
          content: { type: "text", text: "At three." },
          thread: 42,
        },
      ],
      states: { 42: { asOf: 43, thread } },
      headSeq: 43,
      before: null,
      after: null,
    },
    {
      events: "The replies as they were sent, or their tombstones, rising by seq.",
      states: "By seq, what became of them and of the first message. Those that were not changed are left out.",
    },
  ),
  FollowedThread: fromServer(
    followedThreadShape,
    "Whether the caller follows the thread now.",
    { conversationId, seq: 42, follows: true },
    { seq: "The thread's first message.", follows: "Whether the caller follows it." },
  ),
} as const satisfies Record<string, Component>;
