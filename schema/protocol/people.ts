// Other people, as one user has to do with them: friends, requests, what they note of them, and the news of a change.
import * as v from "valibot";
import { timeMs as exampleTime, userIds } from "./examples/story.ts";
import type { DownFrameKind } from "./frame-kind.ts";
import { userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { pageLimit, pageQueryShape } from "./page-query.ts";
import {
  count,
  cursorShape,
  listFields,
  queryNumber,
  strictShape,
  textOrNone,
  timeMs,
  wellFormedText,
} from "./shape.ts";

const message = textOrNone(wireLimits.friendMessageMaxChars);

/** Somebody asks to become friends. It ends by itself at `expiresAt`. */
const friendRequestShape = strictShape({
  by: v.picklist(["me", "them"]),
  requestedAt: timeMs,
  expiresAt: timeMs,
  message: v.exactOptional(message),
});

/** What the two have to do with each other, as one of them sees it. */
export const relationFields = {
  friendSince: v.exactOptional(timeMs),
  request: v.exactOptional(friendRequestShape),
} as const;

const notesShape = {
  remark: v.exactOptional(wellFormedText(wireLimits.displayNameMaxChars, 1)),
  tags: v.exactOptional(v.array(v.string())),
  favourite: v.exactOptional(v.literal(true)),
} as const;

export const personShape = strictShape({
  userId: userIdShape,
  ...relationFields,
  ...notesShape,
  blockedAt: v.exactOptional(timeMs),
  peopleVersion: count,
});
/** Somebody else, and what the user has to do with them now. With nothing but an id and a version: nothing any more. */
export type Person = v.InferOutput<typeof personShape>;

export const peopleQueryShape = strictShape({
  since: v.exactOptional(queryNumber(count)),
  cursor: v.exactOptional(cursorShape),
  limit: pageLimit,
});
export type PeopleQuery = v.InferOutput<typeof peopleQueryShape>;

/** The longest unchanged first. `reset`: what the caller has is not continued: it forgets all of it. */
export const peopleResultShape = strictShape({
  ...listFields(personShape),
  peopleVersion: count,
  reset: v.exactOptional(v.literal(true)),
});
export type PeopleResult = v.InferOutput<typeof peopleResultShape>;

export const friendsQueryShape = pageQueryShape;
export const friendsResultShape = strictShape(listFields(personShape));
export type FriendsResult = v.InferOutput<typeof friendsResultShape>;

export const friendRequestBodyShape = strictShape({ userId: userIdShape, message: v.exactOptional(message) });
export const friendAnswerBodyShape = strictShape({ accept: v.boolean() });
export const personResultShape = strictShape({ person: personShape });

const tag = v.pipe(wellFormedText(wireLimits.friendTagMaxChars, 1));

/** What is left out stays as it is; an empty remark or list is none. */
export const friendNotesBodyShape = v.pipe(
  strictShape({
    remark: v.exactOptional(textOrNone(wireLimits.displayNameMaxChars)),
    tags: v.exactOptional(v.pipe(v.array(tag), v.maxLength(wireLimits.maxFriendTags))),
    favourite: v.exactOptional(v.boolean()),
  }),
  v.check((patch) => Object.keys(patch).length > 0, "nothing to change"),
);
export type FriendNotes = v.InferOutput<typeof friendNotesBodyShape>;

export const peopleChangedFrame = strictShape({
  type: v.literal("people-changed"),
  peopleVersion: count,
  people: v.array(personShape),
});
export type PeopleChangedFrame = v.InferOutput<typeof peopleChangedFrame>;

export const peopleChanged = {
  type: "people-changed",
  name: "PeopleChangedFrame",
  shape: peopleChangedFrame,
  words:
    "What the user has to do with other people has changed: a request, its answer, a friendship, a note, a block. Only to " +
    "clients that name the feature `friends`. Who has not the version before asks `GET /api/people?since=` instead.",
  fields: {
    peopleVersion: "The version of the user's people from now on: one more than before it.",
    people: "Those who have changed, as they are now.",
    "people.request.expiresAt": "When it ends by itself.",
    "people.request.message": "What was said with it.",
  },
  example: {
    type: "people-changed",
    peopleVersion: 7,
    people: [{ userId: userIds.bob, friendSince: exampleTime, peopleVersion: 7 }],
  },
} as const satisfies DownFrameKind<PeopleChangedFrame>;
