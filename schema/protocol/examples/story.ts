// One small story from which all examples of the protocol are taken: Alice, Bob and Carol have coffee.
import {
  directConversationId,
  type ClientMsgId,
  type ConversationId,
  type DeviceId,
  type OpId,
  type UserId,
} from "../ids.ts";
import type { FileId } from "../files.ts";

export const userIds = {
  alice: "user_06f3q9x2m7k4t1v8w5z0y2c6ba" as UserId,
  bob: "user_1ha8d4n6p2r9s3j7e5g0k1m4xq" as UserId,
  carol: "user_7rd2k9m4x6t1v8w3q5z0n2c4eb" as UserId,
};
export const timeMs = 1_795_000_000_000;
export const clientMsgId = "019eb5c9-b200-7a3b-8c4d-1e2f3a4b5c6d" as ClientMsgId;
export const opId = "019eb5c9-c3f0-7b1c-9d2e-3f4a5b6c7d8e" as OpId;
export const conversationId = directConversationId(userIds.alice, userIds.bob);
export const groupId = "group_3vb8m1k6t2x9q4w7z5n0c8r3ha" as ConversationId;
export const groupInfo = { name: "Coffee at three", description: "Who comes, brings a cup.", avatar: "" };
export const deviceId = "device_2kb7t5w9z3x1v8m4q6h0n2c5da" as DeviceId;
export const linkId = "5b1f3c0e-9d47-4f6a-8e2b-7c5d1a9f4e60";
export const linkToken = `${groupId}.kX3v9QmT7bWc2LdR8yNf5JpS1hZg4AeU`;
export const fileId = "file_0m7q2x9k4t6v8w5z3y1c2b4d6f" as FileId;
/** An avatar of Alice's. */
export const pictureOf = { ownerId: userIds.alice, token: "2q7x9k4t6v8w5z3y1c2b4d6f0m" };
export const jobId = "6f1c2d3e-4b5a-4978-8c6d-0e1f2a3b4c5d";
export const reportId = "3e8c1f5a-7b2d-4c69-9e04-5a1b8d6f2c73";
export const invitationId = "2f6d0b7a-4c1e-4b3f-9a58-1d7e3c5b9f02";
