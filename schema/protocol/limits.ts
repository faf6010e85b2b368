// Every limit that a client can meet, with its unit. Deployments change those of the second group by variables of the
// same name.
import { budgetLimits } from "./budgets.ts";

/** Fixed: shapes depend on them. */
export const wireLimits = {
  /** UTF-8 bytes of one WebSocket message or HTTP body, checked before it is parsed. */
  maxSocketMessageBytes: 262_144,
  maxBodyBytes: 65_536,
  maxFramesPerSocketMessage: 256,
  /** UTF-8 bytes of `content` as JSON. */
  maxContentBytes: 16_384,
  maxMentions: 50,
  /** Drafts of one user. */
  maxDrafts: 500,
  /** Messages that one user has starred. */
  maxStars: 1_000,
  /** Of one user. */
  maxBlocks: 1_000,
  /**
   * Messages in one report, and how many before them go with it; UTF-16 units of its words, and of each message in it.
   */
  maxReportedMessages: 10,
  maxReportContext: 5,
  reportTextMaxChars: 1_000,
  /** Reports of one user that are kept at a time. */
  maxReports: 100,
  /** What somebody says to whom they do not know, until it is accepted: messages and edits. */
  maxUnaccepted: 3,
  /** Of one user: friends, open requests to them, and as many of theirs; labels of one friend, and UTF-16 units of each. */
  maxFriends: 5_000,
  maxFriendRequests: 500,
  maxFriendTags: 10,
  friendTagMaxChars: 32,
  /** UTF-16 units of the words with a request to become friends. */
  friendMessageMaxChars: 256,
  /** Bytes of each part of a file but the last; and so of a file that is sent in one request. */
  filePartBytes: 8_388_608,
  /** UTF-16 units of a file's name as it is stored, and as it may be declared. */
  fileNameMaxChars: 200,
  declaredNameMaxChars: 1_024,
  /** Pixels of an image that is shown as one, and of each of its sides. */
  maxImagePixels: 50_000_000,
  maxImageSide: 16_384,
  /** Bytes of such an image, and of each of its previews. */
  maxImageBytes: 33_554_432,
  maxPreviewBytes: 524_288,
  /** Bytes of a picture that is to be an avatar, and pixels of its sides. */
  maxAvatarBytes: 262_144,
  maxAvatarSide: 512,
  /** Bytes of a sticker's picture, and pixels of its sides. */
  maxStickerBytes: 524_288,
  maxStickerSide: 512,
  /** Of the words with a file. */
  captionMaxChars: 4_096,
  /** Heights of a voice message's waveform. */
  maxWaveform: 64,
  /** How long a file is kept that was not sent, in ms: a day. */
  fileUnsentMs: 86_400_000,
  /** How long after its time a scheduled message that was not sent keeps its files, in ms: 30 days. */
  scheduledFilesKeptMs: 2_592_000_000,
  /** How long an address of a file works, in ms. */
  fileAddressMs: 300_000,
  /** People whose presence one socket watches, and all sockets of a user together. */
  maxWatched: 500,
  maxWatchedPerUser: 5_000,
  /** People who are told of the changes of one user's presence. */
  maxWatchers: 1_000,
  /** How far ahead a conversation may be muted: ten years. */
  maxMuteMs: 315_576_000_000,
  /** How long after it was read a message burns, at most: seven days. */
  minBurnMs: 1_000,
  maxBurnMs: 604_800_000,
  /** Messages of one conversation that will burn and have not burnt yet. */
  maxBurning: 1_000,
  /** How long the messages of a conversation may stay: an hour to 366 days; and settings of that which still concern some. */
  minTtlMs: 3_600_000,
  maxTtlMs: 31_622_400_000,
  maxTtlSettings: 100,
  /** Messages that one event says have expired. */
  maxExpiredPerEvent: 100,
  /** Levels of objects and arrays in the data of a `custom` content, with which no answer is nested deeper than 32. */
  maxCustomLevels: 16,
  /** Messages forwarded at once, and forwards within forwards, the outermost included. */
  maxForwarded: 100,
  maxForwardLevels: 3,
  /** UTF-16 units of a reaction; the longest emoji has fewer. */
  reactionMaxChars: 64,
  /** Of one message: different reactions, and edits. */
  maxReactionKinds: 20,
  maxEdits: 100,
  /** UTF-16 units of a poll's question and of each option, and how many options it has. */
  pollQuestionMaxChars: 300,
  pollOptionMaxChars: 100,
  minPollOptions: 2,
  maxPollOptions: 12,
  /** Pinned messages of one conversation. */
  maxPins: 50,
  /** Messages that one user hides for themselves: in one request, and in one conversation. */
  maxHiddenPerRequest: 100,
  maxHidden: 10_000,
  /** People who follow one thread; who writes in it beyond them follows it no more. */
  maxThreadFollowers: 100,
  /** Messages whose state is asked for at once. */
  maxStatesPerRequest: 100,
  requestIdMaxChars: 64,
  nonceMaxChars: 64,
  /** Said to clients of the first version, which pinged for it. Nobody is closed for want of a `ping` any more. */
  maxUnheardChars: 16_777_216,
  /** Names that one list of features may have. */
  maxFeatures: 64,
  /** Conversations one `sync` may name. */
  maxSyncCursors: 3_000,
  maxPageSize: 200,
  defaultPageSize: 50,
  usernameMinChars: 3,
  usernameMaxChars: 20,
  passwordMinChars: 8,
  passwordMaxChars: 128,
  displayNameMaxChars: 64,
  /** Of a person's profile. */
  avatarMaxChars: 128,
  bioMaxChars: 300,
  statusMaxChars: 100,
  /** How far ahead a status may end by itself: 366 days. */
  maxStatusAheadMs: 31_622_400_000,
  /** Between two changes of a username: 30 days; and how long the one before is kept from others: 90 days. */
  usernameChangeEveryMs: 2_592_000_000,
  usernameKeptMs: 7_776_000_000,
  /** Of what people are searched by. */
  searchMaxChars: 64,
  previewMaxChars: 160,
  deviceNameMaxChars: 64,
  /** UTF-16 units of the address of a push subscription. */
  pushEndpointMaxChars: 2_048,
  /** ASCII characters of an e-mail address, and how long the link in a mail that proves it works, in ms. */
  emailMaxChars: 254,
  emailProofMs: 900_000,
  /** Characters of a registration token of FCM; some 160 are usual. */
  pushTokenMaxChars: 1_024,
  deviceSecretMaxChars: 512,
  groupNameMaxChars: 64,
  groupDescriptionMaxChars: 1_024,
  groupAvatarMaxChars: 512,
  announcementMaxChars: 4_096,
  nicknameMaxChars: 64,
  joinMessageMaxChars: 256,
  groupPasswordMinChars: 6,
  groupPasswordMaxChars: 64,
  /** Members named in one request: those of a new group, or those added. */
  maxUsersPerRequest: 500,
  /** Different users asked for by id in one request. */
  maxUsersPerLookup: 200,
  /** Most of each in one group: open requests, bans, working links, and of the links those of one member. */
  maxJoinRequests: 500,
  maxGroupInvitations: 500,
  invitationKeptMs: 2_592_000_000,
  maxMyInvitations: 200,
  maxMyJoinRequests: 100,
  maxBans: 1_000,
  maxLinks: 50,
  maxLinksPerMember: 5,
  /** Most memberships of one user in a group, separated by times that they cannot see. */
  maxMemberships: 1_000,
  /** Only the newest are listed; all are in the log. */
  maxAnnouncements: 50,
  /**
   * How far a UUIDv7 `clientMsgId` may be ahead of the server's clock, and how far before its time it is searched for.
   */
  clientClockLeewayMs: 300_000,
  /**
   * If a UUIDv7 id is older than this at the commit, the message costs one more row, so that a repeat is found however
   * late.
   */
  lateAfterMs: 600_000,
  /** Visible ASCII characters of an `Idempotency-Key`. */
  idempotencyKeyMaxChars: 64,
  /** How long a key names the same request. */
  idempotencyKeyKeptMs: 86_400_000,
  /** Keys of one user that are kept at a time. */
  maxIdempotencyKeys: 2_000,
  /** Messages of one user that wait for their time or have failed, and how far ahead it may be: 366 days. */
  maxScheduledMessages: 100,
  maxScheduleAheadMs: 31_622_400_000,
  operatorNameMaxChars: 32,
  /** Of the line that says why an operator acts. */
  reasonMinChars: 3,
  reasonMaxChars: 500,
  maxOperators: 100,
  /** Accounts that may be made with one invitation, and invitations that work. */
  maxInvitationUses: 1_000,
  maxInvitations: 1_000,
} as const;

