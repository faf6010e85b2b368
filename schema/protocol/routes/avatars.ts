// The routes of pictures as avatars: one's own is sent here, a group's with the group's routes; fetched by anyone.
import { meShape } from "../profile.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const avatarRoutes = {
  setMyAvatar: route({
    method: "PUT",
    path: "/api/me/avatar",
    who: "user",
    spends: ["requests", "profile", "uploads", "uploaded-bytes"],
    takesBytes: true,
    answers: { 200: meShape },
    codes: ["TOO_LARGE", "FILE_TYPE_REFUSED", "FILE_NOT_AS_DECLARED"],
    limits: ["maxAvatarBytes", "maxAvatarSide"],
  }),
  getAvatar: route({
    method: "GET",
    path: "/avatars/:ownerId/:avatarToken",
    who: "anonymous",
    // Pictures that are there count as the web client's files do; names that the server did not make, for the network.
    ownLimit: true,
    segments: { ownerId: segment.avatarOwner, avatarToken: segment.avatarToken },
    answers: { 200: "application/octet-stream", 304: null },
  }),
} as const;

export const avatarWords: WordsOf<typeof avatarRoutes> = {
  setMyAvatar: {
    summary: "Send a picture as my avatar",
    description:
      'A JPEG, PNG or WebP that is square and does not move. What it says beside the picture is removed. It takes the place of the avatar before; an emoji, or `""` for none, is set by `PATCH /api/me`.',
    answers: { 200: "The account and the profile as they are now." },
  },
  getAvatar: {
    summary: "Fetch an avatar's picture",
    description:
      "By the path that `avatar` of a user or a group is, where it begins with `/avatars/`. A picture that was replaced or taken away, or whose user or group is gone, is gone within 15 minutes.",
    answers: { 200: "The picture.", 304: "It is what `If-None-Match` names." },
  },
};
