// Polls of the gallery: open and closed, of one answer and of several, with names and without.
import { asClientMsgId, asMessageId, type MessageState, type PollContent, type User } from "@klatch/sdk";
import type { ShownChange } from "../../../changes/shown-change.ts";
import type { ShownEvent } from "../../../timeline/timeline-rows.ts";
import { team } from "./conversations.ts";
import { people } from "./people.ts";
import { minutesAgo } from "./time.ts";

const { ada, bob, mei } = people;
const asOf = 90;

const waiting: ShownChange = {
  kind: "vote",
  state: "waiting",
  error: null,
  heldBy: null,
  retry: () => false,
  discard: () => false,
};

const poll = (
  index: number,
  by: Pick<User, "id">,
  content: Omit<PollContent, "type">,
  state: MessageState["poll"] | null,
  changes: readonly ShownChange[] = [],
): ShownEvent => ({
  event: {
    type: "new-message",
    conversationId: team.id,
    seq: 40 + index,
    messageId: asMessageId(`${team.id}:${40 + index}`),
    senderId: by.id,
    clientMsgId: asClientMsgId(`poll_${index}`),
    content: { type: "poll", ...content },
    createdAt: minutesAgo(60 - index),
  },
  state: state === null || state === undefined ? null : { asOf, poll: state },
  changes,
});

export const pollEvents: readonly ShownEvent[] = [
  poll(
    0,
    bob,
    { question: "Where do we meet on Friday?", options: ["At the office", "In the park", "At Mei's"] },
    {
      counts: [1, 4, 2],
      voters: 7,
      mine: [1],
    },
  ),
  poll(
    1,
    ada,
    {
      question: "Which days suit you? Choose all of them, please, so that we find one for everybody",
      options: ["Monday", "Tuesday", "A very long option that does not fit into one line of a narrow bubble", "周四"],
      multiple: true,
      anonymous: true,
    },
    { counts: [3, 0, 5, 1], voters: 5, mine: [0, 2] },
    [waiting],
  ),
  poll(2, mei, { question: "أين نلتقي؟", options: ["في المكتب", "في الحديقة"] }, null),
  poll(
    3,
    ada,
    { question: "Cake or fruit?", options: ["Cake", "Fruit"] },
    {
      counts: [12, 3],
      voters: 15,
      closedBy: ada.id,
      closedAt: minutesAgo(2),
    },
  ),
];
