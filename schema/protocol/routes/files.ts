// The routes of files: uploads of one's own, and what is fetched out of conversations.
import {
  declaredFileResultShape,
  declareFileBodyShape,
  fileAddressBodyShape,
  fileAddressResultShape,
  filePartQueryShape,
  filePartResultShape,
  fileShape,
  filesQueryShape,
  getFileQueryShape,
  sentFilesResultShape,
  uploadShape,
  wholeFileQueryShape,
} from "../files.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { reading } from "./spends.ts";

const ofUpload = { fileId: segment.fileId } as const;
const ofConversation = { conversationId: segment.conversationId } as const;
const inConversation = { ...ofConversation, fileId: segment.fileId } as const;
const sending = ["requests", "uploads", "uploaded-bytes"] as const;
const fetching = ["requests", "calls", "rows", "downloads"] as const;
/** The bytes, or a part of them. */
const bytes = { 200: "application/octet-stream", 206: "application/octet-stream", 304: null } as const;

export const fileRoutes = {
  declareFile: route({
    method: "POST",
    path: "/api/files",
    who: "user",
    spends: ["requests", "uploads"],
    idempotency: "natural",
    body: declareFileBodyShape,
    answers: { 201: declaredFileResultShape },
    codes: ["TOO_LARGE", "FILE_TYPE_REFUSED"],
    limits: ["FILE_MAX_BYTES", "filePartBytes", "fileUnsentMs"],
  }),
  sendWholeFile: route({
    method: "POST",
    path: "/api/files/whole",
    who: "user",
    spends: sending,
    idempotency: "natural",
    query: wholeFileQueryShape,
    takesBytes: true,
    answers: { 201: fileShape },
    codes: ["TOO_LARGE", "FILE_TYPE_REFUSED", "FILE_NOT_AS_DECLARED"],
    limits: ["filePartBytes", "fileUnsentMs", "LIMIT_ALL_UPLOADED_BYTES_PER_DAY"],
  }),
  getUpload: route({
    method: "GET",
    path: "/api/files/:fileId",
    who: "user",
    spends: reading,
    segments: ofUpload,
    answers: { 200: uploadShape },
  }),
  sendFilePart: route({
    method: "PUT",
    path: "/api/files/:fileId/parts/:part",
    who: "user",
    spends: sending,
    segments: { ...ofUpload, part: segment.filePart },
    query: filePartQueryShape,
    takesBytes: true,
    answers: { 200: filePartResultShape },
    codes: ["TOO_LARGE", "FILE_NOT_AS_DECLARED", "FILE_COMPLETE"],
    limits: ["filePartBytes", "LIMIT_ALL_UPLOADED_BYTES_PER_DAY"],
  }),
  sendFilePreview: route({
    method: "PUT",
    path: "/api/files/:fileId/previews/:size",
    who: "user",
    spends: sending,
    segments: { ...ofUpload, size: segment.previewSize },
    takesBytes: true,
    answers: { 204: null },
    codes: ["TOO_LARGE", "FILE_NOT_AS_DECLARED", "FILE_TYPE_REFUSED", "FILE_COMPLETE"],
    limits: ["maxPreviewBytes", "LIMIT_ALL_UPLOADED_BYTES_PER_DAY"],
  }),
  completeFile: route({
    method: "POST",
    path: "/api/files/:fileId/complete",
    who: "user",
    spends: ["requests", "uploads"],
    idempotency: "natural",
    segments: ofUpload,
    answers: { 200: fileShape },
    codes: ["FILE_NOT_READY", "FILE_NOT_AS_DECLARED", "FILE_TYPE_REFUSED"],
    limits: ["maxImagePixels", "maxImageSide", "maxImageBytes"],
  }),
  discardFile: route({
    method: "DELETE",
    path: "/api/files/:fileId",
    who: "user",
    spends: reading,
    segments: ofUpload,
    answers: { 204: null },
  }),
  listFiles: route({
    method: "GET",
    path: "/api/conversations/:conversationId/files",
    who: "user",
    spends: ["requests", "calls", "rows"],
    segments: ofConversation,
    query: filesQueryShape,
    answers: { 200: sentFilesResultShape },
  }),
  getFile: route({
    method: "GET",
    path: "/api/conversations/:conversationId/files/:fileId",
    who: "user",
    spends: fetching,
    segments: inConversation,
    query: getFileQueryShape,
    answers: bytes,
    codes: ["FILE_NOT_READY", "FILE_QUARANTINED", "RANGE_NOT_SATISFIABLE"],
  }),
  getFileAddress: route({
    method: "POST",
    path: "/api/conversations/:conversationId/files/:fileId/address",
    who: "user",
    spends: ["requests", "calls", "rows"],
    idempotency: "natural",
    segments: inConversation,
    body: fileAddressBodyShape,
    answers: { 200: fileAddressResultShape },
    limits: ["fileAddressMs"],
  }),
  getFileByAddress: route({
    method: "GET",
    path: "/files/:fileToken",
    who: "anonymous",
    // An address of this server counts for who got it, any other for the network.
    ownLimit: true,
    segments: { fileToken: segment.fileToken },
    answers: bytes,
    codes: ["FILE_NOT_READY", "FILE_QUARANTINED", "RANGE_NOT_SATISFIABLE", "DEVICE_SIGNED_OUT", "SUSPENDED"],
  }),
} as const;

