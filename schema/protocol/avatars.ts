// Avatars that are pictures on this server: how a profile names one. Any other avatar is an emoji, or a reference of an app's own.
import * as v from "valibot";
import type { ConversationId, UserId } from "./ids.ts";

/** Whose picture it is: a user's or a group's. */
export type AvatarOwner = UserId | ConversationId;

const picturePattern = /^\/avatars\/(user|group)_[0-9a-hjkmnp-tv-z]{26}\/[0-9a-hjkmnp-tv-z]{26}$/;

/** Part of an asked path. Wider than what the server makes, so that what it did not make is counted (AVATAR-2). */
export const avatarPathPartShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** Whether this avatar is a picture on the server: then it is the picture's path there. */
export const isPictureAvatar = (avatar: string): boolean => picturePattern.test(avatar);

/** The avatar that is this picture of theirs. */
export const pictureAvatar = (ownerId: string, token: string): string => `/avatars/${ownerId}/${token}`;
