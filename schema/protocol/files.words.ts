// The API documents' texts for files. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { fileId, timeMs, userIds } from "./examples/story.ts";
import {
  declaredFileResultShape,
  declareFileBodyShape,
  fileAddressBodyShape,
  fileAddressResultShape,
  filePartResultShape,
  fileShape,
  sentFilesResultShape,
  uploadShape,
} from "./files.ts";

const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const file = { fileId, name: "cups.jpg", size: 48_213, mimeType: "image/jpeg", width: 1200, height: 900 };
const parts = {
  partSize: "The bytes of each part but the last.",
  parts: "How many parts there are.",
};
const sidesWords = {
  width: "Of a picture that is shown as one: in pixels, as it is shown.",
  height: "Of a picture that is shown as one: in pixels, as it is shown.",
  mimeType: "The type, as the server found it in the bytes; `application/octet-stream` if they say nothing.",
};

export const fileComponents = {
  DeclareFileBody: fromClient(
    declareFileBodyShape,
    "A file that is about to be sent.",
    { name: "cups.jpg", size: 48_213, type: "image/jpeg", sha256 },
    {
      name: "Its name. Paths, control characters and what turns text around are removed.",
      size: "Its bytes.",
      type: "The type that the sender takes it for. The server looks for itself.",
      sha256: "SHA-256 of all its bytes, in hexadecimal digits.",
    },
  ),
  DeclaredFileResult: fromServer(
    declaredFileResultShape,
    "A file that may be sent now.",
    { fileId, partSize: 8_388_608, parts: 1, expiresAt: timeMs + 86_400_000 },
    {
      ...parts,
      fileId: "The file's id.",
      expiresAt: "When it is gone unless more of it comes, in milliseconds since 1970.",
    },
  ),
  FilePartResult: fromServer(filePartResultShape, "A part that is stored.", { part: 1 }, { part: "Which part." }),
  File: fromServer(fileShape, "A file that is complete.", file, {
    ...sidesWords,
    fileId: "The file's id.",
    name: "Its name, cleaned.",
    size: "Its bytes.",
  }),
  Upload: fromServer(
    uploadShape,
    "An upload of one's own.",
    {
      fileId,
      name: "cups.jpg",
      size: 48_213,
      sha256,
      partSize: 8_388_608,
      parts: 1,
      received: [1],
      expiresAt: timeMs + 86_400_000,
      file,
    },
    {
      ...parts,
      fileId: "The file's id.",
      name: "Its name, cleaned.",
      size: "Its bytes.",
      sha256: "SHA-256 of all its bytes, in hexadecimal digits.",
      received: "The parts that are there.",
      expiresAt: "When it is gone, in milliseconds since 1970; null: it is in a message.",
    },
  ),
  FileAddressBody: fromClient(
    fileAddressBodyShape,
    "The file of a message.",
    { seq: 42, size: "320" },
    {
      seq: "A message of the conversation that has the file.",
      size: "The preview that fits into a square of so many pixels, instead of the file.",
    },
  ),
  FileAddress: fromServer(
    fileAddressResultShape,
    "An address of a file.",
    { url: "/files/eyJleGFtcGxlIjp0cnVlfQ.k3V9QmT7bWc2LdR8yNf5JpS1hZg4AeUo", expiresAt: timeMs + 300_000 },
    { url: "On this server.", expiresAt: "Until when it works, in milliseconds since 1970." },
  ),
  SentFilesResult: fromServer(
    sentFilesResultShape,
    "A page of a conversation's files, the newest first.",
    { items: [{ fileId, seq: 42, senderId: userIds.alice, createdAt: timeMs, kind: "image" }], next: null },
    {
      "items.fileId": "The file's id.",
      "items.seq": "The message that has it.",
      "items.senderId": "Who sent the message.",
      "items.createdAt": "When, in milliseconds since 1970.",
      "items.kind": "The kind of content that names it.",
    },
  ),
} as const satisfies Record<string, Component>;
