// The API documents' texts for people. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { timeMs, userIds } from "./examples/story.ts";
import {
  friendAnswerBodyShape,
  friendNotesBodyShape,
  friendRequestBodyShape,
  friendsResultShape,
  peopleResultShape,
  personResultShape,
  personShape,
} from "./people.ts";

const friend = { userId: userIds.bob, friendSince: timeMs, remark: "Bob from the club", peopleVersion: 7 };
const asking = {
  userId: userIds.bob,
  request: { by: "me" as const, requestedAt: timeMs, expiresAt: timeMs + 2_592_000_000, message: "We met at the club" },
  peopleVersion: 6,
};

export const peopleComponents = {
  Person: fromServer(
    personShape,
    "Somebody else, and what the caller has to do with them now. With nothing but an id and a version: nothing any more.",
    friend,
    { "request.expiresAt": "When it ends by itself.", "request.message": "What was said with it." },
  ),
  PeopleResult: fromServer(
    peopleResultShape,
    "A page of people, the longest unchanged first.",
    { items: [friend], next: null, peopleVersion: 7 },
    {
      peopleVersion: "To ask with as `since` once there is no further page.",
      reset:
        "The caller's `since` is not known any more: these are all people, and whoever is not among them is nobody.",
    },
  ),
  FriendsResult: fromServer(friendsResultShape, "A page of people.", { items: [friend], next: null }),
  PersonResult: fromServer(personResultShape, "The person as they are to the caller now.", { person: asking }),
  FriendRequestBody: fromClient(
    friendRequestBodyShape,
    "Whom to ask, and what to say with it.",
    { userId: userIds.bob, message: "We met at the club" },
    { message: "What to say." },
  ),
  FriendAnswerBody: fromClient(friendAnswerBodyShape, "Whether to become friends.", { accept: true }),
  FriendNotesBody: fromClient(friendNotesBodyShape, "What to change; what is left out stays.", {
    remark: "Bob from the club",
    favourite: true,
  }),
} as const satisfies Record<string, Component>;