/** Defaults that a deployment may change; the key is the variable's name. */
export const defaultLimits = {
  /** Frames and HTTP requests of a user, all devices together: refill per second, and the most at once. */
  LIMIT_FRAMES_PER_SECOND: 100,
  LIMIT_FRAMES_BURST: 200,
  /**
   * Invalid or rate-limited WebSocket messages of a socket: refill per second, and the most at once; then it is closed
   * with 4429.
   */
  LIMIT_FAULTS_PER_SECOND: 2,
  LIMIT_FAULTS_BURST: 100,
  /** Sends whose id is older than `lateAfterMs`, per user, conversation and minute: each searches the log. */
  LIMIT_LATE_LOOKUPS_PER_MINUTE: 300,
  /** How long after a message was sent its sender may edit it, and recall it, in seconds. */
  EDIT_SECONDS: 900,
  RECALL_SECONDS: 120,
  /**
   * Calls without an account, from the narrowest network of the caller: /64 of IPv6, /32 of IPv4. Each wider one has as
   * many times more as its factor says: /56; /48 and /24.
   */
  LIMIT_REGISTRATIONS_PER_MINUTE: 10,
  LIMIT_REGISTRATIONS_PER_HOUR: 20,
  LIMIT_REGISTRATIONS_PER_DAY: 60,
  LIMIT_LOGINS_PER_MINUTE: 10,
  LIMIT_STRANGER_CALLS_PER_MINUTE: 300,
  LIMIT_FACTOR_56: 4,
  LIMIT_FACTOR_48: 16,
  /** How many times more registrations and logins a network has with challenges that were met. */
  LIMIT_FACTOR_CHALLENGED: 8,
  /**
   * Wrong passwords per account within 15 minutes: of one network (twice and four times as many of the two around it) or
   * of one known device, and of all networks together.
   */
  LIMIT_LOGIN_FAILURES: 5,
  LIMIT_LOGIN_FAILURES_ANYWHERE: 50,
  /** New passwords that one user sets, their own and those of groups. */
  LIMIT_PASSWORD_CHANGES_PER_HOUR: 20,
  LIMIT_DEVICES: 10,
  LIMIT_GROUP_MEMBERS: 500,
  /** Groups that one user creates. */
  LIMIT_GROUPS_PER_HOUR: 20,
  /** Wrong passwords per user and group within 15 minutes, and per group within one. */
  LIMIT_GROUP_PASSWORD_FAILURES: 5,
  LIMIT_GROUP_PASSWORDS_PER_MINUTE: 60,
  LIMIT_SOCKETS_PER_DEVICE: 5,
  /**
   * UTF-8 bytes that a socket may have been sent without proof that they were read; with more it is closed. At
   * least 1 MiB: a quarter must have room for the largest WebSocket message.
   */
  LIMIT_UNREAD_BYTES: 2_097_152,
  /** The same for all sockets of a user together, with those that are closed and whose connection has not ended. */
  LIMIT_UNREAD_BYTES_PER_USER: 16_777_216,
  /** Lifetimes of tokens, in seconds. */
  ACCESS_TOKEN_SECONDS: 900,
  REFRESH_TOKEN_SECONDS: 2_592_000,
  /**
   * How long after a refresh its repeat gets the same tokens again, in seconds. Longer: a client may be offline longer
   * after a lost answer; a copied token is noticed later.
   */
  REFRESH_RETRY_SECONDS: 60,
  /** The absolute end of a session, in seconds from its sign-in: 180 days. Then the device signs in again. */
  SESSION_SECONDS: 15_552_000,
  /** How long whoever deletes their account may come back, in seconds: 14 days. */
  ACCOUNT_RESTORE_SECONDS: 1_209_600,
  /**
   * The least time over which clients spread their reconnects after the server closed their sockets, in ms. With more
   * than 10,000 sockets in the deployment it is longer, up to 300 s.
   */
  RECONNECT_DELAY_MS: 5_000,
  /** Bytes of one file, at most 10,000 parts. */
  FILE_MAX_BYTES: 104_857_600,
  /** Bytes of files that all users together send in a day (UTC), previews and parts that are sent again included: 1 TB. */
  LIMIT_ALL_UPLOADED_BYTES_PER_DAY: 1_000_000_000_000,
  /** Mails a day (UTC): to one address, whoever asks for them, and of the whole deployment. */
  LIMIT_EMAILS_TO_ADDRESS_PER_DAY: 5,
  LIMIT_ALL_EMAILS_PER_DAY: 1_000,
  /** The deployment's sockets are estimated from those of one user in so many. */
  SOCKET_SAMPLE_ONE_IN: 64,
  ...budgetLimits,
} as const;

export type Limits = { readonly [K in keyof typeof defaultLimits]: number };
