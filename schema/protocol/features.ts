// Features: what a side understands beyond the first version of the protocol. Each side uses only what the other named.
import * as v from "valibot";
import { wireLimits } from "./limits.ts";

/** Names of features. Unknown names are ignored. */
export const featuresShape = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/))),
  v.maxLength(wireLimits.maxFeatures),
);

/** The frames `renew` and `auth-required`. */
export const renewFeature = "renew";

/** `PATCH …/settings`, `POST /api/conversations/read`, and the settings in inbox entries. */
export const settingsFeature = "settings";

/** Starred messages over HTTP, and the frame `star-changed`. */
const starsFeature = "stars";

/** The field `silent` of `send-message`. */
export const silentFeature = "silent";

/** Scheduled messages over HTTP, the frame `scheduled-messages-changed` and the field `scheduled` of `sync-done`. */
export const scheduledFeature = "scheduled";

/** Scheduled messages may have files. */
export const scheduledFilesFeature = "scheduled-files";

/** The field `thread` of `send-message`, and threads over HTTP. */
export const threadsFeature = "threads";

/** Who has read a message, and privacy, over HTTP; the frame `receipt-count`. */
const receiptsFeature = "receipts";

/** Editing and recalling messages, hiding them for oneself; reactions; pins. */
const changeFeatures = ["edits", "reactions", "pins"];

/** The content `poll`, the frames `vote` and `close-poll`, the events `vote-changed` and `poll-closed`. */
const pollsFeature = "polls";

/** The field `burnAfterMs` of `send-message`. */
const burnFeature = "burn";

/** `PATCH /api/conversations/:id` with `ttlMs`. */
const retentionFeature = "retention";

/** `/api/blocks`, `blocked` in inbox entries, and the code `NOT_ACCEPTED`. */
const blocksFeature = "blocks";

/** `POST /api/reports`. */
const reportsFeature = "reports";

/** Friends, requests and people over HTTP, the frame `people-changed` and the field `peopleVersion` of `sync-done`. */
export const friendsFeature = "friends";
/** The frames `watch-presence`, `set-activity` and `presence`; `GET /api/presence`. */
export const presenceFeature = "presence";

/** `DELETE /api/me`, `restore` at a sign-in, `deleted` of users, and the code `ACCOUNT_LEAVING`. */
const accountDeletionFeature = "account-deletion";
/** `GET` and `PATCH /api/me`, `avatar` of users, and `profile` of one. */
const profilesFeature = "profiles";

/** `GET /api/users?q=`. */
const userSearchFeature = "user-search";

/**
 * Invitations to groups and one's own requests to join, over HTTP; `invited` in answers to adding people; the frame
 * `invitations-changed` and the field `invitations` of `sync-done`.
 */
export const invitationsFeature = "invitations";

/** Files over HTTP, and the contents that have one. */
export const filesFeature = "files";

/** The content `sticker` may have a picture. */
export const stickerFilesFeature = "sticker-files";

/** `PUT /api/me/avatar`, `PUT /api/groups/:groupId/avatar`, and avatars that are pictures. */
const avatarsFeature = "avatars";

/** Push subscriptions of devices, over HTTP. */
const pushFeature = "push";
/** Of the kinds `apns` and `fcm`. */
const pushTokensFeature = "push-tokens";

/** `/api/me/email`, `/api/email/…`, and the choice `emailDigest`. */
const emailFeature = "email";

/** Contents other than text; forwarding, over HTTP. */
const contentFeatures = ["contents", "forwards"];

/** What this server understands beyond the first version, as it says in `welcome`. */
export const serverFeatures: readonly string[] = [
  renewFeature,
  settingsFeature,
  starsFeature,
  silentFeature,
  scheduledFeature,
  scheduledFilesFeature,
  threadsFeature,
  receiptsFeature,
  pollsFeature,
  burnFeature,
  retentionFeature,
  blocksFeature,
  reportsFeature,
  friendsFeature,
  accountDeletionFeature,
  profilesFeature,
  userSearchFeature,
  invitationsFeature,
  presenceFeature,
  filesFeature,
  stickerFilesFeature,
  avatarsFeature,
  pushFeature,
  pushTokensFeature,
  emailFeature,
  ...changeFeatures,
  ...contentFeatures,
];
