// The declaration of one kind of frame. Each kind is declared once, beside its shape; events are declared in `events/`.
import type * as v from "valibot";
import type { FieldWords } from "./component.ts";
import type { ErrorCode } from "./errors.ts";

interface FrameKind<Frame extends { readonly type: string }> {
  readonly type: Frame["type"];
  /** Name in the API documents: a client's and a server's frame may have the same type. */
  readonly name: `${string}Frame`;
  readonly shape: v.GenericSchema<unknown, Frame>;
  /** Description in the API documents. */
  readonly words: string;
  /** The same, of fields that mean something of their own here. */
  readonly fields?: FieldWords;
  readonly example: Frame;
}

/** Sent by servers. */
export type DownFrameKind<Frame extends { readonly type: string }> = FrameKind<Frame>;

/** Sent by clients. */
export interface UpFrameKind<Frame extends { readonly type: string }> extends FrameKind<Frame> {
  /**
   * Types of the frames that answer it on the same socket; `event` stands for all kinds of events. `error` is always
   * possible.
   */
  readonly answeredBy: readonly string[];
  /** Refusal codes of its own, beside those of all frames. */
  readonly codes: readonly ErrorCode[];
}

/** Refusals that any WebSocket message can meet. */
export const codesOfEveryFrame: readonly ErrorCode[] = [
  "INVALID_JSON",
  "INVALID_FRAME",
  "UNKNOWN_FRAME_TYPE",
  "TOO_MANY_FRAMES",
  "TOO_LARGE",
  "BINARY_NOT_SUPPORTED",
  "RATE_LIMITED",
  "INTERNAL",
  "UNAVAILABLE",
];
