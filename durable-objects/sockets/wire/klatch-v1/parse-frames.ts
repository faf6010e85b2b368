// Parses what a socket sends: size, then JSON, then one strict parse per frame. Pure.
import * as v from "valibot";
import type { Refusal } from "../../../../schema/protocol/errors.ts";
import { wireLimits } from "../../../../schema/protocol/limits.ts";
import { pointerOf } from "../../../../schema/protocol/pointer.ts";
import { upFrameOfType, type UpFrame } from "../../../../schema/protocol/up.ts";
import { utf8LengthExceeds } from "../../../runtime/text.ts";
import { originOf, type FrameOrigin } from "./error-frames.ts";

/** A valid frame, or the refusal and the ids that tell its sender which frame it was. */
export type ParsedFrame = { readonly frame: UpFrame } | (Refusal & { readonly origin: FrameOrigin });

/** Parses one WebSocket message into its frames, or one code that refuses the whole message. */
export function parseSocketMessage(message: string | ArrayBuffer): readonly ParsedFrame[] | Refusal {
  if (typeof message !== "string") return { code: "BINARY_NOT_SUPPORTED" };
  if (utf8LengthExceeds(message, wireLimits.maxSocketMessageBytes)) return { code: "TOO_LARGE" };
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { code: "INVALID_JSON" }; // no more detail: the parser's reason quotes the input
  }
  const frames: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (frames.length > wireLimits.maxFramesPerSocketMessage) return { code: "TOO_MANY_FRAMES" };
  if (frames.length === 0) return { code: "INVALID_FRAME", pointer: "" };
  return frames.map(parseFrame);
}

function parseFrame(value: unknown): ParsedFrame {
  if (!isObject(value) || Array.isArray(value)) return { code: "INVALID_FRAME", pointer: "", origin: {} };
  const { type, content, cursors } = value as Partial<Record<string, unknown>>;
  const invalid = (pointer: string): ParsedFrame => ({ code: "INVALID_FRAME", pointer, origin: originOf(value) });
  if (typeof type !== "string") return invalid("/type");
  const shape = upFrameOfType.get(type);
  if (shape === undefined) return { code: "UNKNOWN_FRAME_TYPE", origin: originOf(value) };
  if (isObject(cursors) && !isPlainRecord(cursors)) return invalid("/cursors");
  const parsed = v.safeParse(shape, value, { abortEarly: true });
  if (parsed.success) return { frame: parsed.output };
  const text = isObject(content) && "text" in content ? content.text : null;
  const tooLarge = typeof text === "string" && utf8LengthExceeds(text, wireLimits.maxContentBytes);
  if (tooLarge) return { code: "CONTENT_TOO_LARGE", pointer: "/content", origin: originOf(value) };
  return invalid(pointerOf(parsed.issues));
}

/** Valibot's record shape accepts arrays and ignores these keys. */
const isPlainRecord = (value: object): boolean =>
  !Array.isArray(value) && !["__proto__", "constructor", "prototype"].some((key) => Object.hasOwn(value, key));

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
