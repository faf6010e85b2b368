// Tooling, off the message's way: the descriptions of limits for the API documents.
import { budgetKinds, type BudgetKind, type BudgetLimits } from "../../schema/protocol/budgets.ts";
import { defaultLimits, wireLimits } from "../../schema/protocol/limits.ts";

const wireLimitDescriptions: Readonly<Record<keyof typeof wireLimits, string>> = {
  maxSocketMessageBytes: "UTF-8 bytes of one WebSocket message",
  maxBodyBytes: "UTF-8 bytes of one HTTP body",
  maxFramesPerSocketMessage: "frames in one WebSocket message",
  maxContentBytes: "UTF-8 bytes of a message's `content` as JSON",
  maxMentions: "users one message may mention",
  maxDrafts: "drafts of one user that the server keeps",
  maxStars: "messages that a user has starred",
  filePartBytes: "bytes of each part of a file but the last; and so of a file that is sent in one request",
  fileNameMaxChars: "UTF-16 units of a file's name as it is stored",
  declaredNameMaxChars: "UTF-16 units of a file's name as it is declared",
  maxImagePixels: "pixels of an image that is shown as one",
  maxImageSide: "pixels of each of its sides",
  maxImageBytes: "bytes of an image that is shown as one",
  maxPreviewBytes: "bytes of each preview of an image",
  maxAvatarBytes: "bytes of a picture that is to be an avatar",
  maxAvatarSide: "pixels of a side of such a picture, which is square",
  maxStickerBytes: "bytes of a sticker's picture",
  maxStickerSide: "pixels of a side of such a picture",
  captionMaxChars: "UTF-16 units of the words with a file",
  maxWaveform: "heights of a voice message's waveform",
  fileUnsentMs: "how long a file is kept that was not sent, in ms",
  scheduledFilesKeptMs: "how long after its time a scheduled message that was not sent keeps its files, in ms",
  fileAddressMs: "how long an address of a file works, in ms",
  maxWatched: "people whose presence one socket watches",
  maxWatchedPerUser: "people whose presence all sockets of a user watch together, each as often as it is watched",
  maxWatchers: "people who are told of the changes of one user's presence",
  maxBlocks: "users whom a user has blocked",
  maxReportedMessages: "messages in one report, or of a conversation that is reported as a whole",
  maxReportContext: "messages before the first reported one that go with a report",
  reportTextMaxChars: "UTF-16 units of a report's words, and of each message that goes with it",
  maxReports: "reports of a user that are kept at a time; then the oldest go",
  maxUnaccepted: "messages and edits of somebody whom the other one has not accepted yet",
  maxFriends: "friends of a user",
  maxFriendRequests: "open friend requests of a user, and as many to them",
  maxFriendTags: "tags of one friend",
  friendTagMaxChars: "UTF-16 units of a friend's tag",
  friendMessageMaxChars: "UTF-16 units of the words with a friend request",
  maxMuteMs: "ms for which a conversation may be muted, at most",
  minBurnMs: "ms after which a message that was read may burn, at least",
  maxBurnMs: "ms after which a message that was read may burn, at most",
  maxBurning: "messages of a conversation that will burn and have not burnt yet",
  minTtlMs: "ms for which the messages of a conversation stay, at least, if they do not stay for good",
  maxTtlMs: "ms for which the messages of a conversation stay, at most, if they do not stay for good",
  maxTtlSettings: "settings of how long messages stay that still concern messages of the conversation",
  maxExpiredPerEvent: "messages that one `messages-expired` names",
  maxCustomLevels: "levels of objects and arrays in the `data` of a custom content",
  maxForwarded: "messages forwarded in one request",
  maxForwardLevels: "forwards within forwards, the outermost included",
  reactionMaxChars: "UTF-16 units of a reaction",
  maxReactionKinds: "different reactions on a message",
  maxEdits: "edits of a message",
  pollQuestionMaxChars: "UTF-16 units of a poll's question",
  pollOptionMaxChars: "UTF-16 units of each option of a poll",
  minPollOptions: "options of a poll, at least",
  maxPollOptions: "options of a poll, at most",
  maxPins: "pinned messages of a conversation",
  maxHiddenPerRequest: "messages deleted for oneself in one request",
  maxHidden: "messages that a user has deleted for themselves in a conversation",
  maxThreadFollowers: "people who follow one thread",
  maxStatesPerRequest: "messages whose state is asked for at once",
  requestIdMaxChars: "UTF-16 units of a frame's `requestId`",
  nonceMaxChars: "UTF-16 units of a probe's `nonce`",
  maxUnheardChars: "what `welcome` says to clients of the first version; nobody is closed for it any more",
  maxFeatures: "names in a list of features",
  maxSyncCursors: "conversations one `sync` may name",
  maxPageSize: "the most entries or events in a page",
  defaultPageSize: "entries or events in a page unless asked otherwise",
  usernameMinChars: "characters of a username, at least",
  usernameMaxChars: "characters of a username, at most",
  passwordMinChars: "UTF-16 units of a password, at least",
  passwordMaxChars: "UTF-16 units of a password, at most",
  displayNameMaxChars: "UTF-16 units of a display name",
  avatarMaxChars: "UTF-16 units of the reference to a person's avatar",
  bioMaxChars: "UTF-16 units of a person's bio",
  statusMaxChars: "UTF-16 units of a status",
  maxStatusAheadMs: "ms after which a status ends by itself, at most",
  usernameChangeEveryMs: "ms between two changes of a username, at least",
  usernameKeptMs: "ms for which a username that was given up is kept for who had it",
  searchMaxChars: "UTF-16 units of what people are searched by",
  previewMaxChars: "UTF-16 units of a preview's text",
  deviceSecretMaxChars: "UTF-16 units of a `deviceSecret`",
  deviceNameMaxChars: "UTF-16 units of a device's name",
  emailMaxChars: "characters of an e-mail address",
  emailProofMs: "how long the link in a mail that proves an address works, in ms",
  pushEndpointMaxChars: "UTF-16 units of the address of a push subscription",
  pushTokenMaxChars: "characters of a registration token of FCM",
  groupNameMaxChars: "UTF-16 units of a group's name",
  groupDescriptionMaxChars: "UTF-16 units of a group's description",
  groupAvatarMaxChars: "UTF-16 units of the reference to a group's avatar",
  announcementMaxChars: "UTF-16 units of an announcement",
  nicknameMaxChars: "UTF-16 units of a member's nickname",
  joinMessageMaxChars: "UTF-16 units of the words with a request to join",
  groupPasswordMinChars: "UTF-16 units of a group's new password, at least",
  groupPasswordMaxChars: "UTF-16 units of a group's password, at most",
  maxUsersPerRequest: "members named in one request",
  maxUsersPerLookup: "different users asked for by id in one request",
  maxJoinRequests: "requests to join that a group keeps",
  maxGroupInvitations: "invitations of a group that wait for an answer",
  invitationKeptMs:
    "ms after which an invitation to a group expires, and for which nobody is added who has left or declined",
  maxMyInvitations: "invitations to groups that a user is shown; further ones are not",
  maxMyJoinRequests: "requests to join groups that a user is listed; of more, the newest",
  maxBans: "bans that a group keeps",
  maxLinks: "links of a group that work",
  maxLinksPerMember: "links of one member that work",
  maxMemberships: "times that one person may be in a group, with pauses between that they cannot see",
  maxAnnouncements: "announcements listed, the newest; all are in the log",
  clientClockLeewayMs: "ms a UUIDv7 `clientMsgId` may lie ahead of the server's clock",
  lateAfterMs: "ms after which a UUIDv7 `clientMsgId` counts as late",
  idempotencyKeyMaxChars: "visible ASCII characters of an `Idempotency-Key`",
  idempotencyKeyKeptMs: "ms for which an `Idempotency-Key` names the same request",
  maxScheduledMessages: "scheduled messages of a user, those included that have failed",
  maxScheduleAheadMs: "how far ahead a message may be scheduled, in ms",
  maxIdempotencyKeys: "keys of a user that are kept; a further one is refused with `RATE_LIMITED`",
  operatorNameMaxChars: "characters of an operator's name",
  reasonMinChars: "characters of the reason for an operator's act, at least",
  reasonMaxChars: "UTF-16 units of the reason for an operator's act, at most",
  maxOperators: "operators with a token of their own",
  maxInvitationUses: "accounts that may be made with one invitation",
  maxInvitations: "invitations that work",
};

