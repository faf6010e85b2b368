// Checks texts that an app got from elsewhere, such as a command line or a database, and gives them an id's type. The SDK
// imports only types from the schema, so the patterns are repeated here; a test compares them.
import type { FileId } from "../../schema/protocol/files.ts";
import type { ClientMsgId, ConversationId, DeviceId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import { KlatchError } from "./klatch-error.ts";

const shortId = /^[\w-]{1,64}$/;
const conversationId = /^[\w-]{1,160}$/;
const messageId = /^[\w-]{1,160}:[1-9]\d{0,15}$/;

const fileId = /^file_[0-9a-hjkmnp-tv-z]{26}$/;

/** @throws KlatchError `INVALID_REQUEST`. A program without types may pass anything */
function checked(text: string, pattern: RegExp, kind: string): string {
  if (typeof text === "string" && pattern.test(text)) return text;
  throw new KlatchError("INVALID_REQUEST", `This is no ${kind}.`);
}

/** Takes a text that has the form of a user's id. @throws KlatchError `INVALID_REQUEST` */
export const asUserId = (text: string): UserId => checked(text, shortId, "user id") as UserId;

/** Takes a text that has the form of a device's id. @throws KlatchError `INVALID_REQUEST` */
export const asDeviceId = (text: string): DeviceId => checked(text, shortId, "device id") as DeviceId;

/** Takes a text that has the form of a conversation's id. @throws KlatchError `INVALID_REQUEST` */
export const asConversationId = (text: string): ConversationId =>
  checked(text, conversationId, "conversation id") as ConversationId;

/** Takes a text that has the form of a file's id. @throws KlatchError `INVALID_REQUEST` */
export const asFileId = (text: string): FileId => checked(text, fileId, "file id") as FileId;

/** Takes a text that has the form of a message's id. @throws KlatchError `INVALID_REQUEST` */
export const asMessageId = (text: string): MessageId => checked(text, messageId, "message id") as MessageId;

/**
 * Takes a text that can be a message's `clientMsgId`: at most 64 letters, digits, `_` and `-`, best a UUIDv7.
 * @throws KlatchError `INVALID_REQUEST`
 */
export const asClientMsgId = (text: string): ClientMsgId => checked(text, shortId, "clientMsgId") as ClientMsgId;
