// The content kind `card`: a person or a group, to be written to or asked for.
import * as v from "valibot";
import { userIds } from "../examples/story.ts";
import { conversationIdShape, userIdShape } from "../ids.ts";
import { wireLimits } from "../limits.ts";
import { strictShape } from "../shape.ts";
import { seenText } from "./bounds.ts";
import type { ContentKind } from "./content-kind.ts";
import { cardText } from "./plain-texts.ts";

const shape = v.pipe(
  strictShape({
    type: v.literal("card"),
    userId: v.exactOptional(userIdShape),
    groupId: v.exactOptional(conversationIdShape),
    name: seenText(wireLimits.displayNameMaxChars),
  }),
  v.forward(
    v.check(({ userId, groupId }) => (userId === undefined) !== (groupId === undefined), "one of both"),
    ["userId"],
  ),
);
export type CardContent = v.InferOutput<typeof shape>;

export const cardContent = {
  type: "card",
  shape,
  preview: ({ name }) => name,
  fallback: cardText,
  words: "A person or a group: exactly one of `userId` and `groupId`.",
  fields: {
    userId: "The person.",
    groupId: "The group. It says nothing of who may come in.",
    name: "As the sender knows them. What `userId` or `groupId` is called may differ.",
  },
  example: { type: "card", userId: userIds.carol, name: "Carol" },
} as const satisfies ContentKind<CardContent>;