const defaultLimitDescriptions: Readonly<Record<keyof typeof defaultLimits, string>> = {
  LIMIT_FRAMES_PER_SECOND: "frames and HTTP requests a user may send per second, all devices together",
  LIMIT_FRAMES_BURST: "the most of them at once",
  LIMIT_FAULTS_PER_SECOND:
    "faulty or too fast WebSocket messages a socket may send per second; beyond that it is closed with 4429",
  LIMIT_FAULTS_BURST: "the most of them at once",
  EDIT_SECONDS: "seconds after a message was sent in which its sender may edit it",
  RECALL_SECONDS: "seconds after a message was sent in which its sender may take it back",
  LIMIT_LATE_LOOKUPS_PER_MINUTE: "sends under a late `clientMsgId`, per user, conversation and minute",
  LIMIT_REGISTRATIONS_PER_MINUTE: "registrations per minute and network: a /64 of IPv6, an address of IPv4",
  LIMIT_REGISTRATIONS_PER_HOUR: "registrations per hour and network",
  LIMIT_REGISTRATIONS_PER_DAY: "registrations per day and network",
  LIMIT_LOGINS_PER_MINUTE: "logins per minute and network",
  LIMIT_STRANGER_CALLS_PER_MINUTE: "other calls without an account, and calls with bad tokens, per minute and network",
  LIMIT_FACTOR_56: "times as many of all of these from a /56",
  LIMIT_FACTOR_48: "times as many of all of these from a /48, or a /24 of IPv4",
  LIMIT_FACTOR_CHALLENGED: "times as many registrations and logins with challenges that were met",
  LIMIT_LOGIN_FAILURES:
    "failed passwords per account within 15 minutes, of one network or known device; of the wider networks around it twice and four times as many",
  LIMIT_LOGIN_FAILURES_ANYWHERE:
    "failed passwords per account within 15 minutes, of all networks together, before a challenge is asked for, where one is configured",
  LIMIT_PASSWORD_CHANGES_PER_HOUR: "passwords that a user sets per hour, their own and those of groups",
  LIMIT_DEVICES: "devices of a user that are signed in",
  LIMIT_GROUP_MEMBERS: "members of a group",
  LIMIT_GROUPS_PER_HOUR: "groups a user makes per hour",
  LIMIT_GROUP_PASSWORD_FAILURES: "wrong passwords per user and group within 15 minutes",
  LIMIT_GROUP_PASSWORDS_PER_MINUTE: "passwords tried per group and minute, by all users together",
  LIMIT_SOCKETS_PER_DEVICE: "open sockets of one device",
  LIMIT_UNREAD_BYTES: "bytes sent to a socket without an `echo` that proves they were read, before it is closed",
  LIMIT_UNREAD_BYTES_PER_USER: "the same of all of a user's sockets together, before more of them are refused",
  ACCESS_TOKEN_SECONDS: "seconds an access token lives",
  REFRESH_TOKEN_SECONDS: "seconds a refresh token lives",
  REFRESH_RETRY_SECONDS: "seconds after a refresh in which its repeat gets the same tokens again",
  SESSION_SECONDS: "seconds from a sign-in to the absolute end of its session",
  ACCOUNT_RESTORE_SECONDS: "seconds in which whoever deletes their account may come back",
  RECONNECT_DELAY_MS: "ms, at least, over which clients spread their reconnects",
  FILE_MAX_BYTES: "bytes of one file, at most 10,000 parts",
  LIMIT_ALL_UPLOADED_BYTES_PER_DAY:
    "bytes of files that all users together send a day (UTC), previews and parts that are sent again included",
  LIMIT_EMAILS_TO_ADDRESS_PER_DAY: "mails to one address a day (UTC), whoever asks for them",
  LIMIT_ALL_EMAILS_PER_DAY: "mails of all users together a day (UTC)",
  SOCKET_SAMPLE_ONE_IN: "one user in so many whose sockets are counted, to estimate the deployment's",
  ...budgetDescriptions(),
};