const theBytes = {
  200: "The bytes.",
  206: "The range of them that the header `Range` asks for.",
  304: "They are what `If-None-Match` names.",
};
const seqWords = { description: "A message of the conversation that has the file.", example: 42 };
const sizeWords = {
  description:
    "The preview that fits into a square of so many pixels, instead of the file. Of a picture that has none, the picture itself; of a film or another file the preview of the other size, or `FILE_NOT_FOUND`.",
  example: "320",
};

export const fileWords: WordsOf<typeof fileRoutes> = {
  declareFile: {
    summary: "Declare a file",
    description:
      "Before its parts are sent. All bytes are asked for, whoever has sent the same before. A file that is not sent in a message is gone a day after its last part.",
    answers: { 201: "Its id, and how to cut it." },
  },
  sendWholeFile: {
    summary: "Send a small file",
    description: "A file of at most one part, in one request: declared, sent and completed.",
    query: {
      name: {
        description: "Its name. Paths, control characters and what turns text around are removed.",
        example: "menu.pdf",
      },
      size: { description: "Its bytes.", example: 48_213 },
      type: { description: "The type that the sender takes it for.", example: "application/pdf" },
      sha256: {
        description: "SHA-256 of all its bytes, in hexadecimal digits.",
        example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      },
    },
    answers: { 201: "What the server found." },
  },
  getUpload: {
    summary: "Look at an upload of one's own",
    description: "Which parts are there: a client goes on from here, after a crash or on another device.",
    answers: { 200: "The upload." },
  },
  sendFilePart: {
    summary: "Send a part",
    description:
      "In any order, and again. Each part has `partSize` bytes but the last, and its own SHA-256. The body's length is told in `Content-Length`.",
    query: {
      sha256: {
        description: "SHA-256 of this part, in hexadecimal digits.",
        example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      },
    },
    answers: { 200: "It is stored." },
  },
  sendFilePreview: {
    summary: "Send a preview",
    description:
      "A JPEG, PNG or WebP of what a picture, a film or another file shows, before the file is completed. What says when, where or by which device it was taken is removed.",
    answers: { 204: "It is stored." },
  },
  completeFile: {
    summary: "Complete a file",
    description:
      "The server reads the bytes once: what has another length or hash than was declared, or a type that is not taken here, is refused and gone. A repeat is answered as the first was.",
    answers: { 200: "What the server found." },
  },
  discardFile: {
    summary: "Discard an upload",
    description: "Of one's own, that is in no message. What is in messages stays there.",
    answers: { 204: "It is gone." },
  },
  listFiles: {
    summary: "List a conversation's files",
    description: "Those in messages that the caller sees now, the newest first.",
    query: {
      of: {
        description: "`media`: pictures and videos. `voice`: voice messages. `files`: all others but stickers.",
        example: "media",
      },
      cursor: cursorWords("41"),
      limit: { description: "The most files in a page. One with fewer may have a next one.", example: 50 },
    },
    answers: { 200: "A page of files." },
  },
  getFile: {
    summary: "Fetch a file",
    description:
      "Out of a message that the caller sees now. `FILE_NOT_READY`: the server's scanner is looking at it, and it will be ready soon; `FILE_QUARANTINED`: the scanner holds it back. The type is what the server found in the bytes; what a browser might run is an attachment.",
    query: { seq: seqWords, size: sizeWords },
    answers: theBytes,
  },
  getFileAddress: {
    summary: "Get an address of a file",
    description:
      "For what cannot send a token, as an element of a page. It is the caller's own, for this file of this message, works for five minutes, and every fetch is judged as `getFile` is.",
    answers: { 200: "The address." },
  },
  getFileByAddress: {
    summary: "Fetch a file by its address",
    description: "Judged as `getFile` of who got the address.",
    answers: theBytes,
  },
};
