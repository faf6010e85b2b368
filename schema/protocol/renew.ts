// Keeping a socket authorised: its access token expires, the socket stays.
import * as v from "valibot";
import type { DownFrameKind, UpFrameKind } from "./frame-kind.ts";
import { upShape } from "./request-id.ts";
import { strictShape, wellFormedText } from "./shape.ts";

export const renewFrame = upShape("renew", { accessToken: wellFormedText(2_048) });
export type RenewFrame = v.InferOutput<typeof renewFrame>;

export const renew = {
  type: "renew",
  name: "RenewFrame",
  shape: renewFrame,
  answeredBy: ["done"],
  codes: ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "DEVICE_SIGNED_OUT"],
  words:
    "Authorises this socket until `accessToken` expires. The token belongs to the same sign-in as the one that opened " +
    "the socket. After `auth-required`, the next frame is the first `sync`.",
  fields: { accessToken: "A newer access token of this device." },
  example: { type: "renew", accessToken: "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl" },
} as const satisfies UpFrameKind<RenewFrame>;

export const authRequiredFrame = strictShape({ type: v.literal("auth-required") });
export type AuthRequiredFrame = v.InferOutput<typeof authRequiredFrame>;

export const authRequired = {
  type: "auth-required",
  name: "AuthRequiredFrame",
  shape: authRequiredFrame,
  words:
    "The access token of this socket has expired. It gets nothing more, and its frames are refused with " +
    "`TOKEN_EXPIRED`, until a `renew`. Without one it is closed (4401) after a minute.",
  example: { type: "auth-required" },
} as const satisfies DownFrameKind<AuthRequiredFrame>;
