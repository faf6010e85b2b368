// The path segments: the shape of each, and the refusal for a value that does not match.
import * as v from "valibot";
import { jobIdShape } from "../../jobs/envelope.ts";
import { avatarPathPartShape } from "../avatars.ts";
import { usernameShape } from "../http-auth.ts";
import { fileIdShape, previewSizes } from "../files.ts";
import { operatorNameShape } from "../http-operators.ts";
import { invitationIdShape } from "../http-registration.ts";
import { reportIdShape } from "../reports.ts";
import { scheduledIdShape } from "../http-scheduled.ts";
import { linkIdShape, linkTokenShape } from "../http-groups.ts";
import { conversationIdShape, deviceIdShape, isGroupId, isUserId, membersOfDirect, userIdShape } from "../ids.ts";
import { reactionShape } from "../message-changes.ts";
import * as story from "../examples/story.ts";
import type { Segment } from "./route.ts";

export const conversationId = {
  shape: conversationIdShape,
  // A direct conversation's id names its members. Which groups a user is in is known only to their session.
  isPossible: (id, callerId) => {
    if (isGroupId(id)) return true;
    const members = membersOfDirect(id);
    return members !== null && (callerId === null || members.includes(callerId));
  },
  otherwise: "CONVERSATION_NOT_FOUND",
  description: "The conversation's id.",
  example: story.conversationId,
} as const satisfies Segment;

export const groupId = {
  shape: conversationIdShape,
  isPossible: isGroupId,
  otherwise: "CONVERSATION_NOT_FOUND",
  description: "The group's id, which is its conversation's.",
  example: story.groupId,
} as const satisfies Segment;

export const userId = {
  shape: userIdShape,
  isPossible: isUserId,
  otherwise: "USER_NOT_FOUND",
  description: "The user's id.",
  example: story.userIds.bob,
} as const satisfies Segment;

export const username = {
  shape: usernameShape,
  otherwise: "USER_NOT_FOUND",
  description: "The username.",
  example: "bob",
} as const satisfies Segment;

export const scheduledId = {
  shape: scheduledIdShape,
  otherwise: "NOT_FOUND",
  description: "The scheduled message's id: the `clientMsgId` under which it was scheduled.",
  example: story.clientMsgId,
} as const satisfies Segment;

export const deviceId = {
  shape: deviceIdShape,
  otherwise: "NOT_FOUND",
  description: "The device's id.",
  example: story.deviceId,
} as const satisfies Segment;

export const linkId = {
  shape: linkIdShape,
  otherwise: "LINK_NOT_VALID",
  description: "The link's id, as the list has it.",
  example: story.linkId,
} as const satisfies Segment;

export const linkToken = {
  shape: linkTokenShape,
  otherwise: "LINK_NOT_VALID",
  description: "The link's token, as it was passed on.",
  example: story.linkToken,
} as const satisfies Segment;

export const seq = {
  shape: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,15}$/), v.transform(Number)),
  otherwise: "MESSAGE_NOT_FOUND",
  description: "The message's seq.",
  example: "42",
} as const satisfies Segment;

export const emoji = {
  shape: reactionShape,
  otherwise: "INVALID_REQUEST",
  description: "One emoji. A skin tone or variation selector makes no difference.",
  example: "👍",
} as const satisfies Segment;

export const deadLetterId = {
  shape: jobIdShape,
  otherwise: "NOT_FOUND",
  description: "The id of the job, as the list has it.",
  example: story.jobId,
} as const satisfies Segment;

export const fileId = {
  shape: fileIdShape,
  otherwise: "FILE_NOT_FOUND",
  description: "The file's id.",
  example: story.fileId,
} as const satisfies Segment;

export const filePart = {
  shape: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,4}$/), v.transform(Number)),
  otherwise: "INVALID_REQUEST",
  description: "Which part it is, from 1 on.",
  example: "1",
} as const satisfies Segment;

export const previewSize = {
  shape: v.picklist(previewSizes),
  otherwise: "INVALID_REQUEST",
  description: "The side of the square that the preview fits into, in pixels.",
  example: "320",
} as const satisfies Segment;

export const fileToken = {
  shape: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,700}$/)),
  otherwise: "FILE_NOT_FOUND",
  description: "What the address of the file ends with.",
  example: "eyJleGFtcGxlIjp0cnVlfQ.k3V9QmT7bWc2LdR8yNf5JpS1hZg4AeUo",
} as const satisfies Segment;

export const avatarOwner = {
  shape: avatarPathPartShape,
  otherwise: "FILE_NOT_FOUND",
  description: "Whose picture it is: a user or a group.",
  example: story.pictureOf.ownerId,
} as const satisfies Segment;

export const avatarToken = {
  shape: avatarPathPartShape,
  otherwise: "FILE_NOT_FOUND",
  description: "What the picture's path ends with.",
  example: story.pictureOf.token,
} as const satisfies Segment;

export const reportId = {
  shape: reportIdShape,
  otherwise: "NOT_FOUND",
  description: "The report's id, as the list has it.",
  example: story.reportId,
} as const satisfies Segment;

export const operatorName = {
  shape: operatorNameShape,
  otherwise: "NOT_FOUND",
  description: "The operator's name.",
  example: "olga",
} as const satisfies Segment;

export const invitationId = {
  shape: invitationIdShape,
  otherwise: "NOT_FOUND",
  description: "The invitation's id, as the list has it.",
  example: story.invitationId,
} as const satisfies Segment;
