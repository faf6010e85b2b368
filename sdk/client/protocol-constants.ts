// The protocol's values that the SDK needs. It imports only types from the schema, and these types check the values.
import type {
  filesFeature as schemaFilesFeature,
  friendsFeature as schemaFriendsFeature,
  presenceFeature as schemaPresenceFeature,
  renewFeature as schemaRenewFeature,
  settingsFeature as schemaSettingsFeature,
  invitationsFeature as schemaInvitationsFeature,
  scheduledFeature as schemaScheduledFeature,
  scheduledFilesFeature as schemaScheduledFilesFeature,
  silentFeature as schemaSilentFeature,
  stickerFilesFeature as schemaStickerFilesFeature,
  threadsFeature as schemaThreadsFeature,
} from "../../schema/protocol/features.ts";
import type { everyone as schemaEveryone } from "../../schema/protocol/ids.ts";
import type { wireLimits } from "../../schema/protocol/limits.ts";
import type { protocolName as schemaProtocolName } from "../../schema/protocol/version.ts";

/** The WebSocket subprotocol. */
export const protocolName: typeof schemaProtocolName = "klatch.v1";

/** At most so many conversations may be named in one `sync`. */
export const maxSyncCursors: typeof wireLimits.maxSyncCursors = 3_000;

/** At most so many users may be asked for in one call. */
export const maxUsersPerLookup: typeof wireLimits.maxUsersPerLookup = 200;

/** The bytes of a picture that is to be an avatar, at most. */
export const maxAvatarBytes: typeof wireLimits.maxAvatarBytes = 262_144;

/** The maximum length of a preview's text, in UTF-16 units. */
export const previewMaxChars: typeof wireLimits.previewMaxChars = 160;

/** The entry in `mentions` that means every member. Its type says only that it is an id. */
export const everyone = "all" as typeof schemaEveryone;

/** The frames `renew` and `auth-required`. */
export const renewFeature: typeof schemaRenewFeature = "renew";

/** Settings of conversations. */
export const settingsFeature: typeof schemaSettingsFeature = "settings";

/** The field `silent` of `send-message`. */
export const silentFeature: typeof schemaSilentFeature = "silent";

/** The field `thread` of `send-message`. */
export const threadsFeature: typeof schemaThreadsFeature = "threads";

/** Who is online. */
export const presenceFeature: typeof schemaPresenceFeature = "presence";

/** As many people as a socket may watch. */
export const maxWatched: typeof wireLimits.maxWatched = 500;

/** Scheduled messages over HTTP, and the frames about them. */
const scheduledFeature: typeof schemaScheduledFeature = "scheduled";

/** Scheduled messages may have files. */
export const scheduledFilesFeature: typeof schemaScheduledFilesFeature = "scheduled-files";

/** Invitations to groups over HTTP, and the frame about them. */
const invitationsFeature: typeof schemaInvitationsFeature = "invitations";

/** Friends and requests, and the frame `people-changed`. */
export const friendsFeature: typeof schemaFriendsFeature = "friends";

/** Files over HTTP, and the contents that have one. */
export const filesFeature: typeof schemaFilesFeature = "files";

/** The content `sticker` may have a picture. */
export const stickerFilesFeature: typeof schemaStickerFilesFeature = "sticker-files";

/** Bytes of a sticker's picture, and pixels of its sides, at most. */
export const maxStickerBytes: typeof wireLimits.maxStickerBytes = 524_288;
export const maxStickerSide: typeof wireLimits.maxStickerSide = 512;

/** What this SDK understands beyond the first version of the protocol. */
export const clientFeatures: readonly string[] = [
  renewFeature,
  silentFeature,
  scheduledFeature,
  invitationsFeature,
  friendsFeature,
];
