// A question by the server whether the client has read what lies before it in the stream.
import * as v from "valibot";
import type { DownFrameKind, UpFrameKind } from "./frame-kind.ts";
import { wireLimits } from "./limits.ts";
import { upShape } from "./request-id.ts";
import { strictShape, wellFormedText } from "./shape.ts";

const nonce = wellFormedText(wireLimits.nonceMaxChars, 1);

export const probeFrame = strictShape({ type: v.literal("probe"), nonce });
export type ProbeFrame = v.InferOutput<typeof probeFrame>;

export const probe = {
  type: "probe",
  name: "ProbeFrame",
  shape: probeFrame,
  words:
    "The server asks whether the client has read everything before this frame: answer at once with `echo` and the same " +
    "`nonce`. A socket that is sent much without an answer is closed (4429).",
  example: { type: "probe", nonce: "c8f1" },
} as const satisfies DownFrameKind<ProbeFrame>;

export const echoFrame = upShape("echo", { nonce });
export type EchoFrame = v.InferOutput<typeof echoFrame>;

export const echo = {
  type: "echo",
  name: "EchoFrame",
  shape: echoFrame,
  answeredBy: ["done"],
  codes: [],
  words: "Answers a `probe`, with its `nonce`.",
  example: { type: "echo", nonce: "c8f1" },
} as const satisfies UpFrameKind<EchoFrame>;
