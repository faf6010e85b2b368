// Tooling, off the message's way: what each field means. One noun, one meaning: most are the same wherever they stand.

/** By field name, everywhere, unless `fieldDescriptionsOf` says otherwise for one component. */
export const fieldDescriptions: Readonly<Record<string, string>> = {
  accessToken: "Bearer token of every authenticated request and socket. Opaque to clients.",
  active: "True when typing started, false when it stopped.",
  after: "Ask with this for the next, newer page; null at the newest.",
  before: "Ask with this for the next, older page; null at the oldest.",
  clientMsgId:
    "The sender's id of the message, best a UUIDv7: one id per sender and conversation is at most one message, however often it is sent again.",
  code: "Stable code of the refusal; see the error table.",
  conversationId: "The conversation.",
  conversations: "Entries, the most recently active first.",
  createdAt: "Milliseconds since 1970; never falls as `seq` grows.",
  current: "Whether it is the device that asks.",
  cursor: "Ask with this for the next page; null on the last.",
  cursors: "By conversation: the seq up to which this device has every event; 0 for none.",
  cursorSeq: "How far this user has read.",
  device: "The device that signs in; left out, a new one is made.",
  deviceId: "The device.",
  devices: "The devices that are signed in.",
  displayName: "The name to show.",
  events: "Events, rising by seq, without a gap.",
  expiresIn: "Seconds until the access token expires.",
  headSeq: "The seq of the newest event.",
  id: "Opaque id.",
  inboxVersion: "The version of the user's inbox; it rises with each change.",
  instance: "`urn:klatch:request:<id>`, with the id of the answer's header `x-request-id`.",
  keys: "The keys, the signing one first.",
  kind: "The kind of conversation.",
  lastSeenAt: "When the device was last seen, in milliseconds since 1970.",
  limits: "The limits in force for this user.",
  mentions: "Ids of the users who are mentioned.",
  message: "One sentence for people, the same for every occurrence.",
  messageId: "`<conversationId>:<seq>`.",
  name: "The device's name.",
  password: "The password.",
  peerId: "The other member of a direct conversation.",
  platform: "What the device is.",
  preview: "The newest message, shortened; null when there is none.",
  reconnectDelayMs: "When the socket closes, reconnect at a random time within this many milliseconds.",
  refreshToken: "Opaque; good for one refresh.",
  replyTo: "The id of the message this one answers.",
  retryAfterMs: "Try again no sooner than after this many milliseconds.",
  senderId: "The user who sent the message.",
  seq: "The event's position in the conversation's log: from 1, gapless, the same for everyone.",
  serverTime: "The server's clock, in milliseconds since 1970.",
  status: "The HTTP status.",
  text: "The text.",
  title: "One sentence for people, the same for every occurrence of the code.",
  toSeq: "The last seq it stands for.",
  type: "What it is.",
  unread: "The user's exact count of unread messages in the conversation.",
  userId: "The user.",
  username: "Unique, whatever its case.",
};

/** Where a field means something of its own, by `Component.field`. */
export const fieldDescriptionsOf: Readonly<Record<string, string>> = {
  "Device.createdAt": "When the device first signed in, in milliseconds since 1970.",
  "Session.device": "The device that signed in; name its id at the next login.",
  "Health.status": "Always `ok`.",
  "LoginBody.device.id": "An earlier device of this account, to sign in as it again.",
  "RegisterBody.device.id": "Best left out: a new account has no earlier device.",
  "MarkReadBody.seq": "Every event up to this one is read.",
  "MarkReadFrame.seq": "Every event up to this one is read.",
  "MarkReadResult.seq": "The read cursor as it is now.",
  "NewMessageFrame.unread":
    "The receiver's exact count once this event is included; present on the last event of what arrives together.",
  "ErrorFrame.clientMsgId": "The refused frame's, where it had a well-formed one.",
  "ErrorFrame.conversationId": "The refused frame's, where it had a well-formed one.",
  "OpenConversationBody.userId": "The other member.",
  "Preview.text": "The start of the message's text.",
  "Preview.type": "The type of the message's content.",
  "Problem.type": "`urn:klatch:error:<code>`.",
  "ReadReceiptFrame.seq": "They have read every event up to this one.",
  "ReadReceiptFrame.unread": "The exact count that is left; only to the reader's own devices.",
  "ReadReceiptFrame.userId": "The member who read.",
  "SyncFrame.inboxVersion": "The version of the inbox this device has; what is newer is sent.",
  "TypingDownFrame.userId": "The member who types.",
  "User.createdAt": "When the account was made, in milliseconds since 1970.",
  "VoidFrame.createdAt": "The time of the last event it stands for, in milliseconds since 1970.",
  "VoidFrame.seq": "The first seq it stands for.",
  "WelcomeFrame.limits.framesPerSecond": "Frames and HTTP requests a user may send, all devices together, per second.",
  "WelcomeFrame.limits.framesBurst": "The most of them at once.",
  "WelcomeFrame.limits.maxFramesPerSocketMessage": "Frames in one WebSocket message.",
  "WelcomeFrame.limits.maxSocketMessageBytes": "UTF-8 bytes of one WebSocket message.",
  "WelcomeFrame.limits.maxContentBytes": "UTF-8 bytes of a message's `content` as JSON.",
};

/** @throws Error when a field has no description: every field of the protocol is documented */
export function describeField(path: readonly string[]): string {
  const name = path.at(-1) ?? "";
  const found = fieldDescriptionsOf[path.join(".")] ?? fieldDescriptions[name];
  if (found === undefined) throw new Error(`no description for ${path.join(".")}`);
  return found;
}