/** Of the variables of budgets; docs/limits.md has all of a budget in one line. */
function budgetDescriptions(): Readonly<Record<keyof BudgetLimits, string>> {
  const times = { 1_000: "second", 60_000: "minute", 3_600_000: "hour" };
  const texts = Object.entries<BudgetKind>(budgetKinds).flatMap(([name, { rate, perDayFirstWeek, perDay, unit }]) => [
    ...(rate === null
      ? []
      : [
          [rate.variable, `${unit}, refilled per ${times[rate.perMs as keyof typeof times]} (budget \`${name}\`)`],
          [rate.burst, `the most of \`${name}\` at once`],
        ]),
    [perDayFirstWeek, `the most of \`${name}\` a day (UTC) in an account's first week`],
    [perDay, `the most of \`${name}\` a day (UTC) later`],
  ]);
  return Object.fromEntries(texts) as Record<keyof BudgetLimits, string>;
}

interface DescribedLimit {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const describe = (
  limits: Readonly<Record<string, number>>,
  units: Readonly<Record<string, string>>,
): DescribedLimit[] => Object.entries(limits).map(([name, value]) => ({ name, value, unit: units[name] ?? "" }));

/** Limits that are the same in every deployment. */
export const fixedLimits = describe(wireLimits, wireLimitDescriptions);

/** Limits that a deployment may change by variables of these names. */
export const adjustableLimits = describe(defaultLimits, defaultLimitDescriptions);

const table = (limits: readonly DescribedLimit[]): string =>
  [
    "| limit | value | counts |",
    "|---|---|---|",
    ...limits.map(({ name, value, unit }) => `| \`${name}\` | ${value} | ${unit} |`),
  ].join("\n");

export const limitsText = `## Limits\n\nFixed:\n\n${table(fixedLimits)}\n\nDefaults, which a deployment may change:\n\n${table(adjustableLimits)}`;
