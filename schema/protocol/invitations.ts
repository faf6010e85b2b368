// Invitations to groups, as the invited and the inviters see them, and one's own requests to join.
import * as v from "valibot";
import { listedGroupShape } from "./group.ts";
import { peopleFields } from "./http-auth.ts";
import { conversationIdShape, userIdShape } from "./ids.ts";
import { pageQueryShape } from "./page-query.ts";
import { listFields, listShape, strictShape, timeMs } from "./shape.ts";

export const myInvitationShape = strictShape({
  groupId: conversationIdShape,
  /** As it was when the invitation was made. */
  group: listedGroupShape,
  invitedBy: userIdShape,
  createdAt: timeMs,
  /** From then on it is not in force. */
  expiresAt: timeMs,
});
/** An invitation to a group, as the invited user sees it. */
export type MyInvitation = v.InferOutput<typeof myInvitationShape>;

export const myInvitationsQueryShape = pageQueryShape;
/** The newest first. `people`: who invites. */
export const myInvitationsResultShape = strictShape({ ...listFields(myInvitationShape), ...peopleFields });
export type MyInvitationsResult = v.InferOutput<typeof myInvitationsResultShape>;

export const answerInvitationBodyShape = strictShape({ accept: v.boolean() });

export const groupInvitationShape = strictShape({
  userId: userIdShape,
  invitedBy: userIdShape,
  createdAt: timeMs,
  expiresAt: timeMs,
});
/** An invitation to a group, as the group sees it: whether it was declined is not told. */
export type GroupInvitation = v.InferOutput<typeof groupInvitationShape>;
/** The newest first. `people`: who is invited, and who invites. */
export const groupInvitationsResultShape = strictShape({ ...listFields(groupInvitationShape), ...peopleFields });
export type GroupInvitationsResult = v.InferOutput<typeof groupInvitationsResultShape>;

export const myJoinRequestShape = strictShape({
  groupId: conversationIdShape,
  group: listedGroupShape,
  createdAt: timeMs,
});
/** A request of the user's own to join a group, which waits for an answer. */
export type MyJoinRequest = v.InferOutput<typeof myJoinRequestShape>;

export const myJoinRequestsQueryShape = pageQueryShape;
/** The newest first. */
export const myJoinRequestsResultShape = listShape(myJoinRequestShape);
export type MyJoinRequestsResult = v.InferOutput<typeof myJoinRequestsResultShape>;
