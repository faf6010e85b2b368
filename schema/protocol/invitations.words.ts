// The API documents' texts for invitations to groups. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { groupId, timeMs, userIds } from "./examples/story.ts";
import { listedGroup } from "./group.words.ts";
import { user } from "./http-auth.words.ts";
import {
  answerInvitationBodyShape,
  groupInvitationShape,
  groupInvitationsResultShape,
  myInvitationShape,
  myInvitationsResultShape,
  myJoinRequestShape,
  myJoinRequestsResultShape,
} from "./invitations.ts";

const expiresAt = timeMs + 30 * 86_400_000;
const mine = { groupId, group: listedGroup, invitedBy: userIds.alice, createdAt: timeMs, expiresAt };
const ofGroup = { userId: userIds.bob, invitedBy: userIds.alice, createdAt: timeMs, expiresAt };
const request = { groupId, group: listedGroup, createdAt: timeMs };

export const invitationComponents = {
  MyInvitation: fromServer(
    myInvitationShape,
    "An invitation to a group, as the invited user sees it, with the group as it was when it was made.",
    mine,
    {
      invitedBy: "Who invites.",
      createdAt: "Since when, ms since 1970.",
      expiresAt: "From then on it is not in force, ms since 1970.",
    },
  ),
  MyInvitationsResult: fromServer(
    myInvitationsResultShape,
    "A page of the caller's invitations, the newest first. `people`: who invites.",
    { items: [mine], next: null, people: [user] },
  ),
  AnswerInvitationBody: fromClient(answerInvitationBodyShape, "The answer to an invitation.", { accept: true }),
  GroupInvitation: fromServer(
    groupInvitationShape,
    "An invitation to a group, as the group sees it. Whether it was declined is not told.",
    ofGroup,
    {
      userId: "Who is invited.",
      invitedBy: "Who was the first to invite them.",
      createdAt: "Since when, ms since 1970.",
      expiresAt: "From then on it is not in force, ms since 1970.",
    },
  ),
  GroupInvitationsResult: fromServer(
    groupInvitationsResultShape,
    "The invitations of a group that are in force, the newest first. `people`: who is invited, and who invites.",
    { items: [ofGroup], next: null, people: [user] },
  ),
  MyJoinRequest: fromServer(
    myJoinRequestShape,
    "A request of the caller's own to join a group, with the group as it is now.",
    request,
    {
      createdAt: "Since when, ms since 1970.",
    },
  ),
  MyJoinRequestsResult: fromServer(
    myJoinRequestsResultShape,
    "A page of the caller's requests to join, the newest first.",
    {
      items: [request],
      next: null,
    },
  ),
} as const satisfies Record<string, Component>;
